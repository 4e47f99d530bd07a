// Frees what the Markdown editor takes over: paste, drop and the keyboard, Tab above all.
// Images cannot be uploaded; a paste or drop that carries text keeps its text.
"use strict";

const isEditor = (target) => target instanceof Element && target.closest(".markdownx-editor");
const onlyFiles = (transfer) => transfer && transfer.files.length > 0 && !transfer.types.includes("text/plain");

document.addEventListener("keydown", (event) => {
  if (isEditor(event.target)) event.stopPropagation();
}, true);

document.addEventListener("paste", (event) => {
  if (!isEditor(event.target)) return;
  event.stopPropagation();
  if (onlyFiles(event.clipboardData)) event.preventDefault();
}, true);

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
