/**
 * The form of a report, for checking what people open. `Describe` holds it against the types that are generated from
 * the Rust side; fields that it does not know are let pass, so that a newer writer's additions do no harm.
 */
import { array, boolean, type Describe, enums, literal, max, min, nullable, number, type Struct, string, type } from "superstruct";
import type { Action, Actions, Cache, Failure, Invocation, Problem, Report, Step, Target, Test } from "./report";

/** The version of the form that this page reads. */
export const REPORT_VERSION = 1;

const positive = (): Struct<number, null> => min(number(), 0);

const invocation: Describe<Invocation> = type({
  id: string(),
  command: string(),
  patterns: array(string()),
  bazelVersion: string(),
  startTimeMs: positive(),
  durationMs: positive(),
  outcome: enums(["passed", "failed", "interrupted", "incomplete"]),
  exitCode: nullable(number()),
  exitName: nullable(string()),
  workspace: nullable(string()),
  mode: nullable(string()),
});

const step: Describe<Step> = type({
  name: string(),
  status: enums(["passed", "failed", "skipped", "incomplete"]),
  durationMs: nullable(positive()),
  actions: positive(),
  cached: nullable(boolean()),
  after: array(string()),
});

const target: Describe<Target> = type({
  label: string(),
  kind: string(),
  status: enums(["built", "skipped", "incomplete", "failed"]),
  step: nullable(string()),
});

const action: Describe<Action> = type({
  label: string(),
  mnemonic: string(),
  step: nullable(string()),
  startMs: number(),
  durationMs: positive(),
  success: boolean(),
  runner: nullable(string()),
});

const actions: Describe<Actions> = type({ total: positive(), slowest: array(action) });

const test: Describe<Test> = type({
  label: string(),
  status: enums([
    "passed",
    "flaky",
    "timeout",
    "failed",
    "incomplete",
    "remoteFailure",
    "failedToBuild",
    "toolHaltedBeforeTesting",
    "noStatus",
  ]),
  attempts: positive(),
  cached: boolean(),
  durationMs: positive(),
  step: nullable(string()),
  log: nullable(string()),
});

const cache: Describe<Cache> = type({
  executed: positive(),
  actionCache: positive(),
  disk: positive(),
  remote: positive(),
  internal: positive(),
  total: positive(),
  hitRate: nullable(max(positive(), 1)),
  runners: array(type({ name: string(), count: positive() })),
});

const failure: Describe<Failure> = type({
  label: string(),
  mnemonic: nullable(string()),
  step: nullable(string()),
  message: string(),
  exitCode: nullable(number()),
  log: nullable(string()),
});

const problem: Describe<Problem> = type({ severity: enums(["error", "warning"]), message: string() });

export const reportSchema: Describe<Report> = type({
  version: literal(REPORT_VERSION) as unknown as Describe<number>,
  invocation,
  steps: array(step),
  targets: array(target),
  actions,
  tests: array(test),
  cache,
  failures: array(failure),
  problems: array(problem),
});
