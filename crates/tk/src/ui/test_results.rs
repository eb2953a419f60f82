//! What is said of tests.

use bep::{Report, Test, TestCounts, TestStatus};

use crate::ending::Ending;
use crate::output::{Event, TestEnded};
use crate::text::{count, duration};
use crate::ui::printer::{Paint, Printer};

/// The last line of a test run: how many tests ended how, each in one of the numbers, and how many packages could not
/// be loaded. `N passed, N failed` comes first; "0 failed" is left out where something could not be built or loaded.
pub fn last_line(report: &Report, ending: Ending) -> String {
    let counts = TestCounts::of(&report.tests);
    let has_failed = !(ending.is_success() || ending.exit_code == bazel::exit_code::NO_TESTS);
    let mut failed = counts.failed + counts.timed_out;
    let not_loaded = report.packages_not_loaded();
    let not_made = counts.not_built + not_loaded;
    let mut not_built = 0;
    if has_failed && !ending.interrupted && failed + not_made == 0 {
        // Something else did: never no failure.
        not_built = report.targets_not_built();
        if report.tests.is_empty() || not_built == 0 {
            // It failed before its tests were known.
            (failed, not_built) = (1, 0);
        }
    }
    let mut parts = vec![format!("{} passed", counts.passed)];
    if failed > 0 || not_made + not_built == 0 {
        parts.push(format!("{failed} failed"));
    }
    for (count, word) in [
        (counts.flaky, "flaky"),
        (counts.not_built, "not built"),
        (counts.skipped, "skipped"),
        (counts.stopped, "stopped"),
        (counts.not_run, "not run"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    if not_built > 0 {
        parts.push(format!("{} not built", count::of(not_built, "target")));
    }
    parts.extend(count::not_loaded(not_loaded));
    if ending.interrupted && counts.stopped == 0 {
        parts.push("stopped".to_owned());
    }
    parts.join(", ")
}

/// The last line of a run that had no test to run.
pub fn nothing_to_run() -> String {
    "0 passed, 0 failed".to_owned()
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
        TestStatus::Skipped => (Paint::Warning, "SKIPPED"),
        TestStatus::Incomplete | TestStatus::ToolHaltedBeforeTesting => (Paint::Warning, "STOPPED"),
        TestStatus::NoStatus => (Paint::Warning, "NOT RUN"),
    };
    let time = match test.status {
        _ if test.cached => "cached".to_owned(),
        TestStatus::FailedToBuild | TestStatus::Skipped | TestStatus::NoStatus => "-".to_owned(),
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

/// Tells of a test that has ended without an event of its own, and why it was left out.
pub fn tell(printer: &mut Printer, test: &Test, reason: Option<&str>) {
    if has_ended(test.status) {
        let ended = TestEnded {
            label: test.label.clone(),
            status: test.status,
            attempts: test.attempts,
            cached: test.cached,
            duration_ms: test.duration_ms,
            step: test.step.clone(),
        };
        let reason = reason.map(|reason| format!("  {}", printer.paint(Paint::Dim, reason)));
        let text = format!("{}{}", line(printer, &ended), reason.unwrap_or_default());
        printer.foreign(&text);
        printer.event(&Event::Test(ended));
    }
}
