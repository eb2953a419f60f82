//! What `--json` writes: one object per line, each with the format's version.
//!
//! These types are the format: the JSON Schema is generated from them, and the screen shows the same
//! events.

use bep::{Failure, Report, TestStatus};
use schemars::JsonSchema;
use serde::Serialize;

/// The version of the format; raised when a field is removed or changes its meaning. New events and new
/// fields do not raise it.
pub const VERSION: u32 = 1;

/// One line of `--json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "A line of tk --json")]
pub struct Line<'a> {
    /// The version of this format: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// Milliseconds since `tk` started to build.
    pub time_ms: f64,
    /// What happened.
    #[serde(flatten)]
    pub event: &'a Event,
}

/// What happened.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "camelCase")]
pub enum Event {
    /// The first line: Bazel is about to start.
    Started(Started),
    /// The build's progress; at most one per second.
    Progress(ProgressNow),
    /// An action ran, or its result was taken from a disk or remote cache. One that was up to date
    /// has no event.
    Action(ActionEnded),
    /// A step started or finished.
    Step(StepChange),
    /// A test finished.
    Test(TestEnded),
    /// Something failed.
    Failure(Failure),
    /// A message that is not a failure: the output of a tool that succeeded, or Bazel waiting for another
    /// Bazel.
    Output(Output),
    /// The build had an infrastructure failure: it is about to be retried, and starts with `started` again.
    Retry(Retry),
    /// `tk verify` checked something in `dist/`.
    Finding(Finding),
    /// `tk gen` updated the files of a generator.
    Generated(Generated),
    /// `tk gen --check` found a file that is not what its generator makes.
    Drift(Drift),
    /// The last line: the whole result.
    Finished(Box<Finished>),
}

/// Bazel is about to start.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Started {
    /// Bazel's command, `build` or `test`.
    pub command: String,
    /// The mode: `development`, `production` or `test`.
    pub mode: String,
    /// The target platform, such as `linux-x64`.
    pub platform: String,
    /// The steps that were asked for.
    pub steps: Vec<String>,
    /// Everything that was asked for, as labels and patterns.
    pub targets: Vec<String>,
}

/// The build's progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProgressNow {
    /// What Bazel does before it runs actions, in its own words.
    pub phase: Option<String>,
    /// Finished actions, including those that were up to date.
    pub done: u64,
    /// Actions known so far; the number grows.
    pub total: u64,
    /// Cache hits so far, as far as Bazel reports them before the end.
    pub hits: u64,
    /// Running actions, the longest first; Bazel names at most six.
    pub running: Vec<RunningNow>,
    /// Requested steps that have not started.
    pub waiting: Vec<WaitingStep>,
}

/// A running action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunningNow {
    /// Its progress message.
    pub text: String,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// For how long, in whole seconds; null while it is being prepared.
    pub seconds: Option<u64>,
    /// What runs it, such as `linux-sandbox`; null while it is being prepared.
    pub strategy: Option<String>,
}

/// A step that has not started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaitingStep {
    /// The step's name.
    pub name: String,
    /// The steps that it comes after and that are not done.
    pub waits_for: Vec<String>,
}

/// An action ran.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActionEnded {
    /// The label of its target.
    pub label: String,
    /// The kind of work, such as `Rustc`.
    pub mnemonic: String,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// Whether it succeeded.
    pub success: bool,
}

/// A step started or finished.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepChange {
    /// The step's name.
    pub name: String,
    /// Its state.
    pub state: StepState,
    /// How many of its actions have ended.
    pub actions: u32,
    /// The steps that it comes after.
    pub after: Vec<String>,
}

/// The state of a step while the build runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// An action of it runs, or ran.
    Running,
    /// All of it is built.
    Passed,
    /// An action or a target of it failed.
    Failed,
}

/// A test finished.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestEnded {
    /// The label.
    pub label: String,
    /// How it ended.
    pub status: TestStatus,
    /// How often it ran: runs, shards and retries together.
    pub attempts: u32,
    /// Whether all of its results came from a cache.
    pub cached: bool,
    /// The total time of its runs.
    pub duration_ms: f64,
    /// The step that it belongs to.
    pub step: Option<String>,
}

/// A message.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Output {
    /// One line of text.
    pub text: String,
    /// The target whose tool or test printed it; null where it is not known, or where Bazel says it.
    pub label: Option<String>,
    /// The kind of work, such as `Rustc`; null without a label.
    pub mnemonic: Option<String>,
    /// The step that it belongs to.
    pub step: Option<String>,
}

impl Output {
    /// What Bazel says.
    pub fn of_bazel(text: String) -> Self {
        Self {
            text,
            label: None,
            mnemonic: None,
            step: None,
        }
    }
}

/// The build is about to be retried.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Retry {
    /// The number of the retry, from 1.
    pub number: u32,
    /// The maximum number of retries.
    pub of: u32,
    /// Bazel's exit code in the attempt that ended.
    pub exit_code: u8,
    /// What that code means.
    pub reason: String,
    /// How long `tk` waits before the retry, in milliseconds.
    pub pause_ms: f64,
}

/// `tk verify` checked something.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Whether the check passed.
    pub passed: bool,
    /// What was checked, and what is wrong with it.
    pub text: String,
}

/// `tk gen` updated the files of a generator.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Generated {
    /// The target that stands for the files.
    pub label: String,
    /// 0: a generator that fails ends the command before.
    pub exit_code: u8,
    /// Which files were written and removed, one in a line.
    pub text: String,
}

/// A committed file is not what its generator makes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Drift {
    /// The file, as a path below the workspace.
    pub path: String,
    /// `stale`, `missing`, or `orphaned`: in a generated folder, and not made.
    pub state: String,
    /// The target that stands for the file.
    pub label: String,
    /// The sources that changed since the file was in order; empty where none did, or where it is not known.
    pub sources: Vec<String>,
    /// What changed, in words.
    pub cause: String,
}

/// The last line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finished {
    /// The exit code that `tk` ends with.
    pub exit_code: u8,
    /// Bazel's exit code; null when Bazel did not run.
    pub bazel_exit_code: Option<u8>,
    /// Whether there was nothing to do.
    pub nothing_to_do: bool,
    /// Whether it was interrupted.
    pub interrupted: bool,
    /// How long it took in milliseconds, including Bazel's start and waiting.
    pub elapsed_ms: f64,
    /// The state of `dist/<platform>/`; null if it was not changed.
    pub artifacts: Option<Artifacts>,
    /// What Bazel did, in the format of `tachikoma report --json`; null if Bazel did not run.
    pub report: Option<Report>,
    /// The error of `tk` itself; null if there was none.
    pub error: Option<String>,
}

/// The artifacts in `dist/<platform>/`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Artifacts {
    /// The folder below the workspace.
    pub folder: String,
    /// How many files there are.
    pub files: u64,
    /// How many of them are new or changed.
    pub changed: u64,
    /// Their size together.
    pub bytes: u64,
}
