// Frees what the Markdown editor takes over: paste, drop and the keyboard, Tab above all.
// Images cannot be uploaded; a paste or drop that carries text keeps its text.
"use strict";

const isEditor = (target) => target instanceof Element && target.closest(".markdownx-editor");

document.addEventListener("keydown", (event) => {
  if (isEditor(event.target)) event.stopPropagation();
}, true);

// Word lays a picture of the text beside it, some programs nothing but HTML.
document.addEventListener("paste", (event) => {
  if (!isEditor(event.target)) return;
  event.stopPropagation();
  const carried = event.clipboardData;
  if (!carried || carried.types.includes("text/plain")) return;
  event.preventDefault();
  const text = textOf(carried.getData("text/html"));
  if (text) document.execCommand("insertText", false, text);
}, true);

// A parsed document loads nothing and runs nothing.
function textOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll("style, script").forEach((element) => element.remove());
  page.querySelectorAll("br").forEach((element) => element.replaceWith("\n"));
  page.querySelectorAll("p, h1, h2, h3, h4, h5, h6, li, tr").forEach((element) => element.append("\n\n"));
  return page.body.textContent.trim();
}

// The editor refuses every drop on the page; text may be dropped again, files still may not.
for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    event.stopPropagation();
    if (event.dataTransfer && event.dataTransfer.types.includes("Files")) event.preventDefault();
  }, true);
}

// A row that was added copies the editor without its listeners: the script runs again for it.
document.addEventListener("formset:added", (event) => {
  const editors = event.target.querySelectorAll(".markdownx-editor");
  const script = document.querySelector('script[src*="markdownx/js/markdownx"]');
  if (editors.length === 0 || script === null) return;
  editors.forEach((editor) => editor.removeAttribute("data-markdownx-init"));
  const again = document.createElement("script");
  again.src = script.src;
  document.body.append(again);
});

// The preview is as wide as a phone or as a page on a desktop. Rows to come are copied with it.
document.addEventListener("DOMContentLoaded", () => {
  for (const wrapper of document.querySelectorAll(".markdownx")) {
    const widths = document.createElement("div");
    widths.className = "markdown-widths";
    widths.append("预览", widthButton("手机", true), widthButton("电脑", false));
    wrapper.prepend(widths);
  }
});

function widthButton(label, isPressed) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-pressed", isPressed);
  return button;
}

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element && event.target.closest(".markdown-widths button");
  if (!pressed) return;
  const buttons = [...pressed.parentElement.querySelectorAll("button")];
  buttons.forEach((button) => button.setAttribute("aria-pressed", button === pressed));
  pressed.closest(".markdownx").classList.toggle("markdown-desktop", pressed === buttons[1]);
});
