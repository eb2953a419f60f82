import { app, BrowserWindow, ipcMain, shell, utilityProcess } from "electron";
import { join } from "node:path";
import { assert, object, string } from "superstruct";

import icon from "../../resources/icon.png?asset";

const Greeting = object({ name: string() });

function createWindow(): void {
  const mainWindow = new BrowserWindow({
    width: 900,
    height: 670,
    show: false,
    autoHideMenuBar: true,
    ...(process.platform === "linux" ? { icon } : {}),
    webPreferences: {
      preload: join(__dirname, "../preload/index.js"),
      sandbox: false,
    },
  });

  mainWindow.on("ready-to-show", () => mainWindow.show());
  mainWindow.webContents.setWindowOpenHandler((details) => {
    void shell.openExternal(details.url);
    return { action: "deny" };
  });

  if (!app.isPackaged && process.env["ELECTRON_RENDERER_URL"]) {
    void mainWindow.loadURL(process.env["ELECTRON_RENDERER_URL"]);
  } else {
    void mainWindow.loadFile(join(__dirname, "../renderer/index.html"));
  }
}

void app.whenReady().then(() => {
  ipcMain.handle("greet", (_event, greeting: unknown) => {
    assert(greeting, Greeting);
    return `Hello ${greeting.name}, from ${import.meta.env.MAIN_VITE_PLACE}`;
  });
  utilityProcess.fork(join(__dirname, "counter.js"));
  createWindow();
  app.on("activate", () => {
    if (BrowserWindow.getAllWindows().length === 0) createWindow();
  });
});

app.on("window-all-closed", () => {
  if (process.platform !== "darwin") app.quit();
});
