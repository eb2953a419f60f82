//! What Bazel printed to stderr.

use std::collections::{BTreeMap, HashSet};

use redact::terminal;

use crate::own_lines;
use crate::report::{Problem, Severity};

use super::texts::{Place, Texts};

/// How much output is kept; a flood beyond that adds nothing that a person reads.
const MAX_KEPT_BYTES: usize = 16 << 20;

/// Pieces of output by their number: they can come in any order.
#[derive(Clone, Debug, Default)]
pub(super) struct ProgressLog {
    pieces: BTreeMap<i32, Place>,
    texts: Texts,
    kept: usize,
}

impl ProgressLog {
    pub(super) fn add(&mut self, number: i32, stderr: &str) {
        let size = stderr.len();
        if size == 0 || self.kept + size > MAX_KEPT_BYTES || self.pieces.contains_key(&number) {
            return;
        }
        self.kept += size;
        // With escapes, and with the returns of the carriage: both can be cut in two.
        let place = self.texts.add(stderr);
        self.pieces.insert(number, place);
    }

    /// The output in the order of printing.
    pub(super) fn text(&self) -> String {
        let pieces = self.pieces.values();
        let text: String = pieces.map(|place| self.texts.get(*place)).collect();
        terminal::plain(&text)
    }
}

/// Words of Bazel's at the end of every build that failed.
const SAYS_NOTHING: &[&str] = &[
    "Build did NOT complete successfully",
    "Build failed. Not running",
];

/// The lines that say that something is wrong, each once.
pub(super) fn problems(output: &str) -> Vec<Problem> {
    let mut seen = HashSet::new();
    let own = own_lines::marked(output).filter(|(is_own, _)| *is_own);
    let problems = own.filter_map(|(_, line)| {
        let (severity, message) = severity(line)?;
        let message = message.trim().to_owned();
        let new = seen.insert((severity == Severity::Error, message.clone()));
        let says = !SAYS_NOTHING
            .iter()
            .any(|nothing| message.starts_with(nothing));
        (new && says && !message.is_empty()).then_some(Problem { severity, message })
    });
    problems.collect()
}

fn severity(line: &str) -> Option<(Severity, &str)> {
    let error = line
        .strip_prefix("ERROR: ")
        .or_else(|| line.strip_prefix("FATAL: "));
    let warning = line.strip_prefix("WARNING: ");
    error
        .map(|m| (Severity::Error, m))
        .or_else(|| warning.map(|m| (Severity::Warning, m)))
}

/// What a failed action's tool printed: Bazel prints it right behind the action's own message.
pub(super) fn tool_output(output: &str, message: &str) -> Option<String> {
    let message = terminal::plain(message);
    let message = message.trim();
    if message.is_empty() {
        return None;
    }
    let at = output.find(message)? + message.len();
    let behind = own_lines::marked_from(output, at);
    let lines = behind.take_while(|(is_own, line)| !is_own && !is_result(line));
    let log: Vec<_> = lines
        .map(|(_, line)| line)
        .filter(|line| !is_hint(line))
        .collect();
    let log = log.join("\n");
    let log = log.trim_matches('\n');
    (!log.trim().is_empty()).then(|| log.to_owned())
}

/// What stands behind the mark of an error.
pub(super) fn error(line: &str) -> Option<&str> {
    let (severity, message) = severity(line)?;
    let message = message.trim();
    let says = !SAYS_NOTHING
        .iter()
        .any(|nothing| message.starts_with(nothing));
    (severity == Severity::Error && says && !message.is_empty()).then_some(message)
}

/// Whether Bazel tells how something ended, which it does without the time.
pub(super) fn is_result(line: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "Target //",
        "Target @",
        "FAIL: //",
        "FAIL: @",
        "FAILED: ",
        "FLAKY: ",
        "TIMEOUT: ",
        "Aspect ",
        "Bazel caught",
    ];
    BEGINNINGS
        .iter()
        .any(|beginning| line.starts_with(beginning))
}

/// Whether the line only tells how to call Bazel.
pub(super) fn is_hint(line: &str) -> bool {
    line.starts_with("Use --sandbox_debug") || line.starts_with("Use --verbose_failures")
}
