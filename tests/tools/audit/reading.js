// What a reader meets on the open page: heights, marks, provenance and repeated sentences.
() => {
  const main = document.querySelector("main");
  const notes = document.querySelector("#notes");
  const isAbove = (node) => !notes || !(notes.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING)
    && !notes.contains(node);
  const isPrinted = (element) => element.checkVisibility() && !element.closest("#notes");
  const length = (text) => text.replace(/\s/g, "").length;

  let visible = 0;
  let provenance = 0;
  const words = /转述|待核|出处|文件口径|本中心|〔\d+〕/g;
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!isPrinted(parent) || !isAbove(node)) continue;
    visible += length(node.data);
    if (parent.closest("[data-basis], [data-note]")) provenance += length(node.data);
    else for (const [found] of node.data.matchAll(words)) provenance += found.length;
  }

  // Table heads and status lines may be said again.
  const aside = "thead, th, [role=columnheader], nav, .panel, [data-basis], header, footer";
  const seen = new Map();
  const lines = [...main.querySelectorAll("p, li, dd, td, figcaption, blockquote, h2, h3, h4")]
    .filter((element) => !element.closest(aside) && element.checkVisibility())
    .filter((element) => !element.querySelector("p, li, dd, td"))
    .map((element) => element.innerText);
  for (const sentence of lines.flatMap((line) => line.split(/[。；\n]/))) {
    const bare = sentence.replace(/\s|〔\d+〕/g, "");
    if ((bare.match(/\p{Script=Han}/gu) ?? []).length >= 12) seen.set(bare, (seen.get(bare) ?? 0) + 1);
  }
  return {
    height: document.documentElement.scrollHeight,
    marks: document.querySelectorAll("main [data-note]").length,
    notes: document.querySelectorAll("#notes li").length,
    provenance: visible ? provenance / visible : 0,
    repeated: [...seen].filter(([, count]) => count > 1).map(([sentence]) => sentence),
  };
}
