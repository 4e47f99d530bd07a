// Where the page as written, which is how it reads without CSS, is out of order.
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const follows = (first, second) => first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING;
  const faults = [];
  if (!document.querySelector("a[href], button, input")?.matches("a[href='#main']")) faults.push("the way past the head is not first");
  const titles = all("h1");
  if (titles.length !== 1) faults.push(`${titles.length} main headings`);
  const early = all("main :is(h2, h3, h4)").filter((heading) => titles[0] && !follows(titles[0], heading));
  faults.push(...early.map((heading) => `before the main heading: ${heading.textContent.trim()}`));
  const nameless = all("input:not([type=hidden]), select, textarea").filter((field) => !field.labels.length && !field.ariaLabel);
  return [...faults, ...nameless.map((field) => `no label: ${field.outerHTML.slice(0, 120)}`)];
}
