import { createContext } from "svelte";
import { checkReport, messageOf, parseReport } from "./parse-report";
import type { Report } from "./report";
import { ReportError } from "./report-error";

/** What the page shows. */
export type View =
  | { phase: "empty" }
  | { phase: "loading"; source: string }
  | { phase: "shown"; source: string; report: Report }
  | { phase: "failed"; error: ReportError };

/** The report that is open, and how another one is opened. The last one asked for wins. */
export class ReportState {
  #view = $state.raw<View>({ phase: "empty" });
  #request = 0;

  get view(): View {
    return this.#view;
  }

  /** Opens a file that was chosen or dropped. */
  openFile(file: File): Promise<void> {
    return this.#open(file.name, async () => parseReport(await readText(file), file.name));
  }

  /** Opens the report at an address, absolute or relative to the page. */
  openUrl(url: string): Promise<void> {
    return this.#open(url, async () => parseReport(await download(url), url));
  }

  /** Opens a report from its text. */
  openText(text: string, source: string): Promise<void> {
    return this.#open(source, async () => parseReport(text, source));
  }

  /** Shows a report that the desktop app has read. */
  show(report: unknown, source: string): Promise<void> {
    return this.#open(source, async () => checkReport(report, source));
  }

  /** Lets the desktop app ask for a file and read it; nothing changes when none is chosen. */
  async openWith(ask: () => Promise<Report | null>): Promise<void> {
    const before = this.#view;
    const source = "Build event file";
    const request = this.#begin(source);
    try {
      const report = await ask();
      this.#end(request, report ? { phase: "shown", source, report: checkReport(report, source) } : before);
    } catch (error) {
      this.#end(request, { phase: "failed", error: toReportError(error, source) });
    }
  }

  async #open(source: string, read: () => Promise<Report>): Promise<void> {
    const request = this.#begin(source);
    try {
      this.#end(request, { phase: "shown", source, report: await read() });
    } catch (error) {
      this.#end(request, { phase: "failed", error: toReportError(error, source) });
    }
  }

  #begin(source: string): number {
    this.#view = { phase: "loading", source };
    return ++this.#request;
  }

  #end(request: number, view: View): void {
    if (request === this.#request) this.#view = view;
  }
}

export const [getReportState, setReportState] = createContext<ReportState>();

function toReportError(error: unknown, source: string): ReportError {
  if (error instanceof ReportError) return error;
  return new ReportError(source, `It could not be read: ${messageOf(error)}.`, "Try again, or open another file.");
}

async function readText(file: File): Promise<string> {
  try {
    return await file.text();
  } catch (error) {
    throw new ReportError(
      file.name,
      `The file could not be read: ${messageOf(error)}.`,
      "Check that it is a file, that it still exists and that you may read it.",
    );
  }
}

async function download(url: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new ReportError(
      url,
      `No answer: ${messageOf(error)}.`,
      "Check the address and the network. Other servers than this page's must use https and allow this page (CORS).",
    );
  }
  if (!response.ok) {
    throw new ReportError(
      url,
      `The server answered ${response.status} ${response.statusText}`.trimEnd() + ".",
      "Check the address, and that you have access to it.",
    );
  }
  return response.text();
}
