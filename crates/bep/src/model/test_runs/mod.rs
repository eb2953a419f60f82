//! Tests and their runs.

mod run;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};

use crate::report::{TargetStatus, Test, TestStatus};
use crate::text;
use crate::wire::{BuildEventId, TestResult, TestResultId, TestSummary, TestSummaryId};

use super::step_map::StepMap;
use run::{RunKey, configuration};

pub(super) use run::Run;
pub(super) use verdict::Around;

pub(super) use crate::report::failures::TEST_MNEMONIC;

/// What the events say of tests, by label.
#[derive(Clone, Debug, Default)]
pub(super) struct TestLog {
    tests: BTreeMap<String, TestState>,
}

#[derive(Clone, Debug, Default)]
struct TestState {
    runs: BTreeMap<RunKey, Run>,
    /// By configuration.
    summaries: BTreeMap<String, Summary>,
}

#[derive(Clone, Copy, Debug)]
struct Summary {
    status: TestStatus,
    attempts: u32,
    all_cached: bool,
    duration_ms: f64,
}

/// What else the events say of the targets that are tests.
pub(super) struct Targets<'a> {
    /// All that were to be run, by how their targets ended.
    pub(super) asked: Vec<(&'a str, TargetStatus)>,
    /// Those whose action Bazel calls a failure: it does so where a failed test stops the build.
    pub(super) failed_actions: BTreeSet<&'a str>,
}

impl TestLog {
    /// Takes in how a run ended; `children` is what the event announces.
    pub(super) fn result(
        &mut self,
        id: &TestResultId,
        event: &TestResult,
        children: &[BuildEventId],
    ) {
        if id.label.is_empty() {
            return;
        }
        let run = Run::new(event, children);
        let runs = &mut self.state(&id.label).runs;
        runs.insert(RunKey::new(id, event), run);
    }

    pub(super) fn summary(&mut self, id: &TestSummaryId, event: &TestSummary) {
        if id.label.is_empty() {
            return;
        }
        let attempts = event.attempt_count.max(event.total_run_count);
        let summary = Summary {
            status: TestStatus::of_event(event.overall_status),
            attempts: u32::try_from(attempts).unwrap_or(0),
            all_cached: event.total_run_count > 0
                && event.total_num_cached >= event.total_run_count,
            duration_ms: match &event.total_run_duration {
                Some(duration) => duration.as_millis(),
                None => event.total_run_duration_millis as f64,
            },
        };
        let key = configuration(id.configuration.as_ref());
        self.state(&id.label).summaries.insert(key, summary);
    }

    fn state(&mut self, label: &str) -> &mut TestState {
        self.tests
            .entry(text::label(label).into_owned())
            .or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tests.is_empty()
    }

    pub(super) fn has_summaries(&self) -> bool {
        self.tests.values().any(|test| !test.summaries.is_empty())
    }

    /// The last time that a test of this build ended, in milliseconds since 1970-01-01 UTC.
    pub(super) fn last_ms(&self) -> Option<f64> {
        let runs = self.tests.values().flat_map(|test| test.runs.values());
        runs.filter_map(|run| run.end_ms).reduce(f64::max)
    }

    /// The runs of one test that failed; where no run tells how it ended, all of them.
    pub(super) fn failed_runs(&self, label: &str) -> Vec<&Run> {
        let runs = || {
            let test = self.tests.get(label).into_iter();
            test.flat_map(|test| test.runs.values())
        };
        let failed: Vec<_> = runs().filter(|run| run.status.is_failure()).collect();
        match failed.is_empty() {
            true => runs()
                .filter(|run| run.status == TestStatus::NoStatus)
                .collect(),
            false => failed,
        }
    }

    /// All tests. Those that were to be run and of which nothing was said are among them.
    pub(super) fn report(
        &self,
        targets: &Targets<'_>,
        around: Around,
        map: &StepMap<'_>,
    ) -> Vec<Test> {
        let nothing = TestState::default();
        let mut states: BTreeMap<&str, (&TestState, TargetStatus)> = self
            .tests
            .iter()
            .map(|(label, state)| (label.as_str(), (state, TargetStatus::Incomplete)))
            .collect();
        for (label, target) in &targets.asked {
            states.entry(*label).or_insert((&nothing, *target)).1 = *target;
        }
        let tests = states.into_iter().map(|(label, (state, target))| {
            let has_failed = targets.failed_actions.contains(label);
            let failed = || has_failed.then_some(TestStatus::Failed);
            let status = state.verdict(around).or_else(failed);
            Test {
                label: label.to_owned(),
                status: status.unwrap_or_else(|| verdict::without_result(target, around)),
                step: map.of_action(label, TEST_MNEMONIC).map(str::to_owned),
                ..state.report()
            }
        });
        tests.collect()
    }
}

impl TestState {
    /// All but the name and the verdict.
    fn report(&self) -> Test {
        let summaries = || self.summaries.values();
        let summed = summaries().fold(0, |sum: u32, s| sum.saturating_add(s.attempts));
        let of_runs: f64 = self.runs.values().map(|run| run.duration_ms).sum();
        let of_summaries: f64 = summaries().map(|summary| summary.duration_ms).sum();
        let last = self.runs.values().next_back();
        let runs = self.attempts();
        let runs = runs.iter().flat_map(|attempts| {
            let numbered = attempts.iter().enumerate();
            numbered.map(|(place, (key, run))| run.report(key, key.attempt(place)))
        });
        Test {
            label: String::new(),
            status: TestStatus::NoStatus,
            attempts: summed.max(u32::try_from(self.runs.len()).unwrap_or(u32::MAX)),
            cached: match self.runs.is_empty() {
                false => self.runs.values().all(|run| run.cached),
                true => !self.summaries.is_empty() && summaries().all(|summary| summary.all_cached),
            },
            duration_ms: of_runs.max(of_summaries),
            step: None,
            log: last
                .and_then(|run| run.log.as_ref())
                .map(|log| log.name.clone()),
            runs: runs.collect(),
        }
    }

    /// The attempts at each run.
    fn attempts(&self) -> Vec<Vec<(&RunKey, &Run)>> {
        let mut runs: Vec<Vec<(&RunKey, &Run)>> = Vec::new();
        for (key, run) in &self.runs {
            match runs.last_mut() {
                Some(attempts) if attempts[0].0.is_same_run(key) => attempts.push((key, run)),
                _ => runs.push(vec![(key, run)]),
            }
        }
        runs
    }
}
