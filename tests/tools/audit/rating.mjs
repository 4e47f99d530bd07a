// Rates the headers of pages as the public observatory does, by its own code; 100 is passed, and
// more is a bonus. Prints the rating of each page: node rating.mjs PORT PATH...
// Trusts the certificate authority of NODE_EXTRA_CA_CERTS.
import { writeFileSync } from "node:fs";

import { ALL_TESTS } from "./node_modules/@mdn/mdn-http-observatory/src/constants.js";
import { getScoreModifier } from "./node_modules/@mdn/mdn-http-observatory/src/grader/grader.js";
import { retrieve } from "./node_modules/@mdn/mdn-http-observatory/src/retriever/retriever.js";

const OBSERVATORY = new URL("node_modules/@mdn/mdn-http-observatory/", import.meta.url);
const BONUS_FROM = 90; // who loses more than ten points earns none
const NOTHING_LISTENS = 9; // plain http, which is the proxy's to redirect
const [port, ...paths] = process.argv.slice(2);

// Its list of hosts that browsers know beforehand comes from the internet; none of them is ours.
writeFileSync(new URL("conf/hsts-preload.json", OBSERVATORY), "{}");

for (const path of paths) {
  const options = { httpsPort: Number(port), httpPort: NOTHING_LISTENS, path };
  const retrieved = await retrieve("localhost", options);
  const results = ALL_TESTS.map((test) => test(retrieved).result).filter(Boolean);
  const modifiers = results.map(getScoreModifier);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const without = 100 + sum(modifiers.filter((modifier) => modifier < 0));
  const rating = without < BONUS_FROM ? without : 100 + sum(modifiers);
  console.log(path, rating, ...results.filter((result, at) => modifiers[at] < 0));
}
