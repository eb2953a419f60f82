/** What the desktop app offers to the page: its preload script puts it on `window.tachikoma`. */
import type { Report } from "./report";

export interface TachikomaBridge {
  /** Lets the user choose a build event file; null if there is none to show (the app has shown why). */
  openReport(): Promise<Report | null>;
  /** Calls back for every report that the app opens: by menu, command line or drag and drop. */
  onReport(callback: (report: Report) => void): void;
}

declare global {
  interface Window {
    /** Absent in a browser. */
    tachikoma?: TachikomaBridge;
  }
}
