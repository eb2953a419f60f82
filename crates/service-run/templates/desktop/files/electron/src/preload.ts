/** The bridge: all that the page sees of Electron is `window.desktop`. */

import { contextBridge, ipcRenderer } from "electron";

import type { Desktop, Versions } from "../../web/src/lib/desktop.ts";

const desktop: Desktop = {
  versions: () => ipcRenderer.invoke("versions") as Promise<Versions>,
};

contextBridge.exposeInMainWorld("desktop", desktop);
