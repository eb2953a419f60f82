/** How builds are described to people. */
import type { BuildLine, Phase, Status } from "./api-types";

export type Tone = "good" | "bad" | "warn" | "quiet" | "busy";

export const TONES: Record<Status, Tone> = { pending: "quiet", running: "busy", completed: "good", failed: "bad", cancelled: "warn" };

export const PHASES: Record<Phase, string> = {
  workspace: "Preparing the workspace",
  agent: "Agent at work",
  check: "Checking",
  commit: "Committing",
  push: "Pushing",
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago: "now", "12 s ago", "5 min ago", "3 h ago", "2 days ago". */
export function formatAge(ms: number): string {
  if (ms < 1000) return "now";
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s ago`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ago`;
  const days = Math.floor(ms / DAY);
  return days === 1 ? "1 day ago" : `${days} days ago`;
}

/** A number of bytes: "812 B", "1.5 kB", "8.4 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [size, unit] = bytes < 999_950 ? [bytes / 1000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${size.toFixed(1)} ${unit}`;
}

/** The tests of a check: "12 tests passed", "3 passed, 1 failed", "no tests ran". */
export function describeTests({ tests_passed: passed, tests_failed: failed }: { tests_passed: number; tests_failed: number }): string {
  if (passed + failed === 0) return "no tests ran";
  return failed === 0 ? `${passed} ${passed === 1 ? "test" : "tests"} passed` : `${passed} passed, ${failed} failed`;
}

/** How long a build has run; null where it has not. */
export function ranFor(build: Pick<BuildLine, "started_at" | "finished_at">, now: number): number | null {
  const { started_at: from, finished_at: until } = build;
  return from == null ? null : Math.max(0, (until ?? now) - from);
}

/** The first line of a text that has one. */
export const firstLine = (text: string) => text.trimStart().split("\n", 1)[0]?.trimEnd() ?? "";
