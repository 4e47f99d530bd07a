// The journeys of readers and enterprises, in whichever browser is named:
// node journeys.mjs chromium|firefox PATH-OF-THE-BROWSER ADDRESS-OF-THE-SITE
import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";

const [name, executablePath, site] = process.argv.slice(2);
const ANSWERS = { revenue_y1: "6200", rd_y1: "500", rd_y2: "420", debt_ratio: "58.3%", class1_ip: "3" };
const CONTACT = { company_name: "甲精密（湖北）有限公司", main_product: "高压阀组件", city: "襄阳", contact_name: "李工", phone: "13800138000" };

const journeys = {
  async "a reader follows the ladder down, compares, and looks up a province"(page) {
    await page.goto(`${site}/`);
    await follow(page, "a[href='/zhongdian-xiaojuren/']");
    await follow(page, ".main-nav a[href='/compare/']");
    await page.click("input[name=old]");
    await follow(page, "main form button");
    assert.match(page.url(), /old=1/);
    await follow(page, ".main-nav a[href='/regions/']");
    await follow(page, "th a[href='/regions/guangdong/']");
    assert.match(await text(page, "h1"), /广东/);
  },

  async "the chosen province shows its rewards"(page) {
    await page.goto(`${site}/regions/`);
    await page.select("select[name=province]", "湖北");
    await follow(page, ".find button");
    assert.match(await text(page, "main"), /武汉/);
  },

  async "a search leads to the place of its hit"(page) {
    await page.goto(`${site}/search/`);
    await page.type("main input[name=q]", "近两年研发费合计");
    await follow(page, "main [role=search] button");
    await follow(page, ".hit h2 a");
    assert.notEqual(new URL(page.url()).hash, "");
  },

  async "larger text is remembered"(page) {
    await page.goto(`${site}/glossary/`);
    await page.click(".larger-text");
    await page.goto(`${site}/sources/`);
    assert.equal(await page.$eval(".larger-text", (button) => button.getAttribute("aria-pressed")), "true");
    await page.click(".larger-text");
  },

  async "an enterprise sees its result, submits, and deletes what it sent"(page) {
    await page.goto(`${site}/diagnosis/`);
    await follow(page, "a.choice[href*=specialized]");
    await page.select("select[name=region]", "420000");
    await follow(page, "button[value=next]");
    for (const [field, value] of Object.entries(ANSWERS)) await page.type(`[name=${field}]`, value);
    await follow(page, "button[value=check]");
    assert.match(await text(page, "h1"), /还差/);
    await page.$$eval("details", (all) => all.forEach((details) => { details.open = true; }));
    for (const [field, value] of Object.entries(CONTACT)) await page.type(`[name=${field}]`, value);
    await page.click("[name=consent]");
    await follow(page, "button[value=submit]");
    const reference = (await text(page, ".receipt .reference")).trim();
    assert.match(reference, /^[A-Z0-9]{8}$/);
    await page.goto(`${site}/diagnosis/delete/`);
    await page.type("[name=reference]", reference);
    await page.type("[name=contact]", CONTACT.phone);
    await follow(page, "main form button");
    assert.match(await text(page, "main"), /删/);
  },
};

async function follow(page, selector) {
  await Promise.all([page.waitForNavigation(), page.locator(selector).click()]);
}

async function text(page, selector) {
  return page.$eval(selector, (element) => element.textContent);
}

const browser = await puppeteer.launch({
  browser: name === "firefox" ? "firefox" : "chrome",
  executablePath,
  headless: true,
  acceptInsecureCerts: true, // made for this run
  defaultViewport: { width: 1280, height: 800 },
  args: name === "firefox" ? [] : ["--no-sandbox", "--disable-background-networking"],
});
for (const [journey, walk] of Object.entries(journeys)) {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  try {
    await walk(page);
    assert.deepEqual(errors, []);
    console.log(`${name}: ${journey}`);
  } catch (error) {
    console.log(`${name}: NOT ${journey}: ${error.message}`);
    process.exitCode = 1;
  }
  await page.close();
}
await browser.close();
