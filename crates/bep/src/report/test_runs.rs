//! Tests and their runs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// The build ended before it did.
    Incomplete,
    /// The remote executor failed.
    RemoteFailure,
    /// It could not be built.
    FailedToBuild,
    /// Bazel stopped before it was run.
    ToolHaltedBeforeTesting,
    /// It was not reported.
    NoStatus,
}
