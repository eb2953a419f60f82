/** `app`: an app that is installed, becomes ready, and is the only one of its kind. */
"use strict";

const { EventEmitter } = require("node:events");
const { mkdirSync, readFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { setTimeout: pause } = require("node:timers/promises");

const { open } = require("./anything.js");
const { app: folder, record } = require("./record.js");

const LOAD_MS = 500;
const START_MS = 50;

const stub = process.electronStub ?? {};
const described = folder ? JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) : {};
const state = { isSandboxed: false };

class App extends EventEmitter {
  isPackaged = true;
  name = described.productName ?? described.name;
  #ready;
  #isReady = false;

  constructor() {
    super();
    this.#ready = new Promise((done) => setImmediate(() => this.#start().then(() => this.#becomeReady(done))));
  }

  /** Electron takes its time: a main process that loads more before it listens for "ready" is in time. */
  async #start() {
    await Promise.race([stub.loaded, pause(LOAD_MS)]);
    await pause(START_MS);
  }

  #becomeReady(done) {
    stub.enter?.("ready");
    this.#isReady = true;
    this.emit("will-finish-launching");
    this.emit("ready", {}, {});
    done();
  }

  whenReady = () => this.#ready;
  isReady = () => this.#isReady;
  getAppPath = () => folder;
  getName = () => this.name;
  setName = (name) => void (this.name = name);
  getVersion = () => described.version;
  getLocale = () => "en-US";
  getSystemLocale = () => "en-US";
  getPreferredSystemLanguages = () => ["en-US"];
  requestSingleInstanceLock = () => true;
  hasSingleInstanceLock = () => true;
  enableSandbox = () => void (state.isSandboxed = true);
  getLoginItemSettings = () => ({ openAtLogin: false });

  getPath = (name) => {
    if (name === "exe") return process.execPath;
    const path = join(tmpdir(), "paths", name);
    mkdirSync(path, { recursive: true });
    return path;
  };

  quit = () => {
    record({ kind: "end", name: "quit" });
    for (const event of ["before-quit", "will-quit", "quit"]) this.emit(event, { preventDefault() {} }, 0);
    process.exit(0);
  };

  exit = (code = 0) => {
    record({ kind: "end", name: `exit ${code}` });
    process.exit(code);
  };
}

module.exports = { app: open(new App(), "app"), state };
