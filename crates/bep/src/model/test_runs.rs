//! Tests and their runs.

use std::collections::BTreeMap;

use crate::report::{TargetStatus, Test, TestRun, TestStatus};
use crate::text;
use crate::uri;
use crate::wire::{
    ConfigurationId, File, FileContent, TestResult, TestResultId, TestSummary, TestSummaryId,
    test_status,
};

use super::names::Names;
use super::step_map::StepMap;
use super::targets::TargetLog;

/// The mnemonic of the action that runs a test.
pub(super) const TEST_MNEMONIC: &str = "TestRunner";

/// What the events say of tests, by label.
#[derive(Clone, Debug, Default)]
pub(super) struct TestLog {
    tests: BTreeMap<String, TestState>,
}

#[derive(Clone, Debug, Default)]
struct TestState {
    /// By configuration, run, shard and attempt.
    runs: BTreeMap<(String, i32, i32, i32), Run>,
    /// By configuration.
    summaries: BTreeMap<String, Summary>,
}

/// One run of a test.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) status: TestStatus,
    pub(super) details: String,
    pub(super) exit_code: Option<i32>,
    cached: bool,
    duration_ms: f64,
    end_ms: Option<f64>,
    log: Option<File>,
}

#[derive(Clone, Copy, Debug)]
struct Summary {
    status: TestStatus,
    attempts: u32,
    all_cached: bool,
    duration_ms: f64,
}

impl TestLog {
    pub(super) fn result(&mut self, id: &TestResultId, event: &TestResult) {
        let how = event.execution_info.as_ref();
        let start = event
            .test_attempt_start
            .as_ref()
            .map(|time| time.as_millis());
        let duration_ms = match &event.test_attempt_duration {
            Some(duration) => duration.as_millis(),
            None => event.test_attempt_duration_millis as f64,
        };
        let run = Run {
            status: status(event.status),
            details: event.status_details.clone(),
            exit_code: how.map(|how| how.exit_code).filter(|code| *code != 0),
            cached: event.cached_locally || how.is_some_and(|how| how.cached_remotely),
            duration_ms,
            // A result that was there already tells of an earlier build's times.
            end_ms: start
                .filter(|_| !event.cached_locally)
                .map(|start| start + duration_ms),
            log: event
                .test_action_output
                .iter()
                .find(|file| file.name == "test.log")
                .cloned(),
        };
        let key = (
            configuration(id.configuration.as_ref()),
            id.run,
            id.shard,
            id.attempt,
        );
        self.state(&id.label).runs.insert(key, run);
    }

