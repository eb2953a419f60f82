//! The logs of tests whose output is asked for, each once: that of the last failed run is part of the failure.

use std::collections::BTreeMap;

use bep::wire::{File, TestResult, TestResultId, test_status};
use bep::{Printed, TestStatus};

use super::asked::{Asked, TestOutput};
use super::{Said, Speaker, TEST_MNEMONIC, said};
use crate::text::failure;

/// Configuration, run, shard and attempt: the order in which a failure takes its log from the last.
type Run = (String, i32, i32, i32);

/// Failed runs whose logs wait until it is known whether they are part of a failure.
#[derive(Debug, Default)]
pub struct TestLogs {
    failed: BTreeMap<String, BTreeMap<Run, Said>>,
}

impl TestLogs {
    /// One run has ended: its log, if it is to be shown now.
    pub fn result(&mut self, id: &TestResultId, result: &TestResult, asked: Asked) -> Option<Said> {
        let passed = result.status == test_status::PASSED;
        let is_wanted = match asked.tests {
            TestOutput::All => true,
            TestOutput::Errors => !passed,
            TestOutput::Summary | TestOutput::Streamed => false,
        };
        let said = log_of(result)
            .filter(|_| is_wanted)
            .and_then(|log| of_run(id, log, asked))?;
        if passed {
            return Some(said);
        }
        let configuration = id.configuration.as_ref().map(|id| id.id.clone());
        let run = (
            configuration.unwrap_or_default(),
            id.run,
            id.shard,
            id.attempt,
        );
        let runs = self
            .failed
            .entry(bep::readable_label(&id.label))
            .or_default();
        runs.insert(run, said);
        None
    }

    /// All runs have ended: the logs that are not part of a failure.
    pub fn summary(&mut self, label: &str, status: i32, asked: Asked) -> Vec<Said> {
        if asked.tests == TestOutput::Summary {
            return Vec::new();
        }
        let runs = self.failed.remove(&bep::readable_label(label));
        let status = TestStatus::of_event(status);
        let is_success = matches!(status, TestStatus::Passed | TestStatus::Flaky);
        runs.map(|runs| without_last(runs, !is_success))
            .unwrap_or_default()
    }

    /// Those of tests without a summary.
    pub fn finish(&mut self) -> Vec<Said> {
        let tests = std::mem::take(&mut self.failed);
        tests
            .into_values()
            .flat_map(|runs| without_last(runs, true))
            .collect()
    }
}

/// The log of a run.
pub fn log_of(result: &TestResult) -> Option<&File> {
    let mut files = result.test_action_output.iter();
    files.find(|file| file.name == "test.log")
}

fn without_last(mut runs: BTreeMap<Run, Said>, is_failure: bool) -> Vec<Said> {
    if is_failure {
        runs.pop_last();
    }
    runs.into_values().collect()
}

fn of_run(id: &TestResultId, log: &File, asked: Asked) -> Option<Said> {
    let mut printed = Printed::read(log, asked.most_bytes)?;
    printed.text = failure::without_head(&printed.text).to_owned();
    let numbers = [
        ("run", id.run),
        ("shard", id.shard),
        ("attempt", id.attempt),
    ];
    let several = numbers.iter().filter(|(_, number)| *number > 1);
    let run: String = several
        .map(|(what, number)| format!(", {what} {number}"))
        .collect();
    let by = Speaker {
        label: bep::readable_label(&id.label),
        mnemonic: TEST_MNEMONIC.to_owned(),
        run,
    };
    said(by, &[printed])
}
