//! Failures in full: what people read first after a build.

use std::collections::BTreeSet;

use bep::{Failure, Report, Severity};

use crate::ending::Ending;
use crate::output::Event;
use crate::text::failure::{heading, is_command_line, log};
use crate::ui::printer::{Paint, Printer};
use crate::ui::shown_lines::ShownLines;
use bazel::display::without_progress;

/// A line of an error that is shorter can be part of any other one.
const TELLING_LETTERS: usize = 12;

/// The failures shown while the build ran.
#[derive(Clone, Debug, Default)]
pub struct Told {
    keys: BTreeSet<(String, Option<String>, String)>,
    /// The printer's line count after the last of them.
    pub shown_at: Option<u64>,
    /// What Bazel and tests said that was shown as it came: what failed tools printed can be among it.
    pub lines: ShownLines,
    /// Which tools succeeded and had something to say.
    pub tools: Vec<Spoken>,
}

/// A tool that succeeded and had something to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The target.
    pub label: String,
    /// The kind of action.
    pub mnemonic: String,
    /// What tells most of what it said.
    pub line: String,
}

impl Told {
    /// Whether to show a failure now; records it as shown. A target without a known reason waits: the reason
    /// may still come.
    pub fn is_news(&mut self, failure: &Failure) -> bool {
        let knows_why = failure.mnemonic.is_some() || failure.message != "it could not be built";
        !failure.label.is_empty() && knows_why && self.keys.insert(Self::key(failure))
    }

    /// Whether the words of a failed tool are not among those that were shown. Bazel prints them, but a test's only if
    /// it is asked for them.
    pub fn awaits(&self, failure: &Failure, prints_tests: bool) -> bool {
        let log = log(failure).filter(|_| prints_tests || !failure.is_of_test());
        log.is_some_and(|log| !self.lines.has_all(log))
    }

    fn has(&self, failure: &Failure) -> bool {
        self.keys.contains(&Self::key(failure))
    }

    /// A test has one failure, whose words can change with its runs.
    fn key(failure: &Failure) -> (String, Option<String>, String) {
        let message = (!failure.is_of_test()).then(|| failure.message.clone());
        (
            failure.label.clone(),
            failure.mnemonic.clone(),
            message.unwrap_or_default(),
        )
    }
}

/// Prints warnings, then failures; all of Bazel's output if the events explain nothing. Returns the printer's
/// line count after the last failure.
pub fn print_all(
    printer: &mut Printer,
    report: &Report,
    ending: Ending,
    output: &str,
    told: &Told,
    verbose: bool,
) -> Option<u64> {
    if !verbose {
        print_warnings(printer, report);
    }
    let shown = print(printer, report, ending.interrupted, told);
    if shown.is_none() && !ending.is_success() && !ending.interrupted && !verbose {
        let said: Vec<&str> = without_progress(output).collect();
        if !said.is_empty() {
            printer.foreign(&said.join("\n"));
        }
    }
    shown
}

/// Prints every failure that was not told of with what its tool said, then the errors that explain
/// no failure. After how many lines of the printer's the last of it was shown, now or before;
/// nothing where nothing explains what went wrong.
fn print(printer: &mut Printer, report: &Report, interrupted: bool, told: &Told) -> Option<u64> {
    let mut shown = told.shown_at;
    for failure in report.failures.iter().filter(|failure| !told.has(failure)) {
        print_failure(printer, failure, told);
        printer.event(&Event::Failure(failure.clone()));
        shown = Some(printer.lines());
    }
    for message in unexplained_errors(report, interrupted) {
        let word = printer.paint(Paint::Bad, "ERROR:");
        printer.foreign(&format!("{word} {message}"));
        shown = Some(printer.lines());
    }
    shown
}

/// Bazel's errors that no failure repeats.
pub fn unexplained_errors(report: &Report, interrupted: bool) -> impl Iterator<Item = &str> {
    let errors = report
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error);
    let messages = errors.map(|problem| problem.message.as_str());
    messages.filter(move |message| {
        let is_known = report
            .failures
            .iter()
            .any(|failure| repeats(failure, message));
        // What people did themselves is no news to them.
        !(is_known || interrupted && *message == "build interrupted")
    })
}

/// Prints Bazel's warnings, each once.
fn print_warnings(printer: &mut Printer, report: &Report) {
    for problem in report
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Warning)
    {
        let word = printer.paint(Paint::Warning, "warning:");
        printer.foreign(&format!("{word} {}", problem.message));
    }
}

/// Prints a failure in full, but for what was shown of it before.
pub fn print_failure(printer: &mut Printer, failure: &Failure, told: &Told) {
    printer.line("");
    if failure.label.is_empty() && failure.mnemonic.is_none() {
        let word = printer.paint(Paint::Bad, "ERROR:");
        printer.foreign(&format!("{word} {}", failure.message));
        return;
    }
    let heading = printer.paint(Paint::Bad, &heading(failure));
    printer.line(&heading);
    let log = log(failure);
    // The tool's own words are the reason; Bazel's are then only its long command line.
    let says_nothing = log.is_some() && is_command_line(&failure.message);
    if !(failure.message.is_empty() || says_nothing) {
        printer.foreign(&failure.message);
    }
    if let Some(log) = log.filter(|log| !told.lines.has_all(log)) {
        printer.foreign(log);
    }
}

/// Whether an error only says that the failure's target or package has errors, or that its test ended the build.
fn says_no_more(failure: &Failure, error: &str) -> bool {
    let package = error.strip_prefix("package contains errors: ");
    let own = failure.label.strip_prefix("//");
    let rest = package.and_then(|package| own?.strip_prefix(package.split(": ").next()?));
    rest.is_some_and(|rest| rest.starts_with(':'))
        || failure.is_of_test() && error.ends_with("Test failed, aborting")
        || error.contains(&format!("Analysis of target '{}' failed", failure.label))
}

/// Whether an error repeats a failure: Bazel also prints an action's failure as an error.
fn repeats(failure: &Failure, error: &str) -> bool {
    let first = |text: &str| text.lines().next().unwrap_or_default().trim().to_owned();
    let message = first(&failure.message);
    let mut lines = failure.message.lines().map(str::trim);
    !message.is_empty() && (error.contains(&message) || first(error) == message)
        || lines.any(|line| line.len() >= TELLING_LETTERS && error.contains(line))
        // What it could not load stands above.
        || error.starts_with("command succeeded, but ")
        || error.ends_with("Traceback (most recent call last):")
        || says_no_more(failure, error)
        || error.starts_with("Build did NOT complete successfully")
        || error.starts_with("Build failed.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_tool_are_awaited_until_they_are_shown() {
        let mut failure = Failure {
            label: "//:a".to_owned(),
            mnemonic: Some("Genrule".to_owned()),
            step: None,
            message: "failed: error executing Genrule command".to_owned(),
            exit_code: Some(1),
            log: Some("one\ntwo\n".to_owned()),
            location: None,
        };
        let mut told = Told::default();
        told.lines.add("one");
        assert!(told.awaits(&failure, false));
        told.lines.add("two");
        assert!(!told.awaits(&failure, false));
        failure.log = Some("three\n".to_owned());
        assert!(told.awaits(&failure, false));
        failure.mnemonic = Some("TestRunner".to_owned());
        assert!(!told.awaits(&failure, false), "Bazel prints no test's log");
        assert!(told.awaits(&failure, true), "now it does");
        failure.mnemonic = Some("Genrule".to_owned());
        failure.log = None;
        assert!(!told.awaits(&failure, true), "there are none");
    }
}
