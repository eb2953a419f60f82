//! What failed, in full: the first thing that is read after a build.

use bep::{Failure, Problem, Report, Severity};

use crate::printer::{Paint, Printer};

/// Prints every failure with what its tool said, then the errors that explain no failure. Whether there was anything to print.
pub fn print(printer: &mut Printer, report: &Report, interrupted: bool) -> bool {
    for failure in &report.failures {
        print_failure(printer, failure);
    }
    let mut printed = !report.failures.is_empty();
    let errors = report
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error);
    for Problem { message, .. } in errors {
        let is_known = report.failures.iter().any(|failure| repeats(failure, message))
            // What people did themselves is no news to them.
            || interrupted && message == "build interrupted";
        if !is_known {
            let word = printer.paint(Paint::Bad, "ERROR:");
            printer.foreign(&format!("{word} {message}"));
            printed = true;
        }
    }
    printed
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

fn print_failure(printer: &mut Printer, failure: &Failure) {
    printer.line("");
    if failure.label.is_empty() && failure.mnemonic.is_none() {
        let word = printer.paint(Paint::Bad, "ERROR:");
        printer.foreign(&format!("{word} {}", failure.message));
        return;
    }
    let heading = printer.paint(Paint::Bad, &heading(failure));
    printer.line(&heading);
    if !failure.message.is_empty() {
        printer.foreign(&failure.message);
    }
    if let Some(log) = failure.log.as_deref().filter(|log| !log.trim().is_empty()) {
        printer.foreign(log);
    }
}

/// `FAIL svelte-check: //web:check (SvelteCheck), exit code 1`
fn heading(failure: &Failure) -> String {
    let mut heading = "FAIL".to_owned();
    if let Some(step) = &failure.step {
        heading.push_str(&format!(" {step}:"));
    }
    heading.push_str(&format!(" {}", failure.label));
    if let Some(mnemonic) = &failure.mnemonic {
        heading.push_str(&format!(" ({mnemonic})"));
    }
    if let Some(code) = failure.exit_code {
        heading.push_str(&format!(", exit code {code}"));
    }
    heading
}

/// Bazel prints an action's failure as an error, too, and then says that the build failed.
fn repeats(failure: &Failure, error: &str) -> bool {
    let first = |text: &str| text.lines().next().unwrap_or_default().trim().to_owned();
    let message = first(&failure.message);
    !message.is_empty() && (error.contains(&message) || first(error) == message)
        || error.starts_with("Build did NOT complete successfully")
        || error.starts_with("Build failed.")
}
