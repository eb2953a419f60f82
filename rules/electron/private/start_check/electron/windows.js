/** Windows, views and what they show. */
"use strict";

const { EventEmitter } = require("node:events");

const { open } = require("./anything.js");
const { app, state } = require("./app.js");
const pages = require("./pages.js");
const { askFor } = require("./record.js");
const { session } = require("./session.js");

let last = 0;
const allContents = [];

/** Electron's defaults of a window's preferences. */
function isSandboxed({ nodeIntegration, sandbox }) {
  return state.isSandboxed || (sandbox ?? !nodeIntegration);
}

class WebContents extends EventEmitter {
  id = (last += 1);
  session;
  #url = "";

  constructor(preferences = {}) {
    super();
    this.session = preferences.session ?? session.defaultSession;
    if (preferences.preload) askFor("preload script", preferences.preload, { isSandboxed: isSandboxed(preferences) }, true);
    const opened = open(this, "webContents");
    allContents.push(opened);
    queueMicrotask(() => app.emit("web-contents-created", {}, opened));
    return opened;
  }

  async #load(loading, url) {
    this.#url = url;
    this.emit("did-start-loading");
    await loading;
    for (const event of ["dom-ready", "did-finish-load", "did-stop-loading"]) this.emit(event, {});
  }

  loadFile = (path) => this.#load(pages.loadFile(path), path);
  loadURL = (url) => this.#load(pages.loadURL(url), url);
  getURL = () => this.#url;
  isDestroyed = () => false;
  isLoading = () => false;
  isDevToolsOpened = () => false;
  send() {}
  setWindowOpenHandler() {}
}

class BaseWindow extends EventEmitter {
  static all = [];
  static getAllWindows = () => this.all.slice();
  static getFocusedWindow = () => this.all[0] ?? null;
  static fromId = (id) => this.all.find((window) => window.id === id) ?? null;
  id = (last += 1);
  #bounds = { x: 0, y: 0, width: 800, height: 600 };

  constructor(options = {}) {
    super();
    askFor("image", options.icon);
    const opened = open(this, "window");
    BaseWindow.all.push(opened);
    return opened;
  }

  getBounds = () => ({ ...this.#bounds });
  getSize = () => [this.#bounds.width, this.#bounds.height];
  getPosition = () => [0, 0];
  isDestroyed = () => false;
  isMinimized = () => false;
  isMaximized = () => false;
  isFullScreen = () => false;
  isVisible = () => true;
  isFocused = () => true;
}

class BrowserWindow extends BaseWindow {
  static fromWebContents = (contents) => BaseWindow.all.find((window) => window.webContents === contents) ?? null;

  constructor(options = {}) {
    super(options);
    this.webContents = new WebContents(options.webPreferences);
    queueMicrotask(() => app.emit("browser-window-created", {}, this));
  }

  /** The page is shown after it was loaded, whoever loads it. */
  async #shown(loading) {
    await loading;
    this.emit("ready-to-show");
  }

  loadFile = (path) => this.#shown(this.webContents.loadFile(path));
  loadURL = (url) => this.#shown(this.webContents.loadURL(url));
}

class WebView {
  constructor({ webContents, webPreferences } = {}) {
    this.webContents = webContents ?? new WebContents(webPreferences);
    return open(this, "view");
  }
}

class View extends EventEmitter {
  constructor() {
    super();
    return open(this, "view");
  }
}

const webContents = {
  fromId: (id) => allContents.find((contents) => contents.id === id),
  getAllWebContents: () => allContents.slice(),
  getFocusedWebContents: () => allContents[0] ?? null,
};

module.exports = { BaseWindow, BrowserView: WebView, BrowserWindow, View, WebContentsView: WebView, webContents: open(webContents, "webContents") };
