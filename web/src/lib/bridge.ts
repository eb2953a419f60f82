/** What the desktop app offers to the page: its preload script puts it on `window.tachikoma`. */
import type { Report } from "./report";

export interface TachikomaBridge {
  /** Lets the person choose a build event file; null when there is none to show (the app has said why). */
  openReport(): Promise<Report | null>;
  /** Calls back for every report that the app opens by itself: by menu, command line or drag and drop. */
  onReport(callback: (report: Report) => void): void;
}

declare global {
  interface Window {
    /** Absent in a browser. */
    tachikoma?: TachikomaBridge;
  }
}
