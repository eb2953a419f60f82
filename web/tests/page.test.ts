/** The built page in a real browser. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { assertAccessible, keepPicture, launch, open } from "./browser.ts";

const read = (name: string) => readFileSync(new URL(`../src/testdata/${name}.json`, import.meta.url), "utf8");
const REPORTS = { passed: read("passed"), failed: read("failed"), "nothing-to-do": read("nothing-to-do") };

let browser: Browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const verdict = (page: Page) => page.getByRole("heading", { level: 1 }).textContent();
const openedBy = { query: "?src=report.json", answers: { "report.json": { body: REPORTS.passed } } };

test("a report by its address", async () => {
  const { page, problems } = await open(browser, openedBy);
  await page.getByRole("heading", { name: "Build passed" }).waitFor();
  assert.equal(await page.title(), "passed: bazel build //:all – Tachikoma");
  assert.equal(await page.getByRole("region", { name: "Steps" }).getByRole("listitem").count(), 7);
  await page.getByText("rust-build").first().waitFor();
  assert.deepEqual(problems, []);
});

test("the bars are as long as the times say", async () => {
  const { page } = await open(browser, openedBy);
  const widths = await page
    .getByRole("region", { name: "Steps" })
    .locator("rect.stretch")
    .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
  const track = await page.getByRole("region", { name: "Steps" }).locator("rect.track").first().boundingBox();
  assert.ok(track && track.width > 100);
  assert.equal(Math.round(widths[1] ?? 0), Math.round(track.width), "the longest step fills its track");
  assert.ok(Math.abs((widths[0] ?? 0) / track.width - 9120.4 / 31877.2) < 0.01);
});

test("a report by the file input, and the same again", async () => {
  const { page, problems } = await open(browser);
  assert.equal(await verdict(page), "See what a build did");
  for (const name of ["failed", "passed"] as const) {
    await page.getByLabel("Open a report…").setInputFiles({ name: "build.json", mimeType: "application/json", buffer: Buffer.from(REPORTS[name]) });
    await page.getByRole("heading", { level: 1, name: `Build ${name}` }).waitFor();
  }
  assert.deepEqual(problems, []);
});

test("a report by drag and drop", async () => {
  const { page, problems } = await open(browser);
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "build.json", { type: "application/json" }));
    return data;
  }, REPORTS.failed);
  await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
  await page.getByText("Drop the report to open it").waitFor();
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
  await page.getByRole("heading", { name: "Build failed" }).waitFor();
  assert.equal(await page.getByText("Drop the report to open it").count(), 0);
  assert.deepEqual(problems, []);
});

test("a file that only passes over the page leaves no trace", async () => {
  const { page } = await open(browser);
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File([""], "build.json"));
    return data;
  });
  await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
  await page.getByText("Drop the report to open it").waitFor();
  await page.getByText("Drop the report to open it").waitFor({ state: "detached" });
});

test("failures come first and in full", async () => {
  const { page } = await open(browser, { query: "?src=report.json", answers: { "report.json": { body: REPORTS.failed } } });
  const headings = await page.getByRole("heading", { level: 2 }).allTextContents();
  assert.equal(headings[0], "What failed");
  const failures = page.getByRole("region", { name: "What failed" });
  await failures.getByText("Type 'string' is not assignable to type 'number'").waitFor();
  const hidden = await failures.locator("pre").evaluateAll((logs) => logs.filter((log) => log.scrollHeight > log.clientHeight + 1).length);
  assert.equal(hidden, 0, "no log is cut off");
});

test("the desktop app's bridge", async () => {
  const { page, problems } = await open(browser, {
    answers: { "report.json": { body: REPORTS.passed } },
    before: () => {
      window.tachikoma = {
        openReport: async () => (await fetch("report.json")).json(),
        onReport: (callback) => Object.assign(window, { deliver: callback }),
      };
    },
  });
  await page.getByRole("button", { name: "Open build events…" }).click();
  await page.getByRole("heading", { name: "Build passed" }).waitFor();
  await page.evaluate((report) => (window as unknown as { deliver: (report: unknown) => void }).deliver(report), JSON.parse(REPORTS.failed));
  await page.getByRole("heading", { name: "Build failed" }).waitFor();
  assert.deepEqual(problems, []);
});

const ERRORS = {
  "not JSON": [{ body: "<html>" }, /This is not JSON/],
  "another version": [{ body: REPORTS.passed.replace('"version": 1', '"version": 9') }, /version 9; this page reads version 1/],
  damage: [{ body: REPORTS.passed.replace('"durationMs": 48213.0', '"durationMs": "long"') }, /invocation\.durationMs: Expected a number/],
  "a missing file": [{ status: 404, body: "" }, /The server answered 404/],
  "a broken connection": [null, /No answer/],
} as const;

for (const [name, [answer, message]] of Object.entries(ERRORS)) {
  test(`an error is explained: ${name}`, async () => {
    const { page } = await open(browser, { query: "?src=report.json", answers: { "report.json": answer } });
    const alert = page.getByRole("alert");
    await alert.waitFor();
    const text = (await alert.textContent()) ?? "";
    assert.match(text, /This report cannot be shown.*report\.json/s);
    assert.match(text, message);
    await assertAccessible(page);
    await keepPicture(page, `error ${name}`);
    await page.getByLabel("Open a report…").setInputFiles({ name: "b.json", mimeType: "", buffer: Buffer.from(REPORTS.passed) });
    await page.getByRole("heading", { name: "Build passed" }).waitFor();
  });
}

test("while a report is on its way, the page says so", async () => {
  const { page } = await open(browser);
  const held = Promise.withResolvers<void>();
  await page.route("**/slow.json", async (route) => {
    await held.promise;
    await route.fulfill({ body: REPORTS.passed });
  });
  await page.goto(`${page.url()}?src=slow.json`);
  await page.getByRole("status").getByText("slow.json").waitFor();
  await assertAccessible(page);
  held.resolve();
  await page.getByRole("heading", { name: "Build passed" }).waitFor();
});

for (const scheme of ["light", "dark"] as const) {
  test(`the empty page is accessible in ${scheme}`, async () => {
    const { page, problems } = await open(browser, { scheme });
    await assertAccessible(page);
    await keepPicture(page, `empty ${scheme}`);
    assert.deepEqual(problems, []);
  });

  for (const [name, body] of Object.entries(REPORTS)) {
    test(`a report (${name}) is accessible in ${scheme}`, async () => {
      const { page, problems } = await open(browser, { scheme, query: "?src=report.json", answers: { "report.json": { body } } });
      await page.getByRole("region", { name: "Where results came from" }).waitFor();
      await page.getByText("All targets").click();
      await assertAccessible(page);
      await keepPicture(page, `${name} ${scheme}`);
      assert.deepEqual(problems, []);
    });
  }
}

for (const [name, body] of Object.entries(REPORTS)) {
  test(`a report (${name}) fits a narrow screen`, async () => {
    const { page } = await open(browser, { width: 360, query: "?src=report.json", answers: { "report.json": { body } } });
    await page.getByRole("region", { name: "Where results came from" }).waitFor();
    await page.getByText("All targets").click();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    await assertAccessible(page);
    await keepPicture(page, `${name} narrow`);
  });
}

test("the keyboard opens a report", async () => {
  const { page } = await open(browser);
  await page.keyboard.press("Tab");
  const focused = page.locator(":focus");
  assert.equal(await focused.getAttribute("type"), "file");
  const outlined = await page.locator("label:focus-within").evaluate((label) => getComputedStyle(label).outlineStyle);
  assert.equal(outlined, "solid");
});
