//! What a check says in the end.

use bep::{Failure, Model, Outcome, ReportOptions, Severity, TestCounts};
use redact::{Redactor, terminal};
use service::result::CheckReport;

use super::NO_TESTS;
use crate::sandbox::End;

/// Failures that an agent is told.
const FAILURES: usize = 20;

/// Bytes of each: of what a tool printed, the end.
const BYTES: usize = 6 * 1024;

/// What one command of a check said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) passed: bool,
    tests_passed: usize,
    tests_failed: usize,
    failures: Vec<String>,
}

impl Verdict {
    /// That of a program without build events.
    pub(super) fn of_end(end: &End) -> Self {
        let failure = failure_of(end);
        Self {
            passed: failure.is_none(),
            failures: failure.into_iter().collect(),
            ..Self::default()
        }
    }

    /// That of Bazel. A stream without an end is no success, whatever the exit code is.
    pub(super) fn of_events(model: &Model, end: &End, command: &str, redactor: &Redactor) -> Self {
        let exit_code = match end {
            End::Exited(code) => Some(*code),
            End::Killed(_) | End::Exceeded(_) => None,
        };
        let options = ReportOptions {
            // That of success would overrule a stream without an end.
            exit_code: exit_code.filter(|code| *code != 0),
            // They are the sandbox's: their names could be those of any file of this machine.
            read_logs: false,
            redactor: redactor.clone(),
            ..ReportOptions::default()
        };
        let report = model.report(&options);
        let counts = TestCounts::of(&report.tests);
        let has_no_tests = exit_code == Some(NO_TESTS) && model.is_complete();
        let has_passed = exit_code == Some(0)
            && model.is_complete()
            && report.invocation.outcome == Outcome::Passed;
        let passed = has_passed || has_no_tests;
        let mut failures: Vec<String> = report.failures.iter().map(words_of).collect();
        if !passed && failures.is_empty() {
            let errors = report
                .problems
                .iter()
                .filter(|it| it.severity == Severity::Error);
            failures.extend(errors.map(|it| it.message.clone()));
        }
        if !passed && failures.is_empty() {
            let why = failure_of(end)
                .unwrap_or_else(|| "its build events end before the build does".to_owned());
            failures.push(format!("{command}: {why}"));
        }
        failures.truncate(FAILURES);
        Self {
            passed,
            tests_passed: counts.passed + counts.flaky,
            tests_failed: counts.failed + counts.timed_out + counts.not_built + counts.stopped,
            failures: failures
                .iter()
                .map(|text| ending(&redactor.text(text)))
                .collect(),
        }
    }

    pub(super) fn into_report(self) -> CheckReport {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        CheckReport {
            passed: self.passed,
            tests_passed: count(self.tests_passed),
            tests_failed: count(self.tests_failed),
            failures: self.failures,
            rounds: 0,
        }
    }
}

fn failure_of(end: &End) -> Option<String> {
    match end {
        End::Exited(0) => None,
        End::Exited(code) => Some(format!("the check ended with exit code {code}")),
        End::Killed(signal) => Some(format!("the check was killed by signal {signal}")),
        End::Exceeded(what) => Some(format!("the check was killed: {what}")),
    }
}

/// A failure as an agent is told it.
fn words_of(failure: &Failure) -> String {
    let mut words = match failure.label.as_str() {
        "" => failure.message.clone(),
        label => format!("{label}: {}", failure.message),
    };
    if let Some(place) = &failure.location {
        words.push_str(&format!("\nat {}:{}", place.file, place.line));
    }
    if let Some(log) = &failure.log {
        words.push('\n');
        words.push_str(&terminal::plain(log));
    }
    words
}

fn ending(text: &str) -> String {
    if text.len() <= BYTES {
        return text.to_owned();
    }
    let start = (text.len() - BYTES..).find(|at| text.is_char_boundary(*at));
    format!("...{}", &text[start.unwrap_or(text.len())..])
}
