// A browser_test sees the served page, its headers, and no other machine.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const origin = process.env.SITE_URL;
let browser;

before(async () => (browser = await chromium.launch(JSON.parse(process.env.CHROMIUM_LAUNCH))));
after(() => browser?.close());

test("a page with a module, drawn in a real browser", async () => {
  const page = await browser.newPage();
  const problems = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(origin);
  assert.equal(await page.textContent("h1"), process.env.HEADING);
  const { width } = await page.locator("h1").boundingBox();
  assert.ok(width > 50, `text is drawn with a real font, not ${width} wide`);
  assert.deepEqual(problems, []);
});

test("headers are sent, missing files are not found, nothing outside is served", async () => {
  const answer = await fetch(origin);
  assert.equal(answer.headers.get("content-security-policy"), "default-src 'self'");
  assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal((await fetch(`${origin}/none.js`)).status, 404);
  assert.equal((await fetch(`${origin}/..%2f.browser%2fserve.mjs`)).status, 404);
});

test("the policy is obeyed", async () => {
  const page = await browser.newPage();
  await page.goto(origin);
  await assert.rejects(page.evaluate(() => fetch("http://192.0.2.1/")), /Failed to fetch/);
});

test("what a spec reads or starts is where it wants it", async () => {
  assert.match(await readFile(".linked/tool.mjs", "utf8"), /\bimport\b/);
});
