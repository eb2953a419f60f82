//! The report: what one Bazel invocation did, as data for people's tools.
//!
//! This is the JSON that `tachikoma report --json` prints and the web page shows; its
//! TypeScript is generated from these types by the binary `report_types`. Times are
//! milliseconds. Labels are as people write them (`//pkg:name`, main repository without `@@`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The version of the report's form; raised when a field changes its meaning or goes away.
pub const REPORT_VERSION: u32 = 1;

/// What one Bazel invocation did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Report {
    /// The version of this form, [`REPORT_VERSION`].
    pub version: u32,
    /// The invocation as a whole.
    pub invocation: Invocation,
    /// The steps in the order in which they come after each other; empty when none are known.
    pub steps: Vec<Step>,
    /// The targets that were asked for, and those that others failed on, by label.
    pub targets: Vec<Target>,
    /// The actions that were not up to date.
    pub actions: Actions,
    /// The tests, by label.
    pub tests: Vec<Test>,
    /// Where the results of actions came from.
    pub cache: Cache,
    /// What failed; the cause before what follows from it.
    pub failures: Vec<Failure>,
    /// Errors and warnings that Bazel printed, each once, in the order of printing.
    pub problems: Vec<Problem>,
    /// The longest chain of actions that waited for each other; null without a profile.
    #[serde(default)]
    pub critical_path: Option<CriticalPath>,
    /// Earlier attempts at the same build, the first first: invocations that were repeated
    /// because something around them failed.
    #[serde(default)]
    pub earlier: Vec<Invocation>,
}

impl Report {
    /// This report as that of a repetition of `earlier`: it decides, and the other's invocation,
    /// with those before it, is kept as an attempt.
    pub fn after(mut self, earlier: Self) -> Self {
        let mut attempts = earlier.earlier;
        attempts.push(earlier.invocation);
        attempts.append(&mut self.earlier);
        self.earlier = attempts;
        self
    }
}

/// The longest chain of actions that waited for each other, as Bazel found it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct CriticalPath {
    /// The time of its actions together, with what they waited.
    pub duration_ms: f64,
    /// Its share of the invocation's time, 0 to 1; null where that time is not known.
    pub share: Option<f64>,
    /// Its actions, the first to run first. Work of Bazel's own that is no action (a tree of
    /// runfiles, say) has no mnemonic, and Bazel's words for a label.
    pub actions: Vec<Action>,
}

/// The invocation as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Invocation {
    /// Bazel's id of the invocation (a UUID); empty when the stream lost it.
    pub id: String,
    /// Bazel's command: `build`, `test`, `run` ...; empty when the stream lost it.
    pub command: String,
    /// The target patterns as asked for.
    pub patterns: Vec<String>,
    /// Bazel's version; empty where the build of Bazel does not know its own.
    pub bazel_version: String,
    /// Start, milliseconds since 1970-01-01 UTC; 0 when unknown.
    pub start_time_ms: f64,
    /// From the start to the end, or to the last time that the stream mentions.
    pub duration_ms: f64,
    /// The verdict.
    pub outcome: Outcome,
    /// The process's exit code where the caller knows it, else the one in the stream.
    pub exit_code: Option<i32>,
    /// Bazel's name of its exit code, such as `BUILD_FAILURE`.
    pub exit_name: Option<String>,
    /// The base name of the workspace's directory; never the path.
    pub workspace: Option<String>,
    /// The build mode (`development`, `production`, `test`) where one was chosen.
    pub mode: Option<String>,
}

/// The verdict on an invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub enum Outcome {
    /// Bazel said that all of it succeeded.
    Passed,
    /// Bazel said that something failed.
    Failed,
    /// Somebody stopped it.
    Interrupted,
    /// The stream ends before the verdict: never a success.
    Incomplete,
}

/// One step of the build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Step {
    /// The step's name, such as `rust-build`.
    pub name: String,
    /// How it ended.
    pub status: StepStatus,
    /// Time in which at least one of its actions ran: the union of their intervals. Null where
    /// actions ran and nothing tells when (Bazel 7 tells it in its profile alone).
    pub duration_ms: Option<f64>,
    /// How many actions it took; results from a disk or remote cache are among them, results
    /// that were up to date are not.
    pub actions: u32,
    /// Whether no process had to run for it: all results were there, or came from a cache.
    /// Null where nothing tells.
    pub cached: Option<bool>,
    /// The names of the steps that it comes after.
    pub after: Vec<String>,
    /// What ran its actions, most used first: `linux-sandbox`, `disk cache hit`, `internal` ...
    /// Empty where nothing tells.
    #[serde(default)]
    pub runners: Vec<Runner>,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub enum StepStatus {
    /// Everything of it that was asked for was built.
    Passed,
    /// An action, a target or a test of it failed.
    Failed,
    /// It was not asked for, or an earlier failure kept it from running.
    Skipped,
    /// The stream ends, or the build was stopped, before it was done.
    Incomplete,
}

/// One configured target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Target {
    /// Its label.
    pub label: String,
    /// Its rule's kind, such as `rust_library rule`; empty when unknown.
    pub kind: String,
    /// How it ended; with several configurations, the worst.
    pub status: TargetStatus,
    /// The step that it belongs to.
    pub step: Option<String>,
}

