/**
 * The form of a report, for checking what people open. `Describe` holds it against the types that are generated from
 * the Rust side; fields that it does not know are let pass, so that a newer writer's additions do no harm, and what was
 * added since the first writer has a default.
 */
import {
  array,
  boolean,
  coerce,
  type Describe,
  defaulted,
  enums,
  literal,
  max,
  min,
  nullable,
  number,
  type Struct,
  string,
  type,
} from "superstruct";
import type {
  Action,
  Actions,
  Cache,
  CriticalPath,
  Failure,
  Invocation,
  Location,
  Problem,
  Report,
  Runner,
  Step,
  Target,
  Test,
  TestRun,
} from "./report";

/** The version of the form that this page reads. */
export const REPORT_VERSION = 1;

const positive = (): Struct<number, null> => min(number(), 0);

/** One of some words; a word of a newer writer's is read as the one that claims least. */
function oneOf<Word extends string>(words: readonly Word[], unknown: NoInfer<Word>): Describe<Word> {
  const isKnown = (word: string): word is Word => (words as readonly string[]).includes(word);
  const known = enums(words) as unknown as Struct<Word, null>;
  return coerce(known, string(), (word) => (isKnown(word) ? word : unknown)) as unknown as Describe<Word>;
}

const invocation: Describe<Invocation> = type({
  id: string(),
  command: string(),
  patterns: array(string()),
  bazelVersion: string(),
  startTimeMs: positive(),
  durationMs: positive(),
  outcome: oneOf(["passed", "failed", "interrupted", "incomplete"], "incomplete"),
  exitCode: nullable(number()),
  exitName: nullable(string()),
  workspace: nullable(string()),
  mode: nullable(string()),
});

const runner: Describe<Runner> = type({ name: string(), count: positive() });

const step: Describe<Step> = type({
  name: string(),
  status: oneOf(["passed", "failed", "skipped", "incomplete"], "incomplete"),
  durationMs: nullable(positive()),
  actions: positive(),
  cached: nullable(boolean()),
  after: array(string()),
  runners: defaulted(array(runner), []),
});

const target: Describe<Target> = type({
  label: string(),
  kind: string(),
  status: oneOf(["built", "skipped", "incomplete", "failed"], "incomplete"),
  step: nullable(string()),
  reason: defaulted(nullable(string()), null),
});

const action: Describe<Action> = type({
  label: string(),
  mnemonic: string(),
  step: nullable(string()),
  startMs: number(),
  durationMs: positive(),
  queuedMs: defaulted(positive(), 0),
  success: boolean(),
  runner: nullable(string()),
});

const actions: Describe<Actions> = type({ total: positive(), slowest: array(action) });

const criticalPath: Describe<CriticalPath> = type({
  durationMs: positive(),
  share: nullable(max(positive(), 1)),
  actions: array(action),
});

const testStatus = oneOf<Test["status"]>(
  [
    "passed",
    "flaky",
    "timeout",
    "failed",
    "incomplete",
    "remoteFailure",
    "failedToBuild",
    "toolHaltedBeforeTesting",
    "skipped",
    "noStatus",
  ],
  "noStatus",
);

const testRun: Describe<TestRun> = type({
  run: positive(),
  shard: positive(),
  attempt: positive(),
  status: testStatus,
  durationMs: positive(),
  cached: boolean(),
  exitCode: nullable(number()),
  log: nullable(string()),
});

const test: Describe<Test> = type({
  label: string(),
  status: testStatus,
  attempts: positive(),
  cached: boolean(),
  durationMs: positive(),
  step: nullable(string()),
  log: nullable(string()),
  runs: defaulted(array(testRun), []),
});

const cache: Describe<Cache> = type({
  executed: positive(),
  actionCache: positive(),
  disk: positive(),
  remote: positive(),
  internal: positive(),
  total: positive(),
  hitRate: nullable(max(positive(), 1)),
  runners: array(runner),
  uncacheable: defaulted(nullable(positive()), null),
});

const location: Describe<Location> = type({ file: string(), line: positive(), column: nullable(positive()) });

const failure: Describe<Failure> = type({
  label: string(),
  mnemonic: nullable(string()),
  step: nullable(string()),
  message: string(),
  exitCode: nullable(number()),
  log: nullable(string()),
  location: defaulted(nullable(location), null),
});

const problem: Describe<Problem> = type({ severity: oneOf(["error", "warning"], "warning"), message: string() });

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
  criticalPath: defaulted(nullable(criticalPath), null),
  earlier: defaulted(array(invocation), []),
});
