//! What differs between two recorded builds.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::builds::Build;
use super::recorded::{CacheRow, Recorded};
use crate::text::duration::seconds;

/// The version of the JSON form.
const VERSION: u32 = 1;

/// Differences of time below this, or below a tenth, are noise.
const NOISE_MS: f64 = 100.0;

/// What differs between two builds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// The version of this form.
    pub version: u32,
    /// The one compared with.
    pub before: Build,
    /// The one that is looked at.
    pub after: Build,
    /// The steps of both.
    pub steps: Vec<StepDiff>,
    /// Where results came from.
    pub cache: CacheDiff,
    /// What failed in the second alone.
    pub new_failures: Vec<String>,
    /// What failed in the first alone.
    pub fixed: Vec<String>,
}

/// A step in two builds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepDiff {
    /// Its name.
    pub name: String,
    /// How it ended; none where it was no part of the build.
    pub status_before: Option<String>,
    /// The same, in the second.
    pub status_after: Option<String>,
    /// Its time.
    pub before_ms: Option<f64>,
    /// The same, in the second.
    pub after_ms: Option<f64>,
    /// Its actions.
    pub actions_before: i64,
    /// The same, in the second.
    pub actions_after: i64,
}

/// Where results came from, in two builds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CacheDiff {
    /// In the first.
    pub before: CacheRow,
    /// In the second.
    pub after: CacheRow,
}

/// Compares two builds with their reports.
pub fn compare(before: (Build, &Value), after: (Build, &Value)) -> Diff {
    let (first, second) = (Recorded::of(before.1), Recorded::of(after.1));
    let names = |recorded: &Recorded| -> BTreeSet<String> {
        recorded
            .failures
            .iter()
            .map(super::recorded::FailureRow::name)
            .collect()
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

fn steps(first: &Recorded, second: &Recorded) -> Vec<StepDiff> {
    let before: BTreeMap<&str, _> = first
        .steps
        .iter()
        .map(|step| (step.name.as_str(), step))
        .collect();
    let after: BTreeMap<&str, _> = second
        .steps
        .iter()
        .map(|step| (step.name.as_str(), step))
        .collect();
    let gone = first
        .steps
        .iter()
        .filter(|step| !after.contains_key(step.name.as_str()));
    let names = second
        .steps
        .iter()
        .chain(gone)
        .map(|step| step.name.as_str());
    names
        .map(|name| {
            let (before, after) = (before.get(name), after.get(name));
            StepDiff {
                name: name.to_owned(),
                status_before: before.map(|step| step.status.clone()),
                status_after: after.map(|step| step.status.clone()),
                before_ms: before.and_then(|step| step.duration_ms.filter(|_| step.actions > 0)),
                after_ms: after.and_then(|step| step.duration_ms.filter(|_| step.actions > 0)),
                actions_before: before.map_or(0, |step| step.actions),
                actions_after: after.map_or(0, |step| step.actions),
            }
        })
        .collect()
}

impl StepDiff {
    /// In words.
    pub fn words(&self) -> String {
        let ended = match (&self.status_before, &self.status_after) {
            (before, after) if before == after => String::new(),
            (before, after) => format!(
                ", {} -> {}",
                before.as_deref().unwrap_or("not built"),
                after.as_deref().unwrap_or("not built")
            ),
        };
        let time = match (self.before_ms, self.after_ms) {
            (Some(before), Some(after)) => {
                let change = after - before;
                if change.abs() < NOISE_MS.max(before / 10.0) {
                    format!("{} as before", seconds(after))
                } else {
                    let word = if change > 0.0 { "slower" } else { "faster" };
                    format!(
                        "{} -> {}, {} {word}",
                        seconds(before),
                        seconds(after),
                        seconds(change.abs())
                    )
                }
            }
            (None, Some(after)) => format!("up to date -> {}", seconds(after)),
            (Some(before), None) => format!("{} -> up to date", seconds(before)),
            (None, None) => "up to date in both".to_owned(),
        };
        let actions = if self.actions_before == self.actions_after {
            String::new()
        } else {
            format!(
                ", {} -> {} actions",
                self.actions_before, self.actions_after
            )
        };
        format!("{time}{actions}{ended}")
    }
}

impl Diff {
    /// As text.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "#{} -> #{}: {} -> {}, {} -> {}",
            self.before.id,
            self.after.id,
            seconds(self.before.elapsed_ms),
            seconds(self.after.elapsed_ms),
            self.before.outcome,
            self.after.outcome,
        )];
        if self.before.mode != self.after.mode {
            lines.push(format!(
                "  mode: {} -> {}: times do not compare",
                self.before.mode, self.after.mode
            ));
        }
        if self.before.commit != self.after.commit {
            let short = |build: &Build| {
                build.commit.as_deref().map_or("none".to_owned(), |commit| {
                    commit.chars().take(10).collect()
                })
            };
            lines.push(format!(
                "  commit: {} -> {}",
                short(&self.before),
                short(&self.after)
            ));
        }
        let width = self
            .steps
            .iter()
            .map(|step| step.name.chars().count())
            .max()
            .unwrap_or(0);
        lines.extend(
            self.steps
                .iter()
                .map(|step| format!("  {:<width$}  {}", step.name, step.words())),
        );
        lines.push(format!(
            "  actions: {} -> {}; executed {} -> {}; cache hit rate {} -> {}",
            self.before.actions,
            self.after.actions,
            self.cache.before.executed,
            self.cache.after.executed,
            super::view::rate(self.before.hit_rate),
            super::view::rate(self.after.hit_rate),
        ));
        lines.extend(
            self.new_failures
                .iter()
                .map(|name| format!("  new failure: {name}")),
        );
        lines.extend(
            self.fixed
                .iter()
                .map(|name| format!("  no longer fails: {name}")),
        );
        lines
    }
}
