// The pages are complete without this script; it only makes them handier.
{
  const root = document.documentElement;
  let memory = {}; // lasts for a page, where the browser allows no other
  try { memory = localStorage; } catch { /* forbidden by the reader */ }
  root.classList.add("scripted");
  root.classList.toggle("larger", memory.text === "larger");

  const offerLargerText = (button) => {
    button.ariaPressed = root.classList.contains("larger");
    button.addEventListener("click", () => {
      button.ariaPressed = root.classList.toggle("larger");
      memory.text = button.ariaPressed === "true" ? "larger" : "";
    });
  };

  const copyAddress = async (event) => {
    const anchor = event.currentTarget;
    await navigator.clipboard?.writeText(anchor.href);
    if (navigator.clipboard) anchor.textContent = anchor.ariaLabel = "已复制";
  };

  const followReading = (links) => {
    const observer = new IntersectionObserver((sections) => {
      for (const { target, isIntersecting } of sections) links.get(target.id).ariaCurrent = isIntersecting;
    }, { rootMargin: "-20% 0% -80%" });
    for (const id of links.keys()) observer.observe(document.getElementById(id));
  };

  addEventListener("DOMContentLoaded", () => {
    offerLargerText(document.querySelector(".larger-text"));
    for (const anchor of document.querySelectorAll(".anchor")) anchor.addEventListener("click", copyAddress);
    followReading(new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link])));
  });
}
