//! What the step `verify` found inside Bazel, read from its reports in `dist/`.

use super::subject::{Finding, Subject};

/// The step that checks the artifacts inside Bazel, where a workspace has one.
pub const STEP: &str = "verify";

/// A line of such a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedLine {
    /// The whole line.
    pub line: String,
    /// The finding that begins on it; a line without one says more of the finding before.
    pub finding: Option<Finding>,
}

/// The lines of all texts of the step. A text that cannot be read has none: the check of `manifest.json` says what is
/// wrong with it.
pub fn read(subject: &Subject) -> Vec<ReportedLine> {
    let files = &subject.manifest.files;
    files
        .iter()
        .filter(|entry| entry.step == STEP)
        .filter_map(|entry| std::fs::read_to_string(subject.folder.join(&entry.path)).ok())
        .flat_map(|text| text.lines().map(reported).collect::<Vec<_>>())
        .collect()
}

/// Reads `PASS  what`, `FAIL  what`, or more on the one before.
fn reported(line: &str) -> ReportedLine {
    let finding = ["PASS", "FAIL"].into_iter().find_map(|word| {
        let text = line.strip_prefix(word)?.strip_prefix(' ')?.trim();
        Some(Finding {
            passed: word == "PASS",
            text: text.to_owned(),
        })
    });
    ReportedLine {
        line: line.to_owned(),
        finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_what_passed_and_what_failed() {
        let finding = |line: &str| {
            let finding = reported(line).finding?;
            Some((finding.passed, finding.text))
        };
        assert_eq!(
            finding("PASS  the asar"),
            Some((true, "the asar".to_owned()))
        );
        assert_eq!(finding("FAIL web"), Some((false, "web".to_owned())));
        assert_eq!(finding("  it has 3 bytes"), None);
        assert_eq!(finding("PASSED"), None);
    }
}
