//! Flaky tests in recorded builds.

use std::collections::{BTreeMap, BTreeSet};

use history::{Build, History};
use serde_json::Value;

use crate::error::Result;

/// A test that did not always end alike.
#[derive(Debug, PartialEq, Eq)]
pub struct Flake {
    /// The test.
    pub label: String,
    /// The builds in which a retry of it passed.
    pub retried: Vec<i64>,
    /// The pairs of builds of the same commit in which it failed and passed, without any change that Bazel saw.
    pub differed: Vec<(i64, i64)>,
}

/// What one build says of one test.
struct Seen {
    build: i64,
    commit: Option<String>,
    passed: bool,
}

/// The flaky tests of the last builds.
///
/// # Errors
/// When the history cannot be read.
pub fn flakes(history: &History, builds: usize) -> Result<Vec<Flake>> {
    let mut seen: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    let mut retried: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for build in history.builds(builds)? {
        let report = history.report(build.id)?;
        for test in report["tests"].as_array().into_iter().flatten() {
            note(&build, test, &mut seen, &mut retried);
        }
    }
    let labels: BTreeSet<&String> = seen.keys().chain(retried.keys()).collect();
    let flakes = labels.into_iter().map(|label| Flake {
        label: label.clone(),
        retried: retried.get(label).into_iter().flatten().copied().collect(),
        differed: seen.get(label).map_or_else(Vec::new, |runs| differed(runs)),
    });
    Ok(flakes
        .filter(|flake| !flake.retried.is_empty() || !flake.differed.is_empty())
        .collect())
}

fn note(
    build: &Build,
    test: &Value,
    seen: &mut BTreeMap<String, Vec<Seen>>,
    retried: &mut BTreeMap<String, BTreeSet<i64>>,
) {
    let (Some(label), Some(status)) = (test["label"].as_str(), test["status"].as_str()) else {
        return;
    };
    match status {
        "flaky" => {
            retried
                .entry(label.to_owned())
                .or_default()
                .insert(build.id);
        }
        "passed" | "failed" | "timeout" => {
            let run = Seen {
                build: build.id,
                commit: build.commit.clone(),
                passed: status == "passed",
            };
            seen.entry(label.to_owned()).or_default().push(run);
        }
        _ => {}
    }
}

/// Builds next to each other of one commit: a test that failed and then passed, or the reverse. Of uncommitted changes
/// nothing is known, so that these are suspects.
fn differed(runs: &[Seen]) -> Vec<(i64, i64)> {
    let pairs = runs.windows(2).filter_map(|pair| {
        let [later, earlier] = pair else { return None };
        let same = later.commit.is_some() && later.commit == earlier.commit;
        (same && later.passed != earlier.passed).then_some((earlier.build, later.build))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_builds_of_one_commit_are_compared() {
        let seen = |build, commit: Option<&str>, passed| Seen {
            build,
            commit: commit.map(str::to_owned),
            passed,
        };
        let runs = [
            seen(9, Some("b"), true),
            seen(8, Some("b"), false),
            seen(7, Some("a"), true),
            seen(6, None, false),
            seen(5, None, true),
        ];
        assert_eq!(differed(&runs), [(8, 9)]);
    }
}
