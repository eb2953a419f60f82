//! What failed, in full: the first thing that is read after a build.

use std::collections::BTreeSet;

use bep::{Failure, Location, Report, Severity};

use crate::machine::Event;
use crate::printer::{Paint, Printer};

/// The failures that were told of while the build ran.
#[derive(Clone, Debug, Default)]
pub struct Told {
    keys: BTreeSet<(String, Option<String>, String)>,
    /// After how many lines of the printer's the last of them had been shown.
    pub shown_at: Option<u64>,
}

impl Told {
    /// Whether a failure can be told of now and was not; from then on it was. A target that failed
    /// for no reason that is known waits: the reason may still come.
    pub fn is_news(&mut self, failure: &Failure) -> bool {
        let knows_why = failure.mnemonic.is_some() || failure.message != "it could not be built";
        !failure.label.is_empty() && knows_why && self.keys.insert(Self::key(failure))
    }

    fn has(&self, failure: &Failure) -> bool {
        self.keys.contains(&Self::key(failure))
    }

    fn key(failure: &Failure) -> (String, Option<String>, String) {
        (
            failure.label.clone(),
            failure.mnemonic.clone(),
            failure.message.clone(),
        )
    }
}

/// Prints every failure that was not told of with what its tool said, then the errors that explain
/// no failure. After how many lines of the printer's the last of it was shown, now or before;
/// nothing where nothing explains what went wrong.
pub fn print(
    printer: &mut Printer,
    report: &Report,
    interrupted: bool,
    told: &Told,
) -> Option<u64> {
    let mut shown = told.shown_at;
    for failure in report.failures.iter().filter(|failure| !told.has(failure)) {
        print_failure(printer, failure);
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

/// Errors of Bazel's that no failure repeats.
fn unexplained_errors(report: &Report, interrupted: bool) -> impl Iterator<Item = &str> {
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
pub fn print_warnings(printer: &mut Printer, report: &Report) {
    for problem in report
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Warning)
    {
        let word = printer.paint(Paint::Warning, "warning:");
        printer.foreign(&format!("{word} {}", problem.message));
    }
}

/// Prints a failure in full.
pub fn print_failure(printer: &mut Printer, failure: &Failure) {
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
    if let Some(log) = log {
        printer.foreign(log);
    }
}

/// What the tool printed, if anything: without the lines that Bazel puts before a test's output.
pub fn log(failure: &Failure) -> Option<&str> {
    let log = failure.log.as_deref()?;
    let mut lines = log.splitn(4, '\n');
    let is_head = lines
        .next()
        .is_some_and(|line| line.starts_with("exec ${PAGER:-"))
        && lines
            .next()
            .is_some_and(|line| line.starts_with("Executing tests from "))
        && lines.next().is_some_and(|line| line.starts_with("-----"));
    let log = if is_head {
        lines.next().unwrap_or_default()
    } else {
        log
    };
    (!log.trim().is_empty()).then(|| log.trim_end())
}

/// `FAIL svelte-check: //web:check (SvelteCheck), exit code 1, at web/src/App.svelte:12:3`
pub fn heading(failure: &Failure) -> String {
    let mut heading = "FAIL".to_owned();
    if let Some(step) = failure.step.as_ref().filter(|step| **step != failure.label) {
        heading.push_str(&format!(" {step}:"));
    }
    heading.push_str(&format!(" {}", failure.label));
    if let Some(mnemonic) = &failure.mnemonic {
        heading.push_str(&format!(" ({mnemonic})"));
    }
    if let Some(code) = failure.exit_code {
        heading.push_str(&format!(", exit code {code}"));
    }
    if let Some(place) = &failure.location {
        heading.push_str(&format!(", at {}", place_text(place)));
    }
    heading
}

/// `web/src/App.svelte:12:3`
pub fn place_text(place: &Location) -> String {
    let column = place.column.map(|column| format!(":{column}"));
    format!(
        "{}:{}{}",
        place.file,
        place.line,
        column.unwrap_or_default()
    )
}

/// Whether Bazel only says which command failed.
pub fn is_command_line(message: &str) -> bool {
    message
        .lines()
        .next()
        .is_some_and(|line| line.contains(" failed: error executing "))
}

/// Bazel prints an action's failure as an error, too, and then says that the build failed.
fn repeats(failure: &Failure, error: &str) -> bool {
    let first = |text: &str| text.lines().next().unwrap_or_default().trim().to_owned();
    let message = first(&failure.message);
    !message.is_empty() && (error.contains(&message) || first(error) == message)
        || error.starts_with("Build did NOT complete successfully")
        || error.starts_with("Build failed.")
}
