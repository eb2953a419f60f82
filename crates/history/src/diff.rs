//! What differs between two recorded builds.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::builds::Build;
use crate::stored_report::{StoredCache, StoredFailure, StoredReport, StoredStep};

/// The version of the JSON format.
const VERSION: u32 = 1;

/// What differs between two builds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// The version of this format.
    pub version: u32,
    /// The earlier build.
    pub before: Build,
    /// The later build.
    pub after: Build,
    /// The steps of both builds.
    pub steps: Vec<StepDiff>,
    /// Where results came from.
    pub cache: CacheDiff,
    /// What failed only in the later build.
    pub new_failures: Vec<String>,
    /// What failed only in the earlier build.
    pub fixed: Vec<String>,
}

/// A step in two builds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepDiff {
    /// The step's name.
    pub name: String,
    /// How it ended in the earlier build; none if it was not part of it.
    pub status_before: Option<String>,
    /// How it ended in the later build; none if it was not part of it.
    pub status_after: Option<String>,
    /// How long it took in the earlier build; none if it was up to date.
    pub before_ms: Option<f64>,
    /// How long it took in the later build; none if it was up to date.
    pub after_ms: Option<f64>,
    /// How many actions it had in the earlier build.
    pub actions_before: i64,
    /// How many actions it has in the later build.
    pub actions_after: i64,
}

/// Where results came from, in two builds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CacheDiff {
    /// In the earlier build.
    pub before: StoredCache,
    /// In the later build.
    pub after: StoredCache,
}

/// Compares two builds with their reports.
pub fn compare(before: (Build, &Value), after: (Build, &Value)) -> Diff {
    let (first, second) = (StoredReport::of(before.1), StoredReport::of(after.1));
    let names = |report: &StoredReport| -> BTreeSet<String> {
        report.failures.iter().map(StoredFailure::name).collect()
    };
    let (failed_before, failed_after) = (names(&first), names(&second));
    Diff {
        version: VERSION,
        before: before.0,
        after: after.0,
        steps: steps(&first, &second),
        cache: CacheDiff {
            before: first.cache,
            after: second.cache,
        },
        new_failures: failed_after.difference(&failed_before).cloned().collect(),
        fixed: failed_before.difference(&failed_after).cloned().collect(),
    }
}

fn steps(first: &StoredReport, second: &StoredReport) -> Vec<StepDiff> {
    let (before, after) = (by_name(first), by_name(second));
    let gone = first
        .steps
        .iter()
        .filter(|step| !after.contains_key(step.name.as_str()));
    let names = second.steps.iter().chain(gone).map(|step| &*step.name);
    names
        .map(|name| {
            let (before, after) = (before.get(name), after.get(name));
            StepDiff {
                name: name.to_owned(),
                status_before: before.map(|step| step.status.clone()),
                status_after: after.map(|step| step.status.clone()),
                before_ms: before.and_then(|step| time(step)),
                after_ms: after.and_then(|step| time(step)),
                actions_before: before.map_or(0, |step| step.actions),
                actions_after: after.map_or(0, |step| step.actions),
            }
        })
        .collect()
}

fn by_name(report: &StoredReport) -> BTreeMap<&str, &StoredStep> {
    let steps = report.steps.iter();
    steps.map(|step| (step.name.as_str(), step)).collect()
}

fn time(step: &StoredStep) -> Option<f64> {
    step.duration_ms.filter(|_| step.actions > 0)
}
