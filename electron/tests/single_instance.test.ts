/** The built main bundle where another instance runs already: it hands over and goes. */

import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { app, BrowserWindow, state } from "./fake_electron.ts";

test("a second instance shows nothing and quits", async () => {
  state.singleInstance = false;
  await import(pathToFileURL(join(resolve(import.meta.dirname, "../dist"), "main/index.js")).href);
  app.becomeReady();
  await new Promise((next) => setTimeout(next, 50));
  assert.equal(state.quit, 1);
  assert.deepEqual(BrowserWindow.all, []);
  assert.equal(state.ipcHandlers.size, 0);
});
