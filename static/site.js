// The pages are complete without this script; it only makes them handier.
(() => {
  const root = document.documentElement;
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  let memory = {}; // for this page, where storage is forbidden
  try { memory = localStorage; } catch (error) {}
  root.classList.add("scripted");
  root.classList.toggle("larger", memory.text === "larger");

  const offerLargerText = (list) => {
    if (!list) return;
    const item = list.appendChild(document.createElement("li"));
    const button = item.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "larger-text";
    button.textContent = "大字";
    const tell = () => button.setAttribute("aria-pressed", root.classList.contains("larger"));
    tell();
    button.addEventListener("click", () => {
      memory.text = root.classList.toggle("larger") ? "larger" : "";
      tell();
    });
  };

  const followReading = (links) => {
    if (!window.IntersectionObserver) return;
    const observer = new IntersectionObserver((sections) => {
      for (const { target, isIntersecting } of sections) {
        if (!isIntersecting) continue;
        for (const link of links) {
          if (link.hash.slice(1) === target.id) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      }
    }, { rootMargin: "-15% 0px -75% 0px" });
    for (const link of links) observer.observe(document.getElementById(link.hash.slice(1)));
  };

  // An opened note does not cover its mark.
  const uncover = (mark) => {
    const note = document.querySelector(".notes :target");
    if (!note || getComputedStyle(note).position !== "fixed") return;
    const covered = mark.getBoundingClientRect().bottom + 24 - note.getBoundingClientRect().top;
    if (covered > 0) scrollBy(0, covered);
  };
  const close = (event) => { if (event.key === "Escape" && location.hash.startsWith("#note-")) location.hash = "-"; };

  // Rows that phones set as blocks stay rows of a table to who listens.
  const nameRole = (part) => {
    const roles = { TABLE: "table", TR: "row", TD: "cell", TH: part.scope === "col" ? "columnheader" : "rowheader" };
    part.setAttribute("role", roles[part.tagName] || "rowgroup");
  };

  addEventListener("beforeprint", () => { for (const part of all("details.fold")) part.open = true; });
  addEventListener("keydown", close);
  addEventListener("DOMContentLoaded", () => {
    offerLargerText(document.querySelector(".site-foot ul"));
    followReading(all(".contents a"));
    all(".stack, .stack thead, .stack tbody, .stack tr, .stack td, .stack th").forEach(nameRole);
    for (const mark of all(".mark")) mark.addEventListener("click", () => setTimeout(uncover, 60, mark));
  });
})();
