// Pictures of whole pages on a phone in Firefox, which Playwright drives only in a build of its own:
// node firefox.mjs PATH-OF-FIREFOX ADDRESS PICTURE [ADDRESS PICTURE ...]
import puppeteer from "puppeteer-core";

const [executablePath, ...pictures] = process.argv.slice(2);
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  headless: true,
  acceptInsecureCerts: true, // made for this run
  defaultViewport: { width: 360, height: 640 },
  extraPrefsFirefox: { "ui.useOverlayScrollbars": 1 }, // as on a phone: they take no width
});
const page = await browser.newPage();
while (pictures.length) {
  const [address, path] = pictures.splice(0, 2);
  await page.goto(address);
  await page.screenshot({ path, fullPage: true });
}
await browser.close();
