/** Starts the app's main process as Electron does, without an argument: `node run_main.js FILE`. */
"use strict";

require("./process.js");

const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { pathToFileURL } = require("node:url");

const [path] = process.argv.splice(1).slice(1);

/** As Node.js finds it: the extension, then the nearest package.json. */
function isModule(file) {
  if (!file.endsWith(".js")) return file.endsWith(".mjs");
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    try {
      return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).type === "module";
    } catch {
      if (folder === dirname(folder)) return false;
    }
  }
}

/** A module may wait for Electron to be ready, or for what it does before: `loaded` tells which. */
if (isModule(path)) process.electronStub.loaded = import(pathToFileURL(path).href).catch((error) => process.emit("uncaughtException", error));
else Module._load(path, null, true);
