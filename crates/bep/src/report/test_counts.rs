//! How many tests ended how: each is counted once.

use super::test_runs::{Test, TestStatus};

/// Numbers of tests by their ends. No test is in two of them, except for `cached`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TestCounts {
    /// Passed at the first attempt.
    pub passed: usize,
    /// Passed after a failed attempt.
    pub flaky: usize,
    /// Ran and failed.
    pub failed: usize,
    /// Ran for too long.
    pub timed_out: usize,
    /// Did not run, because they could not be built.
    pub not_built: usize,
    /// Were left out: not for this platform.
    pub skipped: usize,
    /// Did not end, because the build ended before.
    pub stopped: usize,
    /// Were neither run nor stopped, as far as the events tell.
    pub not_run: usize,
    /// Those of all whose result came from a cache.
    pub cached: usize,
}

impl TestCounts {
    /// Counts tests.
    pub fn of(tests: &[Test]) -> Self {
        Self::of_statuses(tests.iter().map(|test| (test.status, test.cached)))
    }

    /// Counts tests of which the status is known, and whether the result came from a cache.
    pub fn of_statuses(tests: impl Iterator<Item = (TestStatus, bool)>) -> Self {
        let mut counts = Self::default();
        for (status, cached) in tests {
            *counts.of_status(status) += 1;
            counts.cached += usize::from(cached);
        }
        counts
    }

    fn of_status(&mut self, status: TestStatus) -> &mut usize {
        match status {
            TestStatus::Passed => &mut self.passed,
            TestStatus::Flaky => &mut self.flaky,
            TestStatus::Failed | TestStatus::RemoteFailure => &mut self.failed,
            TestStatus::Timeout => &mut self.timed_out,
            TestStatus::FailedToBuild => &mut self.not_built,
            TestStatus::Skipped => &mut self.skipped,
            TestStatus::Incomplete | TestStatus::ToolHaltedBeforeTesting => &mut self.stopped,
            TestStatus::NoStatus => &mut self.not_run,
        }
    }

    /// `12 passed (8 cached), 1 flaky, 2 failed, 1 skipped`: what there is none of is left out, except for
    /// those that passed.
    pub fn text(&self) -> String {
        let cached = match self.cached {
            0 => String::new(),
            cached => format!(" ({cached} cached)"),
        };
        let mut parts = vec![format!("{} passed{cached}", self.passed)];
        for (count, word) in [
            (self.flaky, "flaky"),
            (self.failed, "failed"),
            (self.timed_out, "timed out"),
            (self.not_built, "not built"),
            (self.skipped, "skipped"),
            (self.stopped, "stopped"),
            (self.not_run, "not run"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        }
        parts.join(", ")
    }
}
