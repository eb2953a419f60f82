/**
 * Runs the built main and preload bundles against the fake `electron` and the
 * real native module: start with a file, open, drop, refuse.
 */

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import type { Report, TachikomaBridge } from "../src/ipc.ts";
import { app, BrowserWindow, page, state } from "./fake_electron.ts";

const dist = resolve(import.meta.dirname, "../dist");
const buildEvents = resolve(process.env["BUILD_EVENTS_FILE"] ?? assert.fail("BUILD_EVENTS_FILE names no file"));
const badFile = join(mkdtempSync(join(process.env["TEST_TMPDIR"] ?? tmpdir(), "app-")), "bad.bep");
writeFileSync(badFile, "this is no build event\n");

class FakeDrop extends Event {
  readonly dataTransfer: { files: { name: string; path: string }[] };
  constructor(path: string) {
    super("drop", { cancelable: true });
    this.dataTransfer = { files: [{ name: path, path }] };
  }
}

/** Waits until `done` holds: the app's parts answer each other in their own time. */
async function until(what: string, done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (done()) return;
    await new Promise((next) => setTimeout(next, 10));
  }
  assert.fail(`timed out: ${what}`);
}

const pageWindow = new EventTarget();
const shown: Report[] = [];

process.argv = [process.argv[0] ?? "tachikoma", buildEvents];
await import(pathToFileURL(join(dist, "main/index.js")).href);
app.becomeReady();
await until("the window shows the page", () => BrowserWindow.all[0]?.url != null);
const window = BrowserWindow.all[0] ?? assert.fail("no window");
page.frame = { url: window.url ?? "", parent: null };
Object.assign(globalThis, { window: pageWindow });
createRequire(import.meta.url)(join(dist, "preload/index.cjs"));
const bridge = state.exposed.get("tachikoma") as TachikomaBridge;

test("the window is locked down and its preload script is the built one", () => {
  const preferences = window.options.webPreferences;
  assert.equal(preferences["preload"], join(dist, "preload/index.cjs"));
  assert.deepEqual(
    [preferences["contextIsolation"], preferences["sandbox"], preferences["nodeIntegration"]],
    [true, true, false],
  );
  assert.equal(state.sandboxed, true);
  assert.deepEqual(state.schemes.map(({ scheme }) => scheme), ["app"]);
  assert.deepEqual(window.webContents.openHandler?.({ url: "https://example.com/" }), { action: "deny" });
});

test("the page is served from the renderer folder, with the policy", async () => {
  const handle = state.protocolHandlers.get("app") ?? assert.fail("no app:// handler");
  const response = await handle(new Request("app://tachikoma/index.html"));
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.equal((await handle(new Request("app://tachikoma/..%2fmain%2findex.js"))).status, 403);
});

test("the bridge is all that the page gets", () => {
  assert.deepEqual([...state.exposed.keys()], ["tachikoma"]);
  assert.deepEqual(Object.keys(bridge).sort(), ["onReport", "openReport"]);
});

test("the file of the command line waits for the page", async () => {
  bridge.onReport((report) => shown.push(report));
  await until("the report is shown", () => shown.length === 1);
  assert.equal(shown[0]?.version, 1);
  assert.ok((shown[0]?.targets.length ?? 0) > 0);
  assert.deepEqual(state.recentDocuments, [buildEvents]);
});

test("the page opens a file through the dialog", async () => {
  state.openDialog = { canceled: false, filePaths: [buildEvents] };
  assert.deepEqual(await bridge.openReport(), shown[0]);
  state.openDialog = { canceled: true, filePaths: [] };
  assert.equal(await bridge.openReport(), null);
  assert.equal(state.openDialogs.length, 2);
});

test("a file that is no BEP file ends in an error dialog", async () => {
  state.openDialog = { canceled: false, filePaths: [badFile] };
  assert.equal(await bridge.openReport(), null);
  assert.equal(state.messageBoxes.at(-1)?.message, "Cannot read bad.bep.");
  assert.match(state.messageBoxes.at(-1)?.detail ?? "", /--build_event_binary_file/);
  assert.equal(state.messageBoxes.at(-1)?.type, "error");
});

test("a dropped BEP file is shown and kept from the page's own handler", async () => {
  let seen = 0;
  pageWindow.addEventListener("drop", () => (seen += 1));
  const before = shown.length;
  pageWindow.dispatchEvent(new FakeDrop(buildEvents));
  await until("the dropped report is shown", () => shown.length === before + 1);
  assert.equal(seen, 0);
  pageWindow.dispatchEvent(new FakeDrop("/home/person/report.json"));
  assert.equal(seen, 1);
});

test("a second instance hands its file over", async () => {
  const before = shown.length;
  app.emit("second-instance", {}, ["tachikoma", buildEvents], "/");
  await until("the report is shown", () => shown.length === before + 1);
  assert.equal(window.focused, 1);
  assert.equal(BrowserWindow.all.length, 1);
});

test("macOS's open-file event opens the file", async () => {
  const before = shown.length;
  let prevented = false;
  app.emit("open-file", { preventDefault: () => (prevented = true) }, buildEvents);
  await until("the report is shown", () => shown.length === before + 1);
  assert.ok(prevented);
});

test("the menu opens a file", async () => {
  const before = shown.length;
  state.openDialog = { canceled: false, filePaths: [buildEvents] };
  const menu = state.argumentsOfMenu as { submenu?: { id?: string; click?: () => void }[] }[];
  menu
    .flatMap((item) => (Array.isArray(item.submenu) ? item.submenu : []))
    .find((item) => item.id === "open")
    ?.click?.();
  await until("the report is shown", () => shown.length === before + 1);
});

test("strangers get no answer", async () => {
  const own = page.frame;
  for (const frame of [null, { url: "https://example.com/", parent: null }, { url: own?.url ?? "", parent: own }]) {
    page.frame = frame;
    await assert.rejects(bridge.openReport(), /report:choose: refused/);
  }
  page.frame = own;
});

test("what comes over IPC is checked", async () => {
  for (const path of [17, "relative.bep", undefined, { path: "/a" }]) {
    await assert.rejects(async () => state.ipcHandlers.get("report:open")?.({ senderFrame: page.frame }, path), /must be an absolute path/);
  }
  assert.deepEqual([...state.ipcHandlers.keys()].sort(), ["report:choose", "report:open", "report:ready"]);
});

test("closing the last window ends the app, and a report that comes later makes a window", async () => {
  window.close();
  app.emit("window-all-closed");
  assert.equal(state.quit, process.platform === "darwin" ? 0 : 1);
  app.emit("second-instance", {}, ["tachikoma", buildEvents], "/");
  await until("a new window", () => BrowserWindow.all[0]?.url != null);
  const again = await state.ipcHandlers.get("report:ready")?.({ senderFrame: page.frame });
  assert.equal((again as Report).version, 1);
});
