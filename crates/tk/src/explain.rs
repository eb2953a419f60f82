//! What went wrong in a build, for people: after Bazel, before the summary.

use crate::build::Finished;
use crate::failures;
use crate::printer::Printer;
use crate::progress::without_progress;
use crate::steps;
use checkout::Workspace;

/// Prints warnings, then failures; all that Bazel printed where the events explain nothing. After
/// how many lines of the printer's the last failure had been shown.
pub fn what_went_wrong(
    workspace: &Workspace,
    printer: &mut Printer,
    finished: &Finished,
    verbose: bool,
) -> Option<u64> {
    if !verbose {
        failures::print_warnings(printer, &finished.report);
    }
    let shown = failures::print(
        printer,
        &finished.report,
        finished.interrupted,
        &finished.told,
    );
    if finished.exit_code == 0 {
        return None;
    }
    if shown.is_none() && !finished.interrupted && !verbose {
        let said: Vec<&str> = without_progress(&finished.output).collect();
        if !said.is_empty() {
            printer.foreign(&said.join("\n"));
        }
    }
    if finished.report.actions.total == 0 {
        // It may be the remembered steps that do not fit.
        steps::forget(workspace);
    }
    shown
}
