//! Steps of the build.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::actions::Runner;

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
    /// How many actions it needed, including disk and remote cache hits, but not those that were up to
    /// date.
    pub actions: u32,
    /// Whether no process had to run for it: all results were up to date or came from a cache. Null if
    /// unknown.
    pub cached: Option<bool>,
    /// The names of the steps that it comes after.
    pub after: Vec<String>,
    /// What ran its actions, most used first: `linux-sandbox`, `disk cache hit`, `internal` ...
    /// Empty if unknown.
    #[serde(default)]
    pub runners: Vec<Runner>,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub enum StepStatus {
    /// Everything requested was built.
    Passed,
    /// An action, a target or a test of it failed.
    Failed,
    /// It was not requested, or an earlier failure prevented it.
    Skipped,
    /// The stream ends, or the build was interrupted, before it was done.
    Incomplete,
}
