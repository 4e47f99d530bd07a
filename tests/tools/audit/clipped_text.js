// Elements that cut off some of their text, and the page where it has grown wider than the screen.
() => {
  const hidden = (style) => [style.overflowX, style.overflowY].some((value) => ["hidden", "clip"].includes(value));
  const clipped = [...document.querySelectorAll("body *")]
    .filter((element) => element.textContent.trim() && element.checkVisibility())
    .filter((element) => hidden(getComputedStyle(element)) && getComputedStyle(element).clipPath === "none")
    .filter((element) => element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
    .map((element) => element.outerHTML.slice(0, 120));
  const wide = document.documentElement.scrollWidth > innerWidth ? ["the page"] : [];
  return [...clipped, ...wide];
}
