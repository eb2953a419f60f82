/** The viewer's window: its page, the dialog, and the reports on their way to the page. */

import { createRequire } from "node:module";
import { join } from "node:path";

import { app, BrowserWindow, dialog } from "electron";

import { showReport, type Report } from "./ipc.ts";
import { indexUrl } from "./protocol.ts";
import { failureOf, readReportFile, type NativeModule } from "./reports.ts";
import { webPreferences } from "./security.ts";

// Not an import: Electron's require is the one that finds *.node files beside the archive in every version.
const require = createRequire(import.meta.url);
const loadNative = (): NativeModule => require("@tachikoma/native") as typeof import("@tachikoma/native");

/** One window that shows one report at a time. */
export class Viewer {
  readonly #preload: string;
  #window: BrowserWindow | null = null;
  #listening = false;
  #pending: Report | null = null;
  #opened = 0;

  /** @param folder the folder of the main bundle: the preload script lies beside it */
  constructor(folder: string) {
    this.#preload = join(folder, "../preload/index.cjs");
  }

  /** Shows the window, making it when there is none. */
  async show(): Promise<void> {
    if (this.#window !== null) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return;
    }
    const window = new BrowserWindow({
      width: 1200,
      height: 800,
      minWidth: 480,
      minHeight: 360,
      show: false,
      title: app.name,
      webPreferences: webPreferences(this.#preload),
    });
    this.#window = window;
    window.once("ready-to-show", () => window.show());
    window.webContents.on("did-start-loading", () => (this.#listening = false));
    window.on("closed", () => {
      this.#window = null;
      this.#listening = false;
    });
    await window.loadURL(indexUrl);
  }

  /** The page is ready; returns the report that waits for it. */
  ready(): Report | null {
    this.#listening = true;
    const report = this.#pending;
    this.#pending = null;
    return report;
  }

  /** Asks for a file and reads it; null if the user cancels or it cannot be read. */
  async choose(): Promise<Report | null> {
    const path = await this.#ask();
    return path === null ? null : this.read(path);
  }

  async #ask(): Promise<string | null> {
    const options: Electron.OpenDialogOptions = {
      title: "Open Build Events",
      properties: ["openFile"],
      filters: [
        { name: "Build events (binary or JSON)", extensions: ["bep", "pb", "bin", "json", "jsonl", "ndjson"] },
        { name: "All files", extensions: ["*"] },
      ],
    };
    const choice = this.#window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(this.#window, options);
    const path = choice.filePaths[0];
    return choice.canceled || path === undefined ? null : path;
  }

  /** Reads a file; null, after an error dialog, when it cannot be read. */
  async read(path: string): Promise<Report | null> {
    try {
      const report = await readReportFile(path, loadNative);
      app.addRecentDocument(path);
      return report;
    } catch (error) {
      await this.#showFailure(error);
      return null;
    }
  }

  /** Opens a file that the system, the command line or the menu named, and shows it in the window. */
  async open(path: string): Promise<void> {
    const opened = ++this.#opened;
    const report = await this.read(path);
    // Of several that are being read, the last one asked for is shown.
    if (report !== null && opened === this.#opened) this.#deliver(report);
    await this.show();
  }

  /** The menu's way: asks for a file and shows it in the window. */
  async chooseAndOpen(): Promise<void> {
    const path = await this.#ask();
    if (path !== null) await this.open(path);
  }

  #deliver(report: Report): void {
    if (this.#window !== null && this.#listening) this.#window.webContents.send(showReport, report);
    else this.#pending = report;
  }

  async #showFailure(error: unknown): Promise<void> {
    const { title, detail } = failureOf(error);
    const options: Electron.MessageBoxOptions = { type: "error", title: app.name, message: title, detail, buttons: ["OK"] };
    if (this.#window === null) await dialog.showMessageBox(options);
    else await dialog.showMessageBox(this.#window, options);
  }
}
