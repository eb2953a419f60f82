import { frequencies } from "@example/engine";
import { channels, type Entry } from "@example/shared";
import { app, BrowserWindow, ipcMain } from "electron";
import Database from "libsql";
import { join } from "node:path";

function count(database: Database.Database, text: unknown): Entry[] {
  if (typeof text !== "string") throw new TypeError("a text is due");
  database.prepare("INSERT INTO texts VALUES (?)").run(text);
  return frequencies(text);
}

function createWindow(): void {
  const window = new BrowserWindow({
    webPreferences: { preload: join(import.meta.dirname, "preload.cjs") },
  });
  void window.loadFile(join(import.meta.dirname, "../dist/index.html"));
}

await app.whenReady();
const database = new Database(join(app.getPath("userData"), "texts.db"));
database.exec("CREATE TABLE IF NOT EXISTS texts (text TEXT)");
ipcMain.handle(channels.count, (_event, text: unknown) => count(database, text));
createWindow();
app.on("window-all-closed", () => app.quit());
