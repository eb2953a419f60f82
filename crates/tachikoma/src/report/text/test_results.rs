//! Each test, and the runs of those that did not pass at once.

use bep::{Test, TestCounts, TestRun, TestStatus};

use crate::environment::Look;
use crate::report::style::{Tone, duration, heading};
use crate::report::table::Table;

pub fn tests(tests: &[Test], look: Look) -> String {
    if tests.is_empty() {
        return String::new();
    }
    let mut table = Table::new(1, &[2]);
    for test in tests {
        let (status, tone) = status(test.status);
        let attempts = match test.attempts {
            0 | 1 => String::new(),
            attempts => format!("{attempts} runs"),
        };
        let ran = test.attempts > 0;
        let time = if ran {
            duration(test.duration_ms)
        } else {
            String::new()
        };
        table.row([
            (status, tone),
            (&test.label, Tone::Plain),
            (&time, Tone::Plain),
            (if test.cached { "cached" } else { "" }, Tone::Faint),
            (&attempts, Tone::Odd),
        ]);
        // A test that passed has nothing to show for each of its runs.
        let shown = test.runs.len() > 1 && test.status != TestStatus::Passed;
        for run in test.runs.iter().filter(|_| shown) {
            let (_, tone) = self::status(run.status);
            let name = format!("  {}", run_name(run));
            table.row([
                ("", tone),
                (&name, Tone::Plain),
                (&duration(run.duration_ms), Tone::Plain),
                (self::status(run.status).0, tone),
                (run.log.as_deref().unwrap_or_default(), Tone::Faint),
            ]);
        }
    }
    let title = format!("Tests: {}", TestCounts::of(tests).text());
    heading(&title, look) + &table.render(look)
}

/// `run 1, shard 2, attempt 1`, without the numbers that are 1 for most.
fn run_name(run: &TestRun) -> String {
    let numbers = [(run.run, "run"), (run.shard, "shard")];
    let numbers = numbers.iter().filter(|(number, _)| *number > 1);
    let mut parts: Vec<_> = numbers
        .map(|(number, name)| format!("{name} {number}"))
        .collect();
    parts.push(format!("attempt {}", run.attempt));
    parts.join(", ")
}

fn status(status: TestStatus) -> (&'static str, Tone) {
    match status {
        TestStatus::Passed => ("passed", Tone::Good),
        TestStatus::Flaky => ("flaky", Tone::Odd),
        TestStatus::Timeout => ("timeout", Tone::Bad),
        TestStatus::Failed => ("failed", Tone::Bad),
        TestStatus::Incomplete | TestStatus::ToolHaltedBeforeTesting => ("stopped", Tone::Odd),
        TestStatus::RemoteFailure => ("remote failure", Tone::Bad),
        TestStatus::FailedToBuild => ("failed to build", Tone::Bad),
        TestStatus::Skipped => ("skipped", Tone::Faint),
        TestStatus::NoStatus => ("not run", Tone::Odd),
    }
}
