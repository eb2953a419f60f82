//! A stored report, as far as the history reads it.
//!
//! Reports of other versions of `tk` can be read: missing fields are empty.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the history reads of a build's report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredReport {
    /// The steps, in their order of display.
    pub steps: Vec<StoredStep>,
    /// The actions that took longest.
    pub actions: SlowestActions,
    /// Where results came from.
    pub cache: StoredCache,
    /// The longest chain of actions.
    pub critical_path: Option<StoredCriticalPath>,
    /// What failed.
    pub failures: Vec<StoredFailure>,
    /// The tests that ran or were cached.
    pub tests: Vec<StoredTest>,
    /// The targets that were asked for.
    pub targets: Vec<StoredTarget>,
}

/// A step of a stored report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredStep {
    /// The step's name.
    pub name: String,
    /// How it ended: `passed`, `failed`, `skipped`, `incomplete`.
    pub status: String,
    /// The time in which at least one action of the step ran.
    pub duration_ms: Option<f64>,
    /// How many actions were not up to date.
    pub actions: i64,
    /// Whether all results came from a cache.
    pub cached: Option<bool>,
}

/// The actions of a stored report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SlowestActions {
    /// The slowest first.
    pub slowest: Vec<StoredAction>,
}

/// An action of a stored report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredAction {
    /// The target that it belongs to.
    pub label: String,
    /// The kind of work, as Bazel names it.
    pub mnemonic: String,
    /// How long it took.
    pub duration_ms: f64,
    /// Where it ran, or which cache had its result.
    pub runner: Option<String>,
}

/// The critical path of a stored report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredCriticalPath {
    /// The total time of its actions.
    pub duration_ms: f64,
    /// The share of the build's time, 0 to 1.
    pub share: Option<f64>,
    /// The actions, in the order in which they ran.
    pub actions: Vec<StoredAction>,
}

/// Where the results of a build came from, as counts of actions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredCache {
    /// Actions that ran as processes.
    pub executed: i64,
    /// Up to date by Bazel's action cache.
    pub action_cache: i64,
    /// From the disk cache.
    pub disk: i64,
    /// From a remote cache.
    pub remote: i64,
    /// Done by Bazel itself.
    pub internal: i64,
    /// The sum of these counts.
    pub total: i64,
    /// The share of cache hits among the actions whose results can be cached.
    pub hit_rate: Option<f64>,
}

/// A failure of a stored report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredFailure {
    /// The target that failed; empty if Bazel names none.
    pub label: String,
    /// The failed action's kind of work.
    pub mnemonic: Option<String>,
    /// The tool's exit code.
    pub exit_code: Option<i64>,
    /// The failure in Bazel's words.
    pub message: String,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// What the tool printed, the end of it.
    pub log: Option<String>,
    /// The place in the source.
    pub location: Option<StoredLocation>,
}

/// A place in a source file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredLocation {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: i64,
    /// The column, from 1.
    pub column: Option<i64>,
}

/// A test of a stored report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredTest {
    /// The test's target.
    pub label: String,
    /// How it ended: `passed`, `flaky`, `failed` ...
    pub status: String,
    /// Whether the result came from a cache.
    pub cached: bool,
    /// How long it took.
    pub duration_ms: f64,
}

/// A target of a stored report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredTarget {
    /// The target's label.
    pub label: String,
    /// How it ended: `built`, `failed`, `skipped`, `incomplete`.
    pub status: String,
}

impl StoredReport {
    /// Reads a report as far as possible.
    pub fn of(report: &Value) -> Self {
        Self::deserialize(report).unwrap_or_default()
    }
}

impl StoredFailure {
    /// The failure's name, the same in every build.
    pub fn name(&self) -> String {
        match (&*self.label, &self.mnemonic) {
            ("", _) => self.message.lines().next().unwrap_or_default().to_owned(),
            (label, Some(mnemonic)) => format!("{label} ({mnemonic})"),
            (label, None) => label.to_owned(),
        }
    }
}
