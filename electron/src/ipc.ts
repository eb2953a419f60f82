/** The IPC contract: one table of channels, used by the main process and by the preload script. */

import type { TachikomaBridge } from "../../web/src/lib/bridge.ts";
import type { Report } from "../../web/src/lib/report.ts";

export type { Report, TachikomaBridge };

/** Requests from the page: the arguments and the answer of each channel. */
export interface Requests {
  /** Shows the open dialog; null if the user cancels or the file cannot be read. */
  "report:choose": { args: []; result: Report | null };
  /** Opens a file that was dropped on the window, by its absolute path. */
  "report:open": { args: [path: string]; result: Report | null };
  /** The page is ready: returns a report that arrived earlier. */
  "report:ready": { args: []; result: Report | null };
}

/** Messages from the main process to the page. */
export interface Messages {
  "report:show": Report;
}

export type RequestChannel = keyof Requests;
export type MessageChannel = keyof Messages;

export const requestChannels = ["report:choose", "report:open", "report:ready"] as const satisfies readonly RequestChannel[];
export const showReport = "report:show" satisfies MessageChannel;
