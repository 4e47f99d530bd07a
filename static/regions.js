// The list follows its form at once; without this script the button sends it.
const form = document.querySelector(".region-filters");
const PAUSE = 250; // milliseconds without a keystroke
let running = new AbortController();
let waiting;

async function update() {
  clearTimeout(waiting);
  running.abort();
  running = new AbortController();
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const address = `${form.action}?${chosen}`;
  try {
    const response = await fetch(address, { signal: running.signal });
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of ["results", "count"]) {
      document.getElementById(id).replaceChildren(...answer.getElementById(id).childNodes);
    }
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
}

form.addEventListener("input", (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(update, event.target.type === "search" ? PAUSE : 0);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  update();
});
