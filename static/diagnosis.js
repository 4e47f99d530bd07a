/* Keeps the answers on this device, and only while the box is ticked: office computers are shared. */
(function () {
  "use strict";
  var form = document.querySelector(".questions"), part = document.getElementById("draft"), key = "draft";
  if (!form || !part) return;
  var box = part.querySelector("input"), kept;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch (error) { return; }

  function answers() {
    return [].filter.call(form.elements, function (field) {
      return field.name && field.type !== "hidden" && field.name !== "website" && field !== box && field.type !== "submit";
    });
  }
  function isChoice(field) { return field.type === "radio" || field.type === "checkbox"; }
  function save() {
    if (!box.checked) return;
    localStorage.setItem(key, JSON.stringify(answers().filter(function (field) {
      return isChoice(field) ? field.checked : field.value;
    }).map(function (field) { return [field.name, field.value]; })));
  }
  function fill() {
    answers().forEach(function (field) {
      kept.forEach(function (pair) {
        if (pair[0] !== field.name) return;
        if (!isChoice(field)) field.value = pair[1];
        else if (pair[1] === field.value) field.checked = true;
      });
    });
  }

  part.hidden = false;
  if (kept) { box.checked = true; fill(); }
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  box.addEventListener("change", function () { if (!box.checked) localStorage.removeItem(key); });
  part.querySelector("button").addEventListener("click", function () {
    localStorage.removeItem(key);
    box.checked = false;
    form.reset();
  });
})();
