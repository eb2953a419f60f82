//! Records a build in the history. Errors are warnings: they never fail a build.

use bazel::Invocation;
use checkout::{Workspace, git};
use history::{EndedBuild, Recorded};

use super::finished::Finished;
use crate::error::with_causes;
use crate::ui::printer::{Paint, Printer};
use crate::ui::secrets;

/// Records a finished build, unless the history is off. Its number, if it is recorded.
pub fn record(
    workspace: &Workspace,
    printer: &mut Printer,
    invocation: &Invocation,
    finished: &Finished,
) -> Option<i64> {
    if !invocation.recorded {
        return None;
    }
    let recorded = history::record(
        workspace,
        &EndedBuild {
            report: &finished.report,
            command_line: &secrets::own_words(),
            mode: invocation.mode.name(),
            commit: git::head(&workspace.root).as_deref(),
            exit_code: finished.ending.exit_code,
            elapsed_ms: finished.ending.elapsed_ms,
            recordings: &finished.left.recordings,
            steps: &finished.steps,
            redactor: printer.redactor(),
        },
    );
    let id = recorded.as_ref().ok().map(|recorded| recorded.id);
    for text in warnings(recorded) {
        let word = printer.paint(Paint::Warning, "warning:");
        printer.line(&format!("{word} {text}"));
    }
    id
}

fn warnings(recorded: history::Result<Recorded>) -> Vec<String> {
    let recorded = match recorded {
        Ok(recorded) => recorded,
        Err(error) => {
            let causes = with_causes(&error);
            return vec![format!("this build is not in the history: {causes}")];
        }
    };
    let damaged = recorded.set_aside.map(|aside| {
        let aside = aside.display();
        format!("the history was damaged: starting a new one, the old one is now {aside}")
    });
    let missing = recorded.missing.iter().map(|missing| {
        let causes = with_causes(missing);
        format!("the history of this build is incomplete: {causes}")
    });
    damaged.into_iter().chain(missing).collect()
}
