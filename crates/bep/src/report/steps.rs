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
