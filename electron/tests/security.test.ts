import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";

import type { Session, WebContents } from "electron";

import { assertTrustedSender, hardenContents, hardenSession, mayLoad, webPreferences } from "../src/security.ts";
import { session } from "./fake_electron.ts";

test("windows are isolated and sandboxed", () => {
  const preferences = webPreferences("/preload.cjs");
  assert.equal(preferences.contextIsolation, true);
  assert.equal(preferences.sandbox, true);
  assert.equal(preferences.nodeIntegration, false);
  assert.equal(preferences.nodeIntegrationInWorker, false);
  assert.equal(preferences.webSecurity, true);
  assert.equal(preferences.webviewTag, false);
});

test("the session denies permissions, devices and outside requests", () => {
  const fake = session.defaultSession;
  hardenSession(fake as unknown as Session);
  let granted: boolean | null = null;
  fake.permissionRequest?.({}, "media", (answer) => (granted = answer));
  assert.equal(granted, false);
  assert.equal(fake.permissionCheck?.(), false);
  assert.equal(fake.device?.(), false);
  const canceled = (url: string) => {
    let cancel: boolean | null = null;
    fake.beforeRequest?.({ url }, (answer) => (cancel = answer.cancel));
    return cancel;
  };
  assert.equal(canceled("https://example.com/a.js"), true);
  assert.equal(canceled("file:///etc/passwd"), true);
  assert.equal(canceled("app://tachikoma/index.html"), false);
  let prevented = false;
  fake.emit("will-download", { preventDefault: () => (prevented = true) });
  assert.ok(prevented);
});

test("only the app's own addresses load", () => {
  for (const url of ["app://tachikoma/a.js", "data:image/png;base64,", "devtools://devtools/x"]) assert.ok(mayLoad(url), url);
  for (const url of ["http://localhost/", "wss://example.com/", "file:///a", "app://other/a.js", "ftp://a/"]) assert.ok(!mayLoad(url), url);
});

test("pages stay where they are and open nothing", () => {
  let open: (() => { action: string }) | null = null;
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: (handler: typeof open) => (open = handler) });
  hardenContents(contents as unknown as WebContents);
  const prevented = (name: string, url: string) => {
    let stopped = false;
    contents.emit(name, { url, preventDefault: () => (stopped = true) });
    return stopped;
  };
  for (const name of ["will-navigate", "will-redirect", "will-frame-navigate"]) {
    assert.ok(prevented(name, "https://example.com/"), name);
    assert.ok(prevented(name, "file:///etc/passwd"), name);
    assert.ok(!prevented(name, "app://tachikoma/index.html?src=a"), name);
  }
  assert.ok(prevented("will-attach-webview", "app://tachikoma/"));
  assert.deepEqual((open as (() => { action: string }) | null)?.(), { action: "deny" });
});

test("requests are answered only to the app's own top frame", () => {
  const own = { url: "app://tachikoma/index.html", parent: null };
  assertTrustedSender({ senderFrame: own }, "report:choose");
  for (const frame of [null, { ...own, parent: own }, { ...own, url: "https://example.com/" }, { ...own, url: "app://evil/index.html" }]) {
    assert.throws(() => assertTrustedSender({ senderFrame: frame }, "report:choose"), /^Error: report:choose: refused/);
  }
});
