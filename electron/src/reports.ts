/** Reads a BEP file through the native module, and explains errors. */

import { stat } from "node:fs/promises";
import { basename } from "node:path";

import type { Report } from "./ipc.ts";

/** An error for people: what failed, why, and what to do next. */
export interface OpenFailure {
  title: string;
  detail: string;
}

/** A report that could not be opened. */
export class OpenError extends Error {
  override readonly name = "OpenError";
  readonly failure: OpenFailure;

  constructor(failure: OpenFailure, cause: unknown) {
    super(`${failure.title} ${failure.detail}`, { cause });
    this.failure = failure;
  }
}

const BUILD_EVENTS = "a file that Bazel wrote with --build_event_binary_file or --build_event_json_file";

/** The native module's part that is used here. */
export interface NativeModule {
  /** Fails with an Error whose `code` is ERR_NOT_BUILD_EVENTS where the file holds something else. */
  readReport(path: string): Promise<Report> | Report;
}

/**
 * Reads the report of the BEP file at `path`.
 * @param loadNative loads the native module; called late, so that a module that
 *   does not load is an error with a message and not an app that does not start
 * @throws OpenError
 */
export async function readReportFile(path: string, loadNative: () => NativeModule): Promise<Report> {
  const name = basename(path);
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw Object.assign(new Error("not a file"), { code: "EISDIR" });
  } catch (error) {
    throw new OpenError({ title: `Cannot open ${name}.`, detail: explainFileError(path, error) }, error);
  }
  let native: NativeModule;
  try {
    native = loadNative();
  } catch (error) {
    const detail = `The native module @tachikoma/native does not load: ${messageOf(error)}\n\nReinstall the package for this system.`;
    throw new OpenError({ title: "Cannot read build events.", detail }, error);
  }
  try {
    return await native.readReport(path);
  } catch (error) {
    throw new OpenError({ title: `Cannot read ${name}.`, detail: explainReadError(path, error) }, error);
  }
}

function explainFileError(path: string, error: unknown): string {
  const reasons: Record<string, string> = {
    EACCES: "Permission denied: change its permissions.",
    EISDIR: `It is not a file: choose ${BUILD_EVENTS}.`,
    ENOENT: "It does not exist: check the path.",
  };
  return `${path}\n\n${reasons[codeOf(error)] ?? messageOf(error)}`;
}

function explainReadError(path: string, error: unknown): string {
  if (codeOf(error) !== "ERR_NOT_BUILD_EVENTS") return explainFileError(path, error);
  return `${path}\n\n${messageOf(error)}\n\nOpen ${BUILD_EVENTS}.`;
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The failure to show for any error. */
export function failureOf(error: unknown): OpenFailure {
  return error instanceof OpenError ? error.failure : { title: "Something went wrong.", detail: messageOf(error) };
}
