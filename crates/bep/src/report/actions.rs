//! Actions, and where their results came from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The actions that were not up to date. Bazel's own workspace status action, which runs in every
/// invocation, is not included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Actions {
    /// How many; without `--build_event_publish_all_actions` and without a profile only those
    /// that failed.
    pub total: u32,
    /// The longest first, of those with known times.
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
    /// When it started, relative to the start of the invocation.
    pub start_ms: f64,
    /// How long it took.
    pub duration_ms: f64,
    /// How long it waited before for processors and memory.
    #[serde(default)]
    pub queued_ms: f64,
    /// Whether it succeeded.
    pub success: bool,
    /// What ran it, such as `linux-sandbox`, `disk cache hit` or `internal`; null if
    /// unknown.
    pub runner: Option<String>,
}

/// The longest chain of dependent actions, as Bazel reports it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct CriticalPath {
    /// The total time of its actions, including waiting.
    pub duration_ms: f64,
    /// Its share of the invocation's time, 0 to 1; null where that time is not known.
    pub share: Option<f64>,
    /// Its actions, the first to run first. Work of Bazel's own that is no action (a tree of
    /// runfiles, say) has no mnemonic, and Bazel's words for a label.
    pub actions: Vec<Action>,
}

/// Where the results of actions came from: the counts add up to `total`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Cache {
    /// Run by a sandbox, a worker, a remote executor or plainly.
    pub executed: u32,
    /// Up to date according to Bazel's action cache (after a restart of its server).
    pub action_cache: u32,
    /// Taken from the disk cache.
    pub disk: u32,
    /// Taken from a remote cache.
    pub remote: u32,
    /// Done by Bazel itself (links, written files): not cacheable, not counted in the hit rate.
    pub internal: u32,
    /// All of them.
    pub total: u32,
    /// `(actionCache + disk + remote) / (total - internal)`, 0 to 1; null = nothing to do.
    pub hit_rate: Option<f64>,
    /// The runners by Bazel's own names, most used first.
    pub runners: Vec<Runner>,
    /// Of those executed: how many Bazel always runs, regardless of its action cache; null if
    /// unknown.
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