    pub(super) fn summary(&mut self, id: &TestSummaryId, event: &TestSummary) {
        let attempts = event.attempt_count.max(event.total_run_count);
        let summary = Summary {
            status: status(event.overall_status),
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

    /// The last time that a test of this build ended, in milliseconds since 1970-01-01 UTC.
    pub(super) fn last_ms(&self) -> Option<f64> {
        let runs = self.tests.values().flat_map(|test| test.runs.values());
        runs.filter_map(|run| run.end_ms).reduce(f64::max)
    }

    /// The runs of one test that did not pass.
    pub(super) fn failed_runs(&self, label: &str) -> Vec<&Run> {
        let runs = self
            .tests
            .get(label)
            .into_iter()
            .flat_map(|test| test.runs.values());
        runs.filter(|run| run.status != TestStatus::Passed)
            .collect()
    }

    /// All tests; `run` says whether tests were to be run at all. Those that were to and of
    /// which nothing was said are among them.
    pub(super) fn report(
        &self,
        names: &Names,
        targets: &TargetLog,
        run: bool,
        map: &StepMap<'_>,
    ) -> Vec<Test> {
        let mut tests: BTreeMap<&str, Test> = self
            .tests
            .iter()
            .map(|(label, state)| (label.as_str(), state.report(label)))
            .collect();
        for (label, target) in targets.tests(names).filter(|_| run) {
            tests.entry(label).or_insert_with(|| unrun(label, target));
        }
        let tests = tests.into_values().map(|test| Test {
            step: map.of_action(&test.label, TEST_MNEMONIC).map(str::to_owned),
            ..test
        });
        tests.collect()
    }
}

impl TestState {
    fn report(&self, label: &str) -> Test {
        let summaries = || self.summaries.values();
        let summed = summaries().fold(0, |sum: u32, s| sum.saturating_add(s.attempts));
        let of_runs: f64 = self.runs.values().map(|run| run.duration_ms).sum();
        let of_summaries: f64 = summaries().map(|summary| summary.duration_ms).sum();
        let last = self.runs.values().next_back();
        Test {
            label: label.to_owned(),
            status: self.status(),
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
            runs: self
                .runs
                .iter()
                .map(|((_, run, shard, attempt), result)| result.report(*run, *shard, *attempt))
                .collect(),
        }
    }

    /// The worst of the summaries; without any, what the last attempts say.
    fn status(&self) -> TestStatus {
        if let Some(worst) = self
            .summaries
            .values()
            .map(|summary| summary.status)
            .max_by_key(rank)
        {
            return worst;
        }
        let mut last = BTreeMap::new();
        for ((configuration, run, shard, attempt), result) in &self.runs {
            let flaky = *attempt > 1 && result.status == TestStatus::Passed;
            let status = if flaky {
                TestStatus::Flaky
            } else {
                result.status
            };
            last.insert((configuration, run, shard), status);
        }
        last.into_values()
            .max_by_key(rank)
            .unwrap_or(TestStatus::NoStatus)
    }
}

impl Run {
    fn report(&self, run: i32, shard: i32, attempt: i32) -> TestRun {
        // Numbers count from 1, and are left out where there is but one.
        let number = |number: i32| u32::try_from(number).unwrap_or(0).max(1);
        TestRun {
            run: number(run),
            shard: number(shard),
            attempt: number(attempt),
            status: self.status,
            duration_ms: self.duration_ms,
            cached: self.cached,
            exit_code: self.exit_code,
            log: self.log.as_ref().map(shown_path),
        }
    }

    /// Where its log is on this machine.
    pub(super) fn log_path(&self) -> Option<std::path::PathBuf> {
        match &self.log.as_ref()?.file {
            Some(FileContent::Uri(address)) => uri::local_path(address),
            _ => None,
        }
    }
}

/// A log's path to show, without the machine's folders.
fn shown_path(log: &File) -> String {
    const OUTPUTS: &str = "/bazel-out/";
    let address = match &log.file {
        Some(FileContent::Uri(address)) => uri::local_path(address),
        _ => None,
    };
    let path = address.map(|path| text::unmangled(&path.to_string_lossy()).into_owned());
    let below = path.and_then(|path| path.find(OUTPUTS).map(|at| path[at + 1..].to_owned()));
    below.unwrap_or_else(|| log.name.clone())
}

/// A test of which no result came.
fn unrun(label: &str, target: TargetStatus) -> Test {
    let status = match target {
        TargetStatus::Failed => TestStatus::FailedToBuild,
        TargetStatus::Incomplete => TestStatus::Incomplete,
        TargetStatus::Built | TargetStatus::Skipped => TestStatus::NoStatus,
    };
    Test {
        label: label.to_owned(),
        status,
        attempts: 0,
        cached: false,
        duration_ms: 0.0,
        step: None,
        log: None,
        runs: Vec::new(),
    }
}

fn status(number: i32) -> TestStatus {
    match number {
        test_status::PASSED => TestStatus::Passed,
        test_status::FLAKY => TestStatus::Flaky,
        test_status::TIMEOUT => TestStatus::Timeout,
        test_status::FAILED => TestStatus::Failed,
        test_status::INCOMPLETE => TestStatus::Incomplete,
        test_status::REMOTE_FAILURE => TestStatus::RemoteFailure,
        test_status::FAILED_TO_BUILD => TestStatus::FailedToBuild,
        test_status::TOOL_HALTED_BEFORE_TESTING => TestStatus::ToolHaltedBeforeTesting,
        _ => TestStatus::NoStatus,
    }
}

/// How bad, so that the worst of several configurations counts.
fn rank(status: &TestStatus) -> u8 {
    match status {
        TestStatus::Passed => 0,
        TestStatus::Flaky => 1,
        TestStatus::NoStatus => 2,
        TestStatus::Incomplete => 3,
        TestStatus::ToolHaltedBeforeTesting => 4,
        TestStatus::FailedToBuild => 5,
        TestStatus::RemoteFailure => 6,
        TestStatus::Timeout => 7,
        TestStatus::Failed => 8,
    }
}

fn configuration(id: Option<&ConfigurationId>) -> String {
    id.map(|id| id.id.clone()).unwrap_or_default()
}
