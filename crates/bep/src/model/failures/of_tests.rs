//! Tests that failed.

use crate::model::step_map::StepMap;
use crate::model::test_runs::TEST_MNEMONIC;
use crate::report::{Failure, Test, TestStatus};

use super::{Evidence, logs, readable};

impl Evidence<'_> {
    pub(super) fn of_tests(&self, map: &StepMap<'_>) -> Vec<Failure> {
        let failed = self.tests.iter().filter(|test| test.status.is_failure());
        let failures = failed.map(|test| {
            let runs = self.test_log.failed_runs(&test.label);
            let last = runs.last();
            let details = last.map(|run| run.details.trim()).unwrap_or_default();
            Failure {
                label: test.label.clone(),
                mnemonic: Some(TEST_MNEMONIC.to_owned()),
                step: map.of_action(&test.label, TEST_MNEMONIC).map(str::to_owned),
                message: message(test, runs.len(), &readable(details)),
                exit_code: last.and_then(|run| run.exit_code),
                log: last
                    .filter(|_| self.read_logs)
                    .and_then(|run| logs::end_of(&run.log_path()?)),
                location: None,
            }
        });
        failures.collect()
    }

    /// Whether the test's own failure says it all: where a failed test stops the build, Bazel also calls its
    /// action and its target a failure.
    pub(super) fn is_of_failed_test(&self, label: &str) -> bool {
        let mut tests = self.tests.iter();
        tests.any(|test| test.label == label && test.status.is_failure())
    }
}

fn message(test: &Test, failed: usize, details: &str) -> String {
    let what = match test.status {
        TestStatus::Timeout => "the test timed out",
        TestStatus::RemoteFailure => "the remote executor failed",
        _ => "the test failed",
    };
    let often = match test.attempts {
        0 | 1 => String::new(),
        attempts => format!(" ({failed} of {attempts} runs)"),
    };
    let details = if details.is_empty() {
        String::new()
    } else {
        format!(": {details}")
    };
    format!("{what}{often}{details}")
}
