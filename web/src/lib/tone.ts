/** What a status means to the reader: chooses its colour and its sign. */
import type { Outcome, StepStatus, TargetStatus, TestStatus } from "./report";

export type Tone = "good" | "bad" | "warn" | "quiet";

export type Status = Outcome | StepStatus | TargetStatus | TestStatus;

const TONES: Record<Status, Tone> = {
  built: "good",
  failed: "bad",
  failedToBuild: "bad",
  flaky: "warn",
  incomplete: "warn",
  interrupted: "warn",
  noStatus: "quiet",
  passed: "good",
  remoteFailure: "bad",
  skipped: "quiet",
  timeout: "bad",
  toolHaltedBeforeTesting: "warn",
};

export const toneOf = (status: Status): Tone => TONES[status];

const SEVERITY: Record<Tone, number> = { bad: 0, warn: 1, good: 2, quiet: 3 };

/** Sorts what went wrong first; otherwise keeps the order. */
export function worstFirst<T extends { status: Status }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => SEVERITY[toneOf(a.status)] - SEVERITY[toneOf(b.status)]);
}
