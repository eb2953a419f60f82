//! A stored report, as far as the history reads it.
//!
//! Reports of other versions of `tk` are read, too: a field that is not there is empty.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is read of a report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Recorded {
    /// Its steps.
    pub steps: Vec<StepRow>,
    /// Its slowest actions.
    pub actions: ActionRows,
    /// Where results came from.
    pub cache: CacheRow,
    /// The longest chain of actions.
    pub critical_path: Option<PathRow>,
    /// What failed.
    pub failures: Vec<FailureRow>,
    /// The tests.
    pub tests: Vec<TestRow>,
    /// The targets.
    pub targets: Vec<TargetRow>,
}

/// A step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StepRow {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub status: String,
    /// How long some action of it ran.
    pub duration_ms: Option<f64>,
    /// How many actions.
    pub actions: i64,
    /// Whether all of it came from a cache.
    pub cached: Option<bool>,
}

/// The slowest actions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ActionRows {
    /// How many actions there were in all.
    pub total: i64,
    /// The slowest first.
    pub slowest: Vec<ActionRow>,
}

/// An action.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ActionRow {
    /// Its target.
    pub label: String,
    /// Its kind of work.
    pub mnemonic: String,
    /// How long it took.
    pub duration_ms: f64,
    /// What ran it.
    pub runner: Option<String>,
}

/// The longest chain.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PathRow {
    /// How long.
    pub duration_ms: f64,
    /// Of the whole, 0 to 1.
    pub share: Option<f64>,
    /// Its actions.
    pub actions: Vec<ActionRow>,
}

/// Counts of the cache.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CacheRow {
    /// Run.
    pub executed: i64,
    /// Up to date by Bazel's action cache.
    pub action_cache: i64,
    /// From the disk cache.
    pub disk: i64,
    /// From a remote cache.
    pub remote: i64,
    /// By Bazel itself.
    pub internal: i64,
    /// All.
    pub total: i64,
    /// Hits among what can be cached.
    pub hit_rate: Option<f64>,
}

/// A failure.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FailureRow {
    /// What failed.
    pub label: String,
    /// Its kind of work.
    pub mnemonic: Option<String>,
    /// The tool's exit code.
    pub exit_code: Option<i64>,
    /// In words.
    pub message: String,
}

/// A test.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TestRow {
    /// Its label.
    pub label: String,
    /// How it ended.
    pub status: String,
    /// Whether the result was there.
    pub cached: bool,
    /// How long it took.
    pub duration_ms: f64,
}

/// A target.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TargetRow {
    /// Its label.
    pub label: String,
    /// How it ended.
    pub status: String,
    /// Its step.
    pub step: Option<String>,
}

impl Recorded {
    /// Reads what can be read of a report.
    pub fn of(report: &Value) -> Self {
        Self::deserialize(report).unwrap_or_default()
    }
}

impl FailureRow {
    /// What it is known by from build to build.
    pub fn name(&self) -> String {
        match (&*self.label, &self.mnemonic) {
            ("", _) => self.message.lines().next().unwrap_or_default().to_owned(),
            (label, Some(mnemonic)) => format!("{label} ({mnemonic})"),
            (label, None) => label.to_owned(),
        }
    }
}
