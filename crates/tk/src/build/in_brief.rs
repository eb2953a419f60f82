//! The end of a build for a reader with little room.

use checkout::Workspace;

use super::finished::Finished;
use super::retry;
use crate::ui::agent::{self, About};
use crate::ui::printer::Printer;
use crate::ui::summary::Context;

/// Prints how a build ended, in place of all else, where output is to be short. `command` runs again what failed.
pub fn in_brief(
    workspace: &Workspace,
    printer: &mut Printer,
    finished: &Finished,
    context: &Context,
    id: Option<i64>,
    command: &'static str,
) {
    let about = About {
        report: &finished.report,
        context,
        told: &finished.said.told,
        output: &finished.said.output,
        retried: retry::line(&finished.repeated),
        root: &workspace.root.to_string_lossy(),
        id,
        command,
    };
    agent::tell(printer, &about);
}
