/**
 * Runs a preload script as Electron would, in a page that agrees to everything: in a sandbox a function that gets a few
 * modules, else CommonJS or, as .mjs, a module.
 */
"use strict";

require("./process.js");

const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname } = require("node:path");
const { pathToFileURL } = require("node:url");
const { compileFunction } = require("node:vm");

const { anything } = require("./anything.js");
const { inApp, record } = require("./record.js");

const path = process.argv[2];
const isSandboxed = process.env.APP_SANDBOXED === "1";
process.electronStub.preload = { isPreload: true, path: inApp(path) ?? path };

for (const name of ["window", "document", "location", "localStorage", "navigator", "customElements"]) {
  Object.defineProperty(globalThis, name, { value: anything(name), configurable: true, writable: true });
}
globalThis.addEventListener = () => {};
globalThis.self = globalThis;

const ALLOWED = new Set(["electron", "electron/common", "electron/renderer", "events", "timers", "url"]);

/** What a script in a sandbox may load. */
function sandboxRequire(name) {
  if (ALLOWED.has(name.replace(/^node:/, ""))) return name.startsWith("electron") ? require("./index.js") : require(name);
  const hint = `a preload script in a sandbox may load electron, events, timers and url only; bundle the package ("deps" of electron_main), or set sandbox: false`;
  record({ kind: "error", name: "Error", message: `module not found: ${name}`, code: "MODULE_NOT_FOUND", hint, isPreload: true, path: inApp(path) ?? path });
  return anything(name);
}

function compile(names, values) {
  const module = { exports: {} };
  const all = { module, exports: module.exports, ...values };
  compileFunction(readFileSync(path, "utf8").replace(/^#!.*/, ""), names, { filename: path })(...names.map((name) => all[name]));
}

try {
  if (isSandboxed) compile(["require", "module", "exports", "process", "Buffer"], { require: sandboxRequire, process, Buffer });
  else if (path.endsWith(".mjs")) import(pathToFileURL(path).href);
  else compile(["require", "module", "exports", "__filename", "__dirname"], { require: createRequire(path), __filename: path, __dirname: dirname(path) });
} catch (error) {
  process.emit("uncaughtException", error);
}
