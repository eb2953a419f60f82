//! How many tests and targets ended how.

use std::collections::BTreeSet;

use bep::{Report, TargetStatus, TestCounts};

use crate::text::count;

/// `tests: 3 passed, 1 failed`; of a run without tests, `targets: 2 built, 1 failed, 45 not built`.
pub fn line(report: &Report) -> Option<String> {
    let mut parts = match report.tests.is_empty() {
        true => targets(report),
        false => vec![format!("tests: {}", TestCounts::of(&report.tests).text())],
    };
    parts.extend(count::not_loaded(report.packages_not_loaded()));
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn targets(report: &Report) -> Vec<String> {
    let failed: BTreeSet<&str> = report
        .failures
        .iter()
        .map(|failure| failure.label.as_str())
        .collect();
    let mut numbers = [
        (0, "built"),
        (0, "failed"),
        (0, "not built"),
        (0, "skipped"),
    ];
    for target in &report.targets {
        let at = match target.status {
            TargetStatus::Built => 0,
            TargetStatus::Failed if failed.contains(target.label.as_str()) => 1,
            TargetStatus::Failed | TargetStatus::Incomplete => 2,
            TargetStatus::Skipped => 3,
        };
        numbers[at].0 += 1;
    }
    let counted = numbers.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = counted
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    match parts.is_empty() {
        true => Vec::new(),
        false => vec![format!("targets: {}", parts.join(", "))],
    }
}
