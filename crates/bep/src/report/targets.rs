//! Targets that were asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One configured target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Target {
    /// The label.
    pub label: String,
    /// Its rule's kind, such as `rust_library rule`; empty when unknown.
    pub kind: String,
    /// How it ended; with several configurations, the worst.
    pub status: TargetStatus,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// Why it was skipped, did not end, or failed because of another target; null for all others, and where
    /// nothing says why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// How a target ended.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS,
)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub enum TargetStatus {
    /// It was built.
    Built,
    /// It is incompatible with the platform, or was excluded.
    Skipped,
    /// Its end was not reported.
    Incomplete,
    /// It could not be loaded, analyzed or built.
    Failed,
}
