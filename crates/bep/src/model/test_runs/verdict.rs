//! How a test ended: by Bazel's own summary of it, else by what all of its runs say together.
//!
//! One failed run alone is no verdict: Bazel repeats a flaky test, and a build can end before that.

use std::collections::BTreeMap;

use crate::report::{Outcome, TargetStatus, TestStatus};

use super::TestState;
use super::run::{Run, RunKey};

/// What is known of the invocation that the tests are a part of.
#[derive(Clone, Copy, Debug)]
pub(in crate::model) struct Around {
    pub(in crate::model) outcome: Outcome,
    /// Whether Bazel may still run what is missing.
    pub(in crate::model) still_runs: bool,
    /// Whether Bazel's own end of the build came.
    pub(in crate::model) has_ended: bool,
    /// Whether events say what comes after them.
    pub(in crate::model) announces: bool,
    /// Whether any test of the stream has a summary: then one without has not ended.
    pub(in crate::model) has_summaries: bool,
}

impl TestState {
    /// The worst of all configurations; `None` where nothing decides it.
    pub(super) fn verdict(&self, around: Around) -> Option<TestStatus> {
        let summed = self.summaries.iter();
        let mut told: BTreeMap<&str, Option<TestStatus>> = summed
            .map(|(configuration, summary)| (configuration.as_str(), Some(summary.status)))
            .filter(|(_, status)| *status != Some(TestStatus::NoStatus))
            .collect();
        for RunKey { configuration, .. } in self.runs.keys() {
            let of_runs = || self.verdict_of_runs(configuration, around);
            told.entry(configuration).or_insert_with(of_runs);
        }
        let worst = told.values().flatten().copied().max_by_key(rank)?;
        let is_whole = told.values().all(Option::is_some);
        (is_whole || worst.is_failure()).then_some(worst)
    }

    /// What the runs in a configuration say without a summary.
    fn verdict_of_runs(&self, configuration: &str, around: Around) -> Option<TestStatus> {
        if around.still_runs {
            return None;
        }
        let runs = self.attempts();
        let own = runs
            .iter()
            .filter(|attempts| attempts[0].0.configuration == configuration);
        let ends: Vec<_> = own.map(|attempts| of_attempts(attempts, around)).collect();
        let worst = ends.iter().flatten().copied().max_by_key(rank)?;
        let is_whole = around.has_all_results() && ends.iter().all(Option::is_some);
        (worst.is_failure() || is_whole).then_some(worst)
    }
}

impl Around {
    /// Whether no test that has results can lack one.
    fn has_all_results(self) -> bool {
        match self.outcome {
            Outcome::Passed => true,
            Outcome::Failed => self.has_ended && !self.has_summaries,
            Outcome::Interrupted | Outcome::Incomplete => false,
        }
    }
}

/// How the attempts at one run ended; `None` while another is to come.
fn of_attempts(attempts: &[(&RunKey, &Run)], around: Around) -> Option<TestStatus> {
    let (place, (key, last)) = attempts.iter().enumerate().next_back()?;
    let is_first = key.attempt(place) == 1;
    match last.status {
        TestStatus::Passed if is_first => Some(TestStatus::Passed),
        TestStatus::Passed | TestStatus::Flaky => Some(TestStatus::Flaky),
        // A build that passed had no test that failed in the end.
        failed if failed.is_failure() && around.outcome != Outcome::Passed => {
            // Where events do not say what comes after them, there may have been another attempt.
            let is_last = around.announces && !last.is_repeated;
            is_last.then_some(failed)
        }
        _ => None,
    }
}

/// A test of which the events do not say how it ended.
pub(super) fn without_result(target: TargetStatus, around: Around) -> TestStatus {
    match target {
        TargetStatus::Failed => TestStatus::FailedToBuild,
        TargetStatus::Skipped => TestStatus::Skipped,
        TargetStatus::Built | TargetStatus::Incomplete if around.outcome == Outcome::Passed => {
            TestStatus::NoStatus
        }
        TargetStatus::Built | TargetStatus::Incomplete => TestStatus::Incomplete,
    }
}

/// How bad, so that the worst of several configurations counts.
fn rank(status: &TestStatus) -> u8 {
    match status {
        TestStatus::Skipped => 0,
        TestStatus::Passed => 1,
        TestStatus::Flaky => 2,
        TestStatus::NoStatus => 3,
        TestStatus::Incomplete => 4,
        TestStatus::ToolHaltedBeforeTesting => 5,
        TestStatus::FailedToBuild => 6,
        TestStatus::RemoteFailure => 7,
        TestStatus::Timeout => 8,
        TestStatus::Failed => 9,
    }
}
