/** The main process: one window with the page, which can do nothing but what the bridge offers. */

import { join } from "node:path";

import { app, BrowserWindow, ipcMain, protocol, session } from "electron";

import type { Versions } from "../../web/src/lib/desktop.ts";
import { filesOf, isPage, origin, scheme } from "./protocol.ts";

const folder = import.meta.dirname;

function versions(): Versions {
  const { chrome = "", electron = "" } = process.versions;
  return { app: app.getVersion(), chrome, electron };
}

async function openWindow(): Promise<void> {
  const window = new BrowserWindow({
    width: 900,
    height: 700,
    title: app.name,
    webPreferences: {
      preload: join(folder, "../preload/index.cjs"),
      contextIsolation: true,
      nodeIntegration: false,
      sandbox: true,
    },
  });
  await window.loadURL(`${origin}/index.html`);
}

async function run(): Promise<void> {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  protocol.handle(scheme, filesOf(join(folder, "../renderer")));
  ipcMain.handle("versions", (event) => {
    if (!isPage(event.senderFrame?.url ?? "")) throw new Error("versions: asked by another page");
    return versions();
  });
  app.on("activate", () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow();
  });
  await openWindow();
}

// Before the app is ready; with it the page has a storage.
protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
app.enableSandbox();
app.on("web-contents-created", (_event, contents) => {
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
  contents.on("will-navigate", (event) => {
    if (!isPage(event.url)) event.preventDefault();
  });
});
app.on("window-all-closed", () => {
  if (process.platform !== "darwin") app.quit();
});
void app.whenReady().then(run);
