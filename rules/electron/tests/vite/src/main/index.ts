/** The main process, as electron-vite's templates have it: `__dirname` in sources that are modules. */
import { utilityProcess, app, BrowserWindow } from "electron";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import icon from "../../resources/icon.txt?asset";
import tool from "../../resources/tool.txt?asset&asarUnpack";
import startCounter from "./counter?nodeWorker";

function openWindow(preload: string): void {
  const window = new BrowserWindow({ show: false, webPreferences: { preload: join(__dirname, preload), sandbox: false } });
  window.on("ready-to-show", () => window.show());
  if (process.env["ELECTRON_RENDERER_URL"]) void window.loadURL(process.env["ELECTRON_RENDERER_URL"]);
  else void window.loadFile(join(__dirname, "../renderer/index.html"));
}

void app.whenReady().then(() => {
  for (const path of [icon, tool]) if (!readFileSync(path, "utf8")) throw new Error(`${path} is empty`);
  if (!tool.includes("app.asar.unpacked")) throw new Error(`${tool} is in the archive`);
  if (APP_CHANNEL !== "beta" || !import.meta.env.MAIN_VITE_PLACE) throw new Error("constants are missing");
  startCounter({ workerData: 1 });
  utilityProcess.fork(join(__dirname, "worker.js"));
  openWindow("../preload/index.js");
  openWindow("../preload/settings.js");
});
