/** Answers the page's requests: every channel of the table, each only to the app's own page. */

import { isAbsolute } from "node:path";

import { ipcMain } from "electron";

import { requestChannels, type RequestChannel, type Requests } from "./ipc.ts";
import { assertTrustedSender } from "./security.ts";
import type { Viewer } from "./viewer.ts";

type Handlers = { [Channel in RequestChannel]: (...args: unknown[]) => Promise<Requests[Channel]["result"]> };

/** Registers a handler for every request channel. */
export function handleRequests(viewer: Viewer): void {
  const handlers: Handlers = {
    "report:choose": () => viewer.choose(),
    "report:open": async (path) => viewer.read(absolutePath(path)),
    "report:ready": async () => viewer.ready(),
  };
  for (const channel of requestChannels) {
    ipcMain.handle(channel, (event, ...args: unknown[]) => {
      assertTrustedSender(event, channel);
      return handlers[channel](...args);
    });
  }
}

/** The types end at the process border: what comes over it is checked. */
function absolutePath(value: unknown): string {
  if (typeof value !== "string" || !isAbsolute(value)) throw new TypeError("report:open: the path must be an absolute path");
  return value;
}
