// What a finger is meant to hit and is smaller than 44 by 44 CSS pixels; links in a text may be.
() => {
  const least = 44;
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length;
  const isInText = (link) => {
    if (getComputedStyle(link).display !== "inline") return false;
    const around = link.closest("p, li, dd, dt, td, th, caption, summary, label, h1, h2, h3, h4, h5, figcaption, div");
    return around !== null && around.textContent.trim() !== link.textContent.trim();
  };
  // A label widens the target of its field.
  const boxes = (element) => [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect());
  const size = (element) => {
    const all = boxes(element);
    return [
      Math.max(...all.map((box) => box.right)) - Math.min(...all.map((box) => box.left)),
      Math.max(...all.map((box) => box.height)),
    ];
  };
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((element) => isSeen(element) && !(element.matches("a") && isInText(element)))
    .filter((element) => !element.closest(".skip, [aria-hidden=true]") && !element.matches(".skip"))
    .filter((element) => size(element).some((length) => length < least - 0.5))
    .map((element) => `${element.outerHTML.slice(0, 120)} ${size(element).map(Math.round).join("x")}`);
}
