//! What `--json` writes: one object a line, each with the form's version.
//!
//! These types are the form: the JSON Schema is made from them, and what people see on the screen
//! is made from the same events.

use bep::{Failure, Report, TestStatus};
use schemars::JsonSchema;
use serde::Serialize;

/// The version of the form; raised when a field changes its meaning or goes away. New events and new
/// fields do not raise it.
pub const VERSION: u32 = 1;

/// One line of `--json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "A line of tk --json")]
pub struct Line<'a> {
    /// The version of this form: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// Since `tk` began to build.
    pub time_ms: f64,
    /// What happened.
    #[serde(flatten)]
    pub event: &'a Event,
}

/// What happened.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "camelCase")]
pub enum Event {
    /// The first line: Bazel is about to run.
    Started(Started),
    /// Where the build is; at most one a second.
    Progress(ProgressNow),
    /// An action ran, or its result was taken from a disk or remote cache. One that was up to date
    /// has no event.
    Action(ActionEnded),
    /// A step began or ended.
    Step(StepChange),
    /// A test ended.
    Test(TestEnded),
    /// Something failed.
    Failure(Failure),
    /// Something that people should read, and that is no failure: what a tool printed although it
    /// succeeded, Bazel waiting for another Bazel.
    Output(Output),
    /// The build's surroundings broke it: it is about to be repeated, and begins with `started` again.
    Retry(Retry),
    /// `tk verify` checked something of what stands in `dist/`.
    Finding(Finding),
    /// `tk gen` ran a generator.
    Generated(Generated),
    /// The last line: all of it.
    Finished(Box<Finished>),
}

/// Bazel is about to run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Started {
    /// Bazel's command, `build` or `test`.
    pub command: String,
    /// The mode: `development`, `production` or `test`.
    pub mode: String,
    /// The platform that is built for, such as `linux-x64`.
    pub platform: String,
    /// The steps that were asked for.
    pub steps: Vec<String>,
    /// All that was asked for, as labels and patterns.
    pub targets: Vec<String>,
}

/// Where the build is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProgressNow {
    /// What Bazel does before it runs actions, in its words.
    pub phase: Option<String>,
    /// Actions that are done, those that were up to date among them.
    pub done: u64,
    /// Actions that are known by now; the number grows.
    pub total: u64,
    /// Results taken from a cache so far, as far as Bazel tells of it before the end.
    pub hits: u64,
    /// Actions at work, the longest first; Bazel names at most six.
    pub running: Vec<RunningNow>,
    /// Steps that were asked for and have not begun.
    pub waiting: Vec<WaitingStep>,
}

/// An action at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunningNow {
    /// What it does, in the words of its rule.
    pub text: String,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// For how long, in whole seconds; null while it gets ready.
    pub seconds: Option<u64>,
    /// What runs it, such as `linux-sandbox`; null while it gets ready.
    pub strategy: Option<String>,
}

/// A step that has not begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaitingStep {
    /// Its name.
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

/// A step began or ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepChange {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub state: StepState,
    /// How many of its actions have ended.
    pub actions: u32,
    /// The steps that it comes after.
    pub after: Vec<String>,
}

/// What became of a step, while the build runs.
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

/// A test ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestEnded {
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
}

/// Something that people should read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Output {
    /// A line of it.
    pub text: String,
}

/// The build is about to be repeated.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Retry {
    /// Which repetition it is, from 1.
    pub number: u32,
    /// How many there may be.
    pub of: u32,
    /// Bazel's exit code in the attempt that ended.
    pub exit_code: u8,
    /// What that code says of the surroundings, in words.
    pub reason: String,
    /// How long `tk` waits before it.
    pub pause_ms: f64,
}

/// `tk verify` checked something.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Whether it is as it must be.
    pub passed: bool,
    /// What was checked, and what is wrong with it.
    pub text: String,
}

/// `tk gen` ran a generator.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Generated {
    /// The target that updates the file.
    pub label: String,
    /// Its exit code.
    pub exit_code: u8,
    /// What it said: which file it wrote.
    pub text: String,
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
    /// Whether somebody stopped it.
    pub interrupted: bool,
    /// How long it took, Bazel's start and its waiting included.
    pub elapsed_ms: f64,
    /// What became of `dist/<platform>/`; null where it was left alone.
    pub artifacts: Option<Artifacts>,
    /// What Bazel did: the same form that `tachikoma report --json` has. Null when Bazel did not run.
    pub report: Option<Report>,
    /// What went wrong in `tk` itself; null when nothing did.
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
