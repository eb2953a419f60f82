//! Prints what failed in a build, before the summary.

use bazel::registry;
use checkout::Workspace;

use super::finished::Finished;
use crate::error::hints;
use crate::steps;
use crate::ui::failures;
use crate::ui::printer::Printer;

/// Prints warnings and failures. Returns the printer's line count after the last failure was shown.
pub fn print_failures(
    workspace: &Workspace,
    printer: &mut Printer,
    finished: &Finished,
    verbose: bool,
) -> Option<u64> {
    let (report, said) = (&finished.report, &finished.said);
    let shown = failures::print_all(
        printer,
        report,
        finished.ending,
        &said.output,
        &said.told,
        verbose,
    );
    if !finished.ending.is_success() && report.actions.total == 0 {
        // It may be the remembered steps that do not fit.
        steps::forget(workspace);
    }
    let is_lost = || registry::unreachable(&said.output).is_some();
    if !finished.ending.is_success() && report.actions.total == 0 && is_lost() {
        printer.line(&format!("  next: {}", hints::UNREACHABLE));
    }
    shown
}
