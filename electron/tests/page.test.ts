/**
 * The built page with the built preload script in a real Chromium, served by the app's own protocol handler with its
 * policy; reports come from the real native module. Only Electron itself is played.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { after, before, test } from "node:test";

import { chromium, type Browser, type Page } from "playwright-core";

import type { Report } from "../src/ipc.ts";
import { createProtocolHandler, origin } from "../src/protocol.ts";

const site = process.env["SITE_URL"] ?? assert.fail("browser_test sets SITE_URL");
const native = createRequire(import.meta.url)(resolve("../crates/tachikoma-native/pkg")) as { readReport(path: string): Report };
const report = await native.readReport(resolve("../crates/bep/testdata/success.bep"));
const preload = readFileSync("dist/preload/index.cjs", "utf8");
const handle = createProtocolHandler(resolve(".site"));

/** What the preload script requires as `electron`, inside the page; `invoke` ends up in the test. */
const fakeElectron = `{
  contextBridge: { exposeInMainWorld: (name, api) => { window[name] = api; } },
  ipcRenderer: { invoke: (...request) => window.invokeMain(JSON.stringify(request)).then(JSON.parse), on: (channel, listener) => { window.fromMain = (report) => listener({}, report); } },
  webUtils: { getPathForFile: (file) => "/dropped/" + file.name },
}`;

let browser: Browser;
before(async () => (browser = await chromium.launch(JSON.parse(process.env["CHROMIUM_LAUNCH"] ?? "{}"))));
after(() => browser?.close());

/** Opens the page as the app does; `answers` gives what the main process answers by channel. */
async function open(answers: Record<string, Report | null>) {
  const page = await browser.newPage();
  const problems: string[] = [];
  const requests: unknown[][] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  await page.route("**", async (route) => {
    const url = route.request().url();
    const response = await handle(new Request(url.replace(site, origin)));
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) });
  });
  await page.exposeFunction("invokeMain", (request: string) => {
    const [channel, ...args] = JSON.parse(request) as [string, ...unknown[]];
    requests.push([channel, ...args]);
    return JSON.stringify(answers[channel] ?? null);
  });
  await page.addInitScript(`(() => { const require = () => (${fakeElectron}); ${preload.replace(/^\/\/# sourceMappingURL.*$/m, "")}\n })()`);
  await page.goto(`${site}/index.html`);
  return { page, problems, requests };
}

const passed = (page: Page) => page.getByRole("heading", { level: 1, name: "Build passed" }).waitFor();

test("the page runs under the app's policy and shows the report that waited for it", async () => {
  const { page, problems, requests } = await open({ "report:ready": report });
  await passed(page);
  assert.deepEqual(requests, [["report:ready"]]);
  assert.deepEqual(problems, []);
});

test("the page's button asks the main process", async () => {
  const { page, problems, requests } = await open({ "report:choose": report });
  await page.getByRole("button", { name: "Open build events…" }).click();
  await passed(page);
  assert.deepEqual(requests.at(-1), ["report:choose"]);
  assert.deepEqual(problems, []);
});

test("a report that the main process sends is shown", async () => {
  const { page, problems } = await open({});
  await page.getByRole("button", { name: "Open build events…" }).waitFor();
  await page.evaluate((sent) => (window as unknown as { fromMain(report: unknown): void }).fromMain(sent), report);
  await passed(page);
  assert.deepEqual(problems, []);
});

test("a dropped BEP file goes to the main process by its path, and not to the page", async () => {
  const { page, problems, requests } = await open({ "report:open": report });
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["bytes"], "build.bep"));
    return data;
  });
  await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
  await passed(page);
  assert.deepEqual(requests.at(-1), ["report:open", "/dropped/build.bep"]);
  assert.deepEqual(problems, []);
});

test("what is not of the app is refused by the policy", async () => {
  const { page } = await open({});
  await assert.rejects(page.evaluate(() => fetch("https://example.com/")), /Failed to fetch/);
  assert.equal(await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", "<p style='color:red' id=probe></p>") ?? document.getElementById("probe")?.style.color), "");
});
