//! Results of tests as text.

use bep::{Test, TestStatus};

/// `12 passed (8 cached), 1 flaky, 1 failed`
pub fn counts(tests: &[Test]) -> String {
    const WORDS: [&str; 6] = [
        "passed",
        "flaky",
        "failed",
        "timed out",
        "not built",
        "not run",
    ];
    let mut counts = [0; WORDS.len()];
    for test in tests {
        let word = match test.status {
            TestStatus::Passed => 0,
            TestStatus::Flaky => 1,
            TestStatus::Failed | TestStatus::RemoteFailure => 2,
            TestStatus::Timeout => 3,
            TestStatus::FailedToBuild => 4,
            TestStatus::Incomplete | TestStatus::NoStatus | TestStatus::ToolHaltedBeforeTesting => {
                5
            }
        };
        counts[word] += 1;
    }
    let cached = tests.iter().filter(|test| test.cached).count();
    let parts = WORDS.iter().zip(counts).enumerate();
    let parts: Vec<String> = parts
        .filter(|(at, (_, count))| *at == 0 || *count > 0)
        .map(|(at, (word, count))| match at {
            0 if cached > 0 => format!("{count} {word} ({cached} cached)"),
            _ => format!("{count} {word}"),
        })
        .collect();
    parts.join(", ")
}
