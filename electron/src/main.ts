/** The main process: starts the app, one instance of it, and connects the parts. */

import { join } from "node:path";

import { app, BrowserWindow, dialog, Menu, protocol, session } from "electron";

import { reportPathFromArguments } from "./arguments.ts";
import { handleRequests } from "./handlers.ts";
import { menuTemplate } from "./menu.ts";
import { createProtocolHandler, scheme } from "./protocol.ts";
import { failureOf } from "./reports.ts";
import { hardenContents, hardenSession } from "./security.ts";
import { Viewer } from "./viewer.ts";

const viewer = new Viewer(import.meta.dirname);

function openOrShow(argv: readonly string[], cwd: string): Promise<void> {
  const path = reportPathFromArguments(argv, cwd, !process.defaultApp);
  return path === null ? viewer.show() : viewer.open(path);
}

function start(): void {
  // Must come before the app is ready.
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true } }]);
  app.enableSandbox();
  app.on("web-contents-created", (_event, contents) => hardenContents(contents));
  app.on("second-instance", (_event, argv, cwd) => void openOrShow(argv, cwd));
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  // macOS names the file by an event, which may come before the app is ready.
  app.on("open-file", (event, path) => {
    event.preventDefault();
    void app.whenReady().then(() => viewer.open(path));
  });
  app
    .whenReady()
    .then(run)
    .catch((error: unknown) => {
      const { title, detail } = failureOf(error);
      dialog.showErrorBox(`${app.name} cannot start`, `${title} ${detail}`);
      app.exit(1);
    });
}

/** What needs a ready app. */
function run(): Promise<void> {
  hardenSession(session.defaultSession);
  protocol.handle(scheme, createProtocolHandler(join(import.meta.dirname, "../renderer")));
  handleRequests(viewer);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(process.platform, app.name, !app.isPackaged, { open: () => void viewer.chooseAndOpen() })),
  );
  app.on("activate", () => {
    if (BrowserWindow.getAllWindows().length === 0) void viewer.show();
  });
  return openOrShow(process.argv, process.cwd());
}

if (app.requestSingleInstanceLock()) start();
else app.quit();
