/** The viewer in one file, opened from a disk in a real browser. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { assertAccessible, launch } from "./browser.ts";

const PLACE = '<script type="application/json" id="report"></script>';
const viewer = readFileSync(new URL("../viewer.html", import.meta.url), "utf8");
const report = JSON.parse(readFileSync(new URL("../src/testdata/failed.json", import.meta.url), "utf8"));

let browser: Browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Opens a page from a file; collects what the browser complains of, and what it asks for beside the file. */
async function openFile(html: string): Promise<{ page: Page; problems: string[] }> {
  const file = join(mkdtempSync(join(tmpdir(), "viewer-")), "build.html");
  writeFileSync(file, html);
  const address = pathToFileURL(file).href;
  const page = await (await browser.newContext({ locale: "en-US", timezoneId: "UTC", offline: true })).newPage();
  const problems: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) problems.push(`request to ${request.url()}`);
  });
  await page.goto(address);
  return { page, problems };
}

/** What tk does: JSON in which nothing can end the block. */
const withReport = (value: unknown) => {
  const json = JSON.stringify(value).replaceAll("<", "\\u003c");
  return viewer.replace(PLACE, () => PLACE.replace("></", `>${json}</`));
};

test("a report in the page is shown, without a network", async () => {
  const { page, problems } = await openFile(withReport(report));
  await page.getByRole("heading", { level: 1, name: "Build failed" }).waitFor();
  await page.getByText("Type 'string' is not assignable to type 'number'").first().waitFor();
  await page.getByRole("region", { name: "Where results came from" }).waitFor();
  assert.deepEqual(problems, []);
  const background = await page.evaluate(() => getComputedStyle(document.body).margin);
  assert.equal(background, "0px", "the style sheet is in force");
});

test("text in a report stays text", async () => {
  const evil = "</script><script>globalThis.broken = 1</script><img src=x onerror='globalThis.broken = 2'>";
  const failures = [{ ...report.failures[0], message: evil, log: evil }];
  const { page, problems } = await openFile(withReport({ ...report, failures }));
  await page.getByText("globalThis.broken = 1").first().waitFor();
  assert.equal(await page.evaluate(() => (globalThis as { broken?: number }).broken), undefined);
  assert.deepEqual(problems, []);
});

test("the policy refuses every other script and every request", async () => {
  const { page } = await openFile(withReport(report).replace("</body>", "<script>globalThis.broken = 1</script></body>"));
  await page.getByRole("heading", { level: 1, name: "Build failed" }).waitFor();
  assert.equal(await page.evaluate(() => (globalThis as { broken?: number }).broken), undefined);
  const asked = await page.evaluate(() => fetch("data:text/plain,x").then(() => "answered", () => "refused"));
  assert.equal(asked, "refused");
});

test("without a report, it opens one", async () => {
  const { page, problems } = await openFile(viewer);
  await page.getByRole("heading", { level: 1, name: "See what a build did" }).waitFor();
  await page.getByLabel("Open a report…").setInputFiles({ name: "build.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(report)) });
  await page.getByRole("heading", { level: 1, name: "Build failed" }).waitFor();
  assert.deepEqual(problems, []);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`it is accessible in ${colorScheme}`, async () => {
    // axe is a script of the test's own, which the page's policy would refuse.
    const { page } = await openFile(withReport(report).replace(/script-src /, "script-src 'unsafe-eval' "));
    await page.emulateMedia({ colorScheme });
    await page.getByRole("heading", { level: 1, name: "Build failed" }).waitFor();
    await assertAccessible(page);
  });
}
