//! What is said of tests.

use bep::wire::test_status;
use bep::{Report, Test, TestStatus};

use crate::output::{Event, TestEnded};
use crate::text::duration;
use crate::ui::printer::{Paint, Printer};

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passed, at whichever attempt.
    pub passed: usize,
    /// Failed, or were kept from running by a failure.
    pub failed: usize,
    /// Were not run: the build was interrupted, or they are not for this platform.
    pub skipped: usize,
}

impl Counts {
    /// Counts a report's tests. A build that failed before its tests were known counts as one
    /// failure: it is never zero failures.
    pub fn of(report: &Report, exit_code: u8, interrupted: bool) -> Self {
        let mut counts = Self::default();
        for test in &report.tests {
            match test.status {
                TestStatus::Passed | TestStatus::Flaky => counts.passed += 1,
                TestStatus::NoStatus | TestStatus::Incomplete if interrupted => counts.skipped += 1,
                _ => counts.failed += 1,
            }
        }
        counts.skipped += skipped_tests(report);
        let succeeded = exit_code == 0 || exit_code == bazel::exit_code::NO_TESTS;
        if !succeeded && !interrupted {
            counts.failed = counts.failed.max(1);
        }
        counts
    }

    /// `N passed, N failed`, and how many were skipped when some were.
    pub fn line(&self) -> String {
        let skipped = if self.skipped > 0 {
            format!(", {} skipped", self.skipped)
        } else {
            String::new()
        };
        format!("{} passed, {} failed{skipped}", self.passed, self.failed)
    }
}

/// Test targets that are not for this platform.
fn skipped_tests(report: &Report) -> usize {
    let is_known = |label: &str| report.tests.iter().any(|test| test.label == label);
    report
        .targets
        .iter()
        .filter(|target| target.status == bep::TargetStatus::Skipped)
        .filter(|target| target.kind.ends_with("_test rule") && !is_known(&target.label))
        .count()
}

/// A status by its number in the events.
pub fn status(number: i32) -> TestStatus {
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

/// Whether a test has come to an end that will not change.
pub fn has_ended(status: TestStatus) -> bool {
    !matches!(status, TestStatus::NoStatus | TestStatus::Incomplete)
}

/// One line on one test.
pub fn line(printer: &Printer, test: &TestEnded) -> String {
    let (paint, word) = match test.status {
        TestStatus::Passed => (Paint::Good, "PASS"),
        TestStatus::Flaky => (Paint::Warning, "FLAKY"),
        TestStatus::Timeout => (Paint::Bad, "TIMEOUT"),
        TestStatus::Failed | TestStatus::RemoteFailure => (Paint::Bad, "FAIL"),
        TestStatus::FailedToBuild => (Paint::Bad, "NO BUILD"),
        TestStatus::Incomplete | TestStatus::ToolHaltedBeforeTesting | TestStatus::NoStatus => {
            (Paint::Warning, "NOT RUN")
        }
    };
    let time = match test.status {
        _ if test.cached => "cached".to_owned(),
        TestStatus::FailedToBuild | TestStatus::NoStatus => "-".to_owned(),
        _ => duration::seconds(test.duration_ms),
    };
    let attempts = if test.attempts > 1 {
        format!("  ({} runs)", test.attempts)
    } else {
        String::new()
    };
    let word = printer.paint(paint, &format!("{word:<8}"));
    format!("  {word} {time:>10}  {}{attempts}", test.label)
}

/// Tells of a test that has ended without an event of its own.
pub fn tell(printer: &mut Printer, test: &Test) {
    if has_ended(test.status) {
        let ended = TestEnded {
            label: test.label.clone(),
            status: test.status,
            attempts: test.attempts,
            cached: test.cached,
            duration_ms: test.duration_ms,
            step: test.step.clone(),
        };
        let text = line(printer, &ended);
        printer.line(&text);
        printer.event(&Event::Test(ended));
    }
}
