// Shows beside each metric only the threshold that fits its kind; without script all three show.
"use strict";

const FIELD_OF_KIND = { number: "threshold", flag: "flag", choices: "choices" };

function fit(row) {
  const metric = row.querySelector('select[name$="-metric"]');
  if (metric === null) return;
  const { kind, label } = metric.selectedOptions[0]?.dataset ?? {};
  for (const [of, name] of Object.entries(FIELD_OF_KIND)) {
    const cell = row.querySelector(`.field-${name}`);
    const isFilled = cell.querySelector("input:checked") !== null
      || [...cell.querySelectorAll("select, input[type=number]")].some((input) => input.value !== "");
    const isWrong = cell.querySelector(".errorlist") !== null;
    cell.classList.toggle("unfit", Boolean(kind) && of !== kind && !isFilled && !isWrong);
  }
  for (const group of row.querySelectorAll(".field-choices > div > div")) {
    const isOther = group.querySelector("label")?.textContent.trim() !== label;
    group.classList.toggle("unfit", kind === "choices" && isOther && !group.querySelector("input:checked"));
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches('#conditions-group select[name$="-metric"]')) fit(event.target.closest("tr"));
});
document.addEventListener("formset:added", (event) => fit(event.target));
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("#conditions-group tr.form-row").forEach(fit);
});
