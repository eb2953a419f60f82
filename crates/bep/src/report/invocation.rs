//! The invocation as a whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The invocation as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Invocation {
    /// Bazel's id of the invocation (a UUID); empty if the stream lacks it.
    pub id: String,
    /// Bazel's command: `build`, `test`, `run` ...; empty if the stream lacks it.
    pub command: String,
    /// The target patterns as asked for.
    pub patterns: Vec<String>,
    /// Bazel's version; empty if that build of Bazel does not report it.
    pub bazel_version: String,
    /// Start, milliseconds since 1970-01-01 UTC; 0 when unknown.
    pub start_time_ms: f64,
    /// From the start to the end, or to the last time in the stream.
    pub duration_ms: f64,
    /// The verdict.
    pub outcome: Outcome,
    /// The process's exit code if the caller knows it, otherwise the one in the stream.
    pub exit_code: Option<i32>,
    /// Bazel's name for its exit code, such as `BUILD_FAILURE`.
    pub exit_name: Option<String>,
    /// The base name of the workspace's directory; never the path.
    pub workspace: Option<String>,
    /// The build mode (`development`, `production`, `test`), if one was chosen.
    pub mode: Option<String>,
}

/// The verdict on an invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub enum Outcome {
    /// Bazel reported success.
    Passed,
    /// Bazel reported a failure.
    Failed,
    /// It was interrupted.
    Interrupted,
    /// The stream ends before the verdict: never a success.
    Incomplete,
}