/// How a target ended.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS,
)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub enum TargetStatus {
    /// Its outputs are there.
    Built,
    /// It is incompatible with the platform, or was left out.
    Skipped,
    /// Nothing was said of its end.
    Incomplete,
    /// It could not be loaded, analyzed or built.
    Failed,
}

/// The actions that were not up to date. Bazel's own look at the workspace's status, which every
/// invocation takes, is not among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Actions {
    /// How many; without `--build_event_publish_all_actions` and without a profile only those
    /// that failed.
    pub total: u32,
    /// The longest first, of those whose times are known.
    pub slowest: Vec<Action>,
}

/// One action that ran.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Action {
    /// The label of the target that it belongs to; its primary output where it has no label.
    pub label: String,
    /// The kind of work, such as `Rustc`.
    pub mnemonic: String,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// When it began to work, since the start of the invocation.
    pub start_ms: f64,
    /// How long it took.
    pub duration_ms: f64,
    /// How long it waited before that for processors and memory that other actions had.
    #[serde(default)]
    pub queued_ms: f64,
    /// Whether it succeeded.
    pub success: bool,
    /// What ran it, such as `linux-sandbox`, `disk cache hit` or `internal`; null where nothing
    /// tells.
    pub runner: Option<String>,
}

/// One test target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Test {
    /// Its label.
    pub label: String,
    /// How it ended.
    pub status: TestStatus,
    /// How often it was run: runs, shards and repeated attempts together.
    pub attempts: u32,
    /// Whether all of its results came from a cache.
    pub cached: bool,
    /// The time of its runs together.
    pub duration_ms: f64,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// The base name of its last log, without the path; null when the test left none.
    pub log: Option<String>,
    /// Each run of which Bazel told, by run, shard and attempt. Those of the same run and shard
    /// are repeated attempts, of which all but the last failed.
    #[serde(default)]
    pub runs: Vec<TestRun>,
}

/// One run of a test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct TestRun {
    /// From 1; more with `--runs_per_test`.
    pub run: u32,
    /// From 1; more for tests in shards.
    pub shard: u32,
    /// From 1; more where a run was repeated.
    pub attempt: u32,
    /// How it ended.
    pub status: TestStatus,
    /// How long it took.
    pub duration_ms: f64,
    /// Whether the result came from a cache.
    pub cached: bool,
    /// The test's own exit code, where it is known and not 0.
    pub exit_code: Option<i32>,
    /// The log's path below the execution root, or below wherever it is; null when it left none.
    pub log: Option<String>,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub enum TestStatus {
    /// Every run passed at the first attempt.
    Passed,
    /// It failed, then passed.
    Flaky,
    /// It took longer than it may.
    Timeout,
    /// It failed.
    Failed,
    /// The build ended before it did.
    Incomplete,
    /// The remote executor failed.
    RemoteFailure,
    /// It could not be built.
    FailedToBuild,
    /// Bazel stopped before it was run.
    ToolHaltedBeforeTesting,
    /// Nothing was said of it.
    NoStatus,
}

/// Where the results of actions came from: the counts add up to `total`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Cache {
    /// Run by a sandbox, a worker, a remote executor or plainly.
    pub executed: u32,
    /// Up to date already, says Bazel's own action cache (after a restart of its server).
    pub action_cache: u32,
    /// Taken from the disk cache.
    pub disk: u32,
    /// Taken from a remote cache.
    pub remote: u32,
    /// Done by Bazel itself (links, written files): not cachable, not counted in the hit rate.
    pub internal: u32,
    /// All of them.
    pub total: u32,
    /// `(actionCache + disk + remote) / (total - internal)`, 0 to 1; null = nothing to do.
    pub hit_rate: Option<f64>,
    /// The runners by Bazel's own names, most used first.
    pub runners: Vec<Runner>,
    /// Of those executed: how many Bazel runs each time, whatever its action cache holds; null
    /// where it does not tell.
    #[serde(default)]
    pub uncacheable: Option<u32>,
}

/// One kind of runner and how much it did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Runner {
    /// Bazel's name: `linux-sandbox`, `disk cache hit` ...
    pub name: String,
    /// How many actions.
    pub count: u32,
}

/// One thing that failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Failure {
    /// The label that failed; empty where the failure belongs to none (a bad flag).
    pub label: String,
    /// The failed action's kind of work.
    pub mnemonic: Option<String>,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// What Bazel says of it, without terminal escapes.
    pub message: String,
    /// The tool's own exit code (not Bazel's).
    pub exit_code: Option<i32>,
    /// What the tool printed; null when neither the stream nor a file beside it has it.
    pub log: Option<String>,
    /// The first place in a source file that the tool names, or else Bazel; null without one.
    #[serde(default)]
    pub location: Option<Location>,
}

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Location {
    /// The file, below the workspace where it lies there.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, where one is named.
    pub column: Option<u32>,
}

/// A line of Bazel's own that says that something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// The text after `ERROR:` or `WARNING:`, without terminal escapes.
    pub message: String,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub enum Severity {
    /// Bazel printed `ERROR:` or `FATAL:`.
    Error,
    /// Bazel printed `WARNING:`.
    Warning,
}
