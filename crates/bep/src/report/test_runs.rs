//! Tests and their runs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::wire::test_status;

/// One test target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Test {
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
    /// The base name of its last log; null if there is none.
    pub log: Option<String>,
    /// Each run that Bazel reported, by run, shard and attempt. Several of the same run and shard are
    /// retries: all but the last failed.
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
    /// From 1; more if a run was retried.
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
    /// It timed out.
    Timeout,
    /// It failed.
    Failed,
    /// The build ended before it did: it was stopped, by a person or by another failure.
    Incomplete,
    /// The remote executor failed.
    RemoteFailure,
    /// It could not be built.
    FailedToBuild,
    /// Bazel stopped before it was run.
    ToolHaltedBeforeTesting,
    /// It was left out: it is incompatible with the platform, or a flag says so. The target has the reason.
    Skipped,
    /// It was not reported.
    NoStatus,
}

impl TestStatus {
    /// A status by its number in the events.
    #[must_use]
    pub fn of_event(number: i32) -> Self {
        match number {
            test_status::PASSED => Self::Passed,
            test_status::FLAKY => Self::Flaky,
            test_status::TIMEOUT => Self::Timeout,
            test_status::FAILED => Self::Failed,
            test_status::INCOMPLETE => Self::Incomplete,
            test_status::REMOTE_FAILURE => Self::RemoteFailure,
            test_status::FAILED_TO_BUILD => Self::FailedToBuild,
            test_status::TOOL_HALTED_BEFORE_TESTING => Self::ToolHaltedBeforeTesting,
            _ => Self::NoStatus,
        }
    }

    /// Whether the test ran and did not pass.
    #[must_use]
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::Timeout | Self::RemoteFailure)
    }

    /// In words, as a part of a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Flaky => "flaky",
            Self::Timeout => "timed out",
            Self::Failed => "failed",
            Self::RemoteFailure => "remote failure",
            Self::FailedToBuild => "not built",
            Self::Skipped => "skipped",
            Self::Incomplete | Self::ToolHaltedBeforeTesting => "stopped",
            Self::NoStatus => "not run",
        }
    }
}
