/** Loaded before the app's own code: makes the process look like one of Electron, and notes what it loads and starts. */
"use strict";

const childProcess = require("node:child_process");
const { EventEmitter } = require("node:events");
const { existsSync } = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const workers = require("node:worker_threads");

const { anything, open } = require("./anything.js");
const { askFor, inApp, placeOf, record } = require("./record.js");

// How long an app may take until it is ready, and go on from there if it waits for something of its own.
const LIMIT_MS = { start: 40_000, ready: 5_000 };

const state = {};
process.electronStub = state;
process.resourcesPath = process.env.APP_RESOURCES;
process.type = process.env.APP_PROCESS;
Object.defineProperty(process, "versions", { value: { ...process.versions, chrome: "999.0.0.0", electron: "999.0.0" }, enumerable: true });
process.contextIsolated = process.type === "renderer";
process.sandboxed = process.env.APP_SANDBOXED === "1";
process.getSystemVersion = () => "0.0.0";
for (const name of Object.keys(process.env).filter((name) => /^(ELECTRON|VITE)_/.test(name))) delete process.env[name];

/** A native module is for Electron and its platform: it has to be there, and answers like everything else. */
process.dlopen = (module, path) => {
  askFor("native module", path, {}, true);
  if (!existsSync(path)) throw Object.assign(new Error(`cannot open ${path}`), { code: "ERR_DLOPEN_FAILED" });
  module.exports = anything(inApp(path) ?? path);
};

/** Programs of the app, and Electron itself as Node.js, are not started. */
function watchStarts(name, kind) {
  const real = childProcess[name];
  childProcess[name] = function started(command, args, ...rest) {
    const files = [command, ...(Array.isArray(args) ? args : [])].filter((word) => typeof word === "string");
    const isOwn = inApp(String(command)) !== null || command === process.execPath;
    if (!isOwn && name !== "fork") return real.call(childProcess, command, args, ...rest);
    for (const [index, file] of files.entries()) if (index < 2) askFor(index === 0 ? kind : "script", file);
    return name.endsWith("Sync") ? anything(name) : open(new EventEmitter(), name);
  };
  // What util.promisify makes of it.
  for (const symbol of Object.getOwnPropertySymbols(real)) childProcess[name][symbol] = real[symbol];
}

for (const name of ["spawn", "spawnSync", "execFile", "execFileSync"]) watchStarts(name, "program");
watchStarts("fork", "script");

workers.Worker = class Worker extends EventEmitter {
  constructor(file) {
    super();
    const path = file instanceof URL && file.protocol === "file:" ? require("node:url").fileURLToPath(file) : file;
    askFor("worker", path);
    return open(this, "worker");
  }
};
syncBuiltinESMExports();

/** A file of the app that it read in vain. */
const missingFile = ({ code, path }) => (code === "ENOENT" && typeof path === "string" ? inApp(path) : null);

function note(error) {
  const isError = error instanceof Error;
  const missing = isError ? missingFile(error) : null;
  record({
    kind: "error",
    name: isError ? error.name : "error",
    message: isError ? error.message.split("\n")[0] : String(error),
    code: error?.code,
    by: placeOf(isError ? error.stack : ""),
    stage: state.stage,
    ...(missing && { missing }),
    ...state.preload,
  });
}

// Electron goes on after such errors, and shows them.
process.on("uncaughtException", note);
process.on("unhandledRejection", note);

let limit;
state.enter = (stage) => {
  state.stage = stage;
  clearTimeout(limit);
  limit = setTimeout(() => process.exit(0), LIMIT_MS[stage]).unref();
};
state.enter("start");
