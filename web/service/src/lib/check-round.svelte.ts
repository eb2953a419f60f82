/** One run of the check: what it built and tested, as its events say. */
import type { CheckEvent } from "./api-types";

type Of<W extends CheckEvent["what"]> = Omit<Extract<CheckEvent, { what: W }>, "what">;
export type FailedAction = Of<"action_failed">;
export type TestEnd = Of<"test">;
export type TargetEnd = Of<"target">;

/** Also in a later try. */
export const hasPassed = (test: TestEnd) => test.status === "PASSED" || test.status === "FLAKY";

export class CheckRound {
  progress = $state.raw<Of<"progress"> | null>(null);
  report = $state.raw<Of<"report"> | null>(null);
  failedActions = $state.raw<readonly FailedAction[]>([]);
  #tests = $state.raw<ReadonlyMap<string, TestEnd>>(new Map());
  #targets = $state.raw<ReadonlyMap<string, TargetEnd>>(new Map());

  constructor(
    /** Counts from 1 in each attempt. */
    readonly number: number,
    readonly attempt: number,
  ) {}

  /** Those that failed first. */
  readonly tests = $derived([...this.#tests.values()].toSorted((a, b) => Number(hasPassed(a)) - Number(hasPassed(b))));
  /** Those that failed first. */
  readonly targets = $derived([...this.#targets.values()].toSorted((a, b) => Number(a.success) - Number(b.success)));

  apply(event: CheckEvent): void {
    switch (event.what) {
      case "progress":
        this.progress = event;
        break;
      case "target":
        this.#targets = new Map(this.#targets).set(event.label, event);
        break;
      case "test":
        this.#tests = new Map(this.#tests).set(event.label, event);
        break;
      case "action_failed":
        this.failedActions = [...this.failedActions, event];
        break;
      case "report":
        this.report = event;
        break;
    }
  }
}
