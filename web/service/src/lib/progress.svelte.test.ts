import { expect, test } from "vitest";
import type { CheckEvent, Event, EventKind } from "./api-types";
import { Progress } from "./progress.svelte";

/** Events a second apart. */
function progressOf(...kinds: [attempt: number, kind: EventKind][]): Progress {
  const progress = new Progress();
  kinds.forEach(([attempt, kind], index) => progress.apply({ ...kind, task_id: "t", seq: index + 1, at: (index + 1) * 1000, attempt } as Event));
  return progress;
}
const phase = (attempt: number, name: "workspace" | "agent" | "check" | "commit" | "push"): [number, EventKind] => [attempt, { kind: "phase", data: { phase: name } }];
const check = (attempt: number, data: CheckEvent): [number, EventKind] => [attempt, { kind: "check", data }];
const claimed = (attempt: number): [number, EventKind] => [attempt, { kind: "claimed", data: { worker: "w" } }];
const printed = (attempt: number, text: string): [number, EventKind] => [attempt, { kind: "output", data: { stream: "stdout", text } }];

const lines = (progress: Progress) =>
  progress.entries.map((entry) => (entry.kind === "phase" ? `${entry.phase} ${entry.attempt} ${entry.until === null ? "…" : entry.until - entry.from}` : entry.text));

test("phases follow each other, and the last one ends with the build", () => {
  const begun = progressOf(claimed(1), phase(1, "workspace"), phase(1, "agent"), printed(1, "hello\n"));
  expect(lines(begun)).toEqual(["workspace 1 1000", "agent 1 …"]);
  expect([begun.status, begun.phase, begun.last]).toEqual(["running", "agent", 4]);
  const ended = progressOf(claimed(1), phase(1, "push"), [1, { kind: "pushed", data: { sha: "a", reference: "refs/heads/main" } }], [1, { kind: "end", data: { status: "completed" } }]);
  expect(lines(ended)).toEqual(["push 1 2000", "Pushed to refs/heads/main"]);
  expect([ended.status, ended.phase]).toEqual(["completed", null]);
});

test("an attempt that is given back, and the next one", () => {
  const progress = progressOf(claimed(1), phase(1, "agent"), printed(1, "a"), [1, { kind: "retry", data: { reason: "no network", run_at: 9 } }]);
  expect([progress.status, progress.phase]).toEqual(["pending", null]);
  for (const [seq, [attempt, kind]] of [claimed(2), phase(2, "agent"), printed(2, "b")].entries()) {
    progress.apply({ ...kind, task_id: "t", seq: seq + 5, at: 9000, attempt } as Event);
  }
  expect(lines(progress)).toEqual(["agent 1 2000", "Attempt 1 was given back: no network", "agent 2 …"]);
  expect(progress.output.blocks[0]?.segments.map(({ text }) => text).join("")).toBe("a\n— attempt 2 —\nb");
});

test("events that were forgotten", () => {
  const progress = progressOf(claimed(1));
  expect(progress.areMissing).toBe(false);
  progress.apply({ kind: "end", data: { status: "failed" }, task_id: "t", seq: 7, at: 9, attempt: 1 });
  expect([progress.areMissing, progress.status]).toEqual([true, "failed"]);
});

test("each run of the check has its own results, failures first", () => {
  const progress = progressOf(
    phase(1, "check"),
    check(1, { what: "test", label: "//:a", status: "PASSED", duration_ms: 1 }),
    check(1, { what: "test", label: "//:b", status: "FAILED", duration_ms: 2 }),
    check(1, { what: "action_failed", label: "//:c", mnemonic: "Rustc", message: "E0432" }),
    check(1, { what: "report", passed: false, tests_passed: 1, tests_failed: 1 }),
    phase(1, "agent"),
    phase(1, "check"),
    check(1, { what: "progress", done: 3, total: 8 }),
    check(1, { what: "target", label: "//:c", success: true }),
  );
  const [first, second] = progress.rounds;
  expect(first?.tests.map(({ label }) => label)).toEqual(["//:b", "//:a"]);
  expect(first?.failedActions).toHaveLength(1);
  expect(first?.report?.passed).toBe(false);
  expect([second?.number, second?.progress?.done, second?.tests.length, second?.targets.length]).toEqual([2, 3, 0, 1]);
});
