//! The tests of a running build: how many there are, and how those that ended did.

use std::collections::{BTreeMap, BTreeSet};

use bep::TestStatus;
use bep::wire::{TestResult, TestSummary};

use crate::output::TestEnded;
use crate::ui::test_results;

/// The state of the tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TestsNow {
    /// How many there are, as far as Bazel has looked.
    pub total: usize,
    /// How many have ended.
    pub ended: usize,
    /// How many of those failed.
    pub failed: usize,
    /// How many of those came from a cache.
    pub cached: usize,
}

/// A test in a configuration: its label as Bazel writes it, and the configuration's id.
pub type Key = (String, String);

/// Follows the tests of a build through its events.
#[derive(Debug, Default)]
pub struct TestTracker {
    /// The counts.
    pub now: TestsNow,
    /// The labels of the tests that have ended.
    pub ended: BTreeSet<String>,
    known: BTreeSet<String>,
    runs: BTreeMap<Key, Runs>,
    summarized: BTreeSet<Key>,
}

#[derive(Clone, Copy, Debug)]
struct Runs {
    all_cached: bool,
    duration_ms: f64,
}

impl TestTracker {
    /// Bazel has looked at a test.
    pub fn configured(&mut self, label: &str) {
        self.known.insert(label.to_owned());
        self.now.total = self.now.total.max(self.known.len());
    }

    /// One run of a test has ended.
    pub fn result(&mut self, key: Key, result: &TestResult) {
        let how = result.execution_info.as_ref();
        let cached = result.cached_locally || how.is_some_and(|how| how.cached_remotely);
        let runs = self.runs.entry(key).or_insert(Runs {
            all_cached: true,
            duration_ms: 0.0,
        });
        runs.all_cached &= cached;
        runs.duration_ms += match &result.test_attempt_duration {
            Some(duration) => duration.as_millis(),
            None => result.test_attempt_duration_millis as f64,
        };
    }

    /// All runs of a test have ended. Its step is not known here. `None` if it has not really ended, or was counted.
    pub fn summary(&mut self, key: Key, summary: &TestSummary) -> Option<TestEnded> {
        let status = TestStatus::of_event(summary.overall_status);
        if !test_results::has_ended(status) || !self.summarized.insert(key.clone()) {
            return None;
        }
        let label = bep::readable_label(&key.0);
        let runs = self.runs.remove(&key);
        let cached = match runs {
            Some(runs) => runs.all_cached,
            None => {
                summary.total_run_count > 0 && summary.total_num_cached >= summary.total_run_count
            }
        };
        self.now.ended += 1;
        self.ended.insert(label.clone());
        self.now.total = self.now.total.max(self.now.ended);
        self.now.cached += usize::from(cached);
        self.now.failed += usize::from(has_failed(status));
        let attempts = summary.attempt_count.max(summary.total_run_count);
        Some(TestEnded {
            step: None,
            label,
            status,
            attempts: u32::try_from(attempts).unwrap_or(0).max(1),
            cached,
            duration_ms: runs.map_or(0.0, |runs| runs.duration_ms),
        })
    }
}

/// Whether a test that ended so is a failure of the build.
pub fn has_failed(status: TestStatus) -> bool {
    status.is_failure() || status == TestStatus::FailedToBuild
}
