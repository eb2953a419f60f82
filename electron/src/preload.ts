/** The bridge: all that the page sees of Electron is `window.tachikoma`. */

import { contextBridge, ipcRenderer, webUtils } from "electron";

import { showReport, type Report, type RequestChannel, type Requests, type TachikomaBridge } from "./ipc.ts";

function request<Channel extends RequestChannel>(channel: Channel, ...args: Requests[Channel]["args"]): Promise<Requests[Channel]["result"]> {
  return ipcRenderer.invoke(channel, ...args) as Promise<Requests[Channel]["result"]>;
}

const listeners = new Set<(report: Report) => void>();

function deliver(report: Report | null): void {
  if (report === null) return;
  for (const listener of listeners) listener(report);
}

ipcRenderer.on(showReport, (_event, report: Report) => deliver(report));

const bridge: TachikomaBridge = {
  openReport: () => request("report:choose"),
  onReport: (callback) => {
    listeners.add(callback);
    void request("report:ready").then(deliver);
  },
};

contextBridge.exposeInMainWorld("tachikoma", bridge);

/** A dropped file that is not JSON is a BEP file: only the native module reads those, so the page does not get to see it. */
window.addEventListener(
  "drop",
  (event) => {
    const file = event.dataTransfer?.files[0];
    if (file === undefined || file.name.toLowerCase().endsWith(".json")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void request("report:open", webUtils.getPathForFile(file)).then(deliver);
  },
  { capture: true },
);

// Without this the window refuses the drop.
window.addEventListener("dragover", (event) => event.preventDefault());
