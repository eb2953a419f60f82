import { type StructError, validate } from "superstruct";
import type { Report } from "./report";
import { ReportError } from "./report-error";
import { REPORT_VERSION, reportSchema } from "./report-schema";

const MAKE_ONE = "Create a report from Bazel's build event file: tachikoma report build.bep --json > report.json";
const BUILD_EVENTS = "These are Bazel's build events, not a report.";
/** How the text begins that Bazel writes for --build_event_json_file, however it was printed again. */
const FIRST_EVENT = /^\s*\{\s*"id"\s*:/;
const SHOWN_DETAILS = 5;

/**
 * Reads a report from the text of a file.
 * @param text the file's content
 * @param source the file's name or address, for messages
 * @throws ReportError when the text is not a report of the version that this page knows
 */
export function parseReport(text: string, source: string): Report {
  return checkReport(parseJson(text, source), source);
}

/**
 * Checks that a value is a report.
 * @throws ReportError when it is not
 */
export function checkReport(value: unknown, source: string): Report {
  const version = versionOf(value);
  if (version === undefined) {
    throw new ReportError(source, isEvent(value) ? BUILD_EVENTS : "This is JSON, but not a build report.", MAKE_ONE);
  }
  if (version !== REPORT_VERSION) {
    throw new ReportError(
      source,
      `The report has version ${JSON.stringify(version)}; this page reads version ${REPORT_VERSION}.`,
      "Create the report again with this page's version of tachikoma, or open it in the page of the other version.",
    );
  }
  const [fault, report] = validate(value, reportSchema, { coerce: true });
  if (!fault) return report;
  throw new ReportError(source, "The report is damaged: some fields are missing or invalid.", MAKE_ONE, describe(fault));
}

function parseJson(text: string, source: string): unknown {
  if (text.trim() === "") throw new ReportError(source, "The file is empty.", MAKE_ONE);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (FIRST_EVENT.test(text)) throw new ReportError(source, BUILD_EVENTS, MAKE_ONE);
    throw new ReportError(source, `This is not JSON: ${messageOf(error)}.`, MAKE_ONE);
  }
}

/** Whether a value is one of Bazel's events, or a list of them. */
function isEvent(value: unknown): boolean {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "object" && first !== null && "id" in first;
}

function versionOf(value: unknown): unknown {
  const isReport = typeof value === "object" && value !== null && "version" in value && "invocation" in value;
  return isReport ? value.version : undefined;
}

function describe(fault: StructError): string[] {
  const failures = fault.failures();
  const lines = failures.slice(0, SHOWN_DETAILS).map((failure) => `${failure.path.join(".")}: ${failure.message}`);
  const left = failures.length - lines.length;
  return left > 0 ? [...lines, `and ${left} more`] : lines;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
