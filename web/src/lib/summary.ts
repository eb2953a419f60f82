/** What the top of the page says about an invocation. */
import { formatCount, formatDuration, formatShare } from "./format";
import type { Invocation, Report } from "./report";
import { countTests } from "./test-counts";

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
  const { cache, actions, invocation } = report;
  // A build that does nothing still looks at the workspace's status: without any count, nothing is known.
  const isIdle = cache.total === 1 && cache.internal === 1 && actions.total === 0;
  return invocation.outcome === "passed" && isIdle;
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
  if (cache.total === 0) return { name: "Work", value: "–", note: "unknown" };
  const value = formatCount(cache.total - cache.internal, "action");
  return { name: "Work", value, note: cache.executed > 0 ? `${cache.executed} executed` : "none executed" };
}

/** What there is to say of caches, in few words. */
export function cacheNote(report: Report): string {
  const { hitRate, total } = report.cache;
  if (hitRate !== null) return `${formatShare(hitRate)} hits`;
  if (total === 0) return "unknown";
  return hadNothingToDo(report) ? "nothing to do" : "no process ran";
}

function cacheFigure(report: Report): Figure {
  const { cache } = report;
  const hits = cache.actionCache + cache.disk + cache.remote;
  if (cache.hitRate !== null) {
    return { name: "Cache hits", value: formatShare(cache.hitRate), note: `${hits} of ${cache.total - cache.internal}` };
  }
  if (hadNothingToDo(report)) return { name: "Cache", value: "Nothing to do", note: "everything was up to date" };
  return { name: "Cache", value: "–", note: cacheNote(report) };
}

function testsFigure({ tests }: Report): Figure {
  const [passed = "", ...others] = countTests(tests);
  const cached = tests.filter((test) => test.cached).length;
  const notes = cached > 0 ? [...others, `${cached} cached`] : others;
  return { name: "Tests", value: passed, note: notes.join(", ") };
}

function targetsFigure({ targets }: Report): Figure {
  const built = targets.filter((target) => target.status === "built").length;
  return { name: "Targets built", value: `${built} of ${targets.length}`, note: "" };
}
