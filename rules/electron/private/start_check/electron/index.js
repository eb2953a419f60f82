/** The module `electron` of an app that is started to see what it asks for. */
"use strict";

const { EventEmitter } = require("node:events");

const { anything, open } = require("./anything.js");
const { app } = require("./app.js");
const { fetchFile, protocol } = require("./pages.js");
const { askFor, record } = require("./record.js");
const { session } = require("./session.js");
const { BaseWindow, BrowserView, BrowserWindow, View, WebContentsView, webContents } = require("./windows.js");

const emitter = (name, own = {}) => open(Object.assign(new EventEmitter(), own), name);

class Menu extends EventEmitter {
  items = [];
  static #application = null;
  static setApplicationMenu = (menu) => void (this.#application = menu);
  static getApplicationMenu = () => this.#application;
  static sendActionToFirstResponder() {}
  static buildFromTemplate = (template) => Object.assign(new Menu(), { items: template.map((item) => new MenuItem(item)) });
  append = (item) => void this.items.push(item);
  insert = (position, item) => void this.items.splice(position, 0, item);
  getMenuItemById = (id) => this.items.find((item) => item.id === id) ?? null;
  popup() {}
  closePopup() {}
}

class MenuItem {
  constructor(options) {
    Object.assign(this, options);
    askFor("image", options?.icon);
    if (Array.isArray(options?.submenu)) this.submenu = Menu.buildFromTemplate(options.submenu);
  }
}

class Tray extends EventEmitter {
  constructor(image) {
    super();
    askFor("image", image);
    return open(this, "tray");
  }
  setImage = (image) => askFor("image", image);
}

class Notification extends EventEmitter {
  static isSupported = () => true;
  constructor(options) {
    super();
    askFor("image", options?.icon);
    return open(this, "notification");
  }
}

const dialog = open({
  showErrorBox: (title, content) => record({ kind: "error box", name: `${title}: ${content}` }),
  showMessageBox: async () => ({ response: 0, checkboxChecked: false }),
  showMessageBoxSync: () => 0,
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
  showOpenDialogSync: () => undefined,
  showSaveDialog: async () => ({ canceled: true, filePath: "" }),
  showSaveDialogSync: () => undefined,
}, "dialog");

const display = { id: 1, scaleFactor: 1, bounds: { x: 0, y: 0, width: 1920, height: 1080 }, workArea: { x: 0, y: 0, width: 1920, height: 1080 }, workAreaSize: { width: 1920, height: 1080 }, size: { width: 1920, height: 1080 } };
const screen = emitter("screen", { getPrimaryDisplay: () => display, getAllDisplays: () => [display], getDisplayMatching: () => display, getDisplayNearestPoint: () => display, getCursorScreenPoint: () => ({ x: 0, y: 0 }) });

const image = (path) => {
  askFor("image", path);
  return anything("image");
};
const nativeImage = open({ createFromPath: image, createThumbnailFromPath: async (path) => image(path) }, "nativeImage");

const utilityProcess = open({
  fork: (path) => {
    askFor("utility process", path, {}, true);
    return emitter("utilityProcess");
  },
}, "utilityProcess");

const ipcMain = emitter("ipcMain", { handle() {}, handleOnce() {}, removeHandler() {} });
const ipcRenderer = emitter("ipcRenderer", { send() {}, sendSync: () => anything("answer"), invoke: async () => anything("answer"), postMessage() {} });
const contextBridge = open({ exposeInMainWorld: (name) => record({ kind: "exposed", name }), exposeInIsolatedWorld() {} }, "contextBridge");
const nativeTheme = emitter("nativeTheme", { shouldUseDarkColors: false, themeSource: "system" });
const net = open({ fetch: fetchFile, isOnline: () => false, online: false }, "net");
const [autoUpdater, inAppPurchase, powerMonitor, pushNotifications, systemPreferences] = ["autoUpdater", "inAppPurchase", "powerMonitor", "pushNotifications", "systemPreferences"].map((name) => emitter(name));
const [clipboard, contentTracing, crashReporter, desktopCapturer, globalShortcut, ImageView, MessageChannelMain, netLog, parentPort, powerSaveBlocker, safeStorage, ServiceWorkerMain, sharedTexture, ShareMenu, shell, TouchBar, webFrame, webFrameMain, webUtils] =
  ["clipboard", "contentTracing", "crashReporter", "desktopCapturer", "globalShortcut", "ImageView", "MessageChannelMain", "netLog", "parentPort", "powerSaveBlocker", "safeStorage", "ServiceWorkerMain", "sharedTexture", "ShareMenu", "shell", "TouchBar", "webFrame", "webFrameMain", "webUtils"].map((name) => anything(name));

// Written out: Node.js reads the names of what a module may import from this text.
module.exports = {
  app, autoUpdater, BaseWindow, BrowserView, BrowserWindow, clipboard, contentTracing, contextBridge, crashReporter, desktopCapturer, dialog,
  globalShortcut, ImageView, inAppPurchase, ipcMain, ipcRenderer, Menu, MenuItem, MessageChannelMain, nativeImage, nativeTheme, net, netLog,
  Notification, parentPort, powerMonitor, powerSaveBlocker, protocol, pushNotifications, safeStorage, screen, ServiceWorkerMain, session,
  sharedTexture, ShareMenu, shell, systemPreferences, TouchBar, Tray, utilityProcess, View, webContents, WebContentsView, webFrame,
  webFrameMain, webUtils,
};

// Packages look at what there is to learn in which process they are.
const RENDERER = ["contextBridge", "ipcRenderer", "webFrame", "webUtils"];
const isOfProcess = (name) => process.type === "browser" ? !RENDERER.includes(name) : [...RENDERER, "clipboard", "crashReporter", "nativeImage", "shell"].includes(name);
for (const name of Object.keys(module.exports)) if (!isOfProcess(name)) delete module.exports[name];
