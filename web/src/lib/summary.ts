/** What the top of the page says about an invocation. */
import { formatCount, formatDuration, formatShare } from "./format";
import type { Invocation, Report } from "./report";

/** A figure of the summary. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** More about the value, or nothing. */
  readonly note: string;
}

/** The command as people type it: "bazel build //...". */
export function describeCommand(invocation: Invocation): string {
  return ["bazel", invocation.command || "(unknown command)", ...invocation.patterns].join(" ");
}

/** Whether every result was there already, so that Bazel had nothing to do. */
export function hadNothingToDo(report: Report): boolean {
  return report.invocation.outcome === "passed" && report.cache.total === report.cache.internal;
}

/** The figures of the summary. */
export function figuresOf(report: Report): Figure[] {
  const figures = [timeFigure(report), actionsFigure(report), cacheFigure(report)];
  if (report.tests.length > 0) figures.push(testsFigure(report));
  if (report.targets.length > 0) figures.push(targetsFigure(report));
  return figures;
}

function timeFigure(report: Report): Figure {
  const attempts = report.earlier.length + 1;
  return { name: "Time", value: formatDuration(report.invocation.durationMs), note: attempts > 1 ? `attempt ${attempts}` : "" };
}

function actionsFigure({ cache }: Report): Figure {
  const value = formatCount(cache.total - cache.internal, "action");
  return { name: "Work", value, note: cache.executed > 0 ? `${cache.executed} executed` : "none executed" };
}

function cacheFigure({ cache }: Report): Figure {
  const hits = cache.actionCache + cache.disk + cache.remote;
  if (cache.hitRate === null) return { name: "Cache", value: "Nothing to do", note: "everything was up to date" };
  return { name: "Cache hits", value: formatShare(cache.hitRate), note: `${hits} of ${cache.total - cache.internal}` };
}

function testsFigure({ tests }: Report): Figure {
  const passed = tests.filter((test) => test.status === "passed" || test.status === "flaky");
  const cached = tests.filter((test) => test.cached).length;
  const note = cached > 0 ? `${cached} cached` : "";
  return { name: "Tests passed", value: `${passed.length} of ${tests.length}`, note };
}

function targetsFigure({ targets }: Report): Figure {
  const built = targets.filter((target) => target.status === "built").length;
  return { name: "Targets built", value: `${built} of ${targets.length}`, note: "" };
}
