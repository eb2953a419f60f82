//! What to build: words of the command line, or the workspace's default steps.

use bazel::query;
use checkout::{Mode, Workspace};

use crate::args::exclusions::is_exclusion;
use crate::error::{Error, Result};
use crate::steps::{self, Here, Selection, Steps};
use crate::ui::printer::{Paint, Printer};
use crate::ui::waiting::WaitingShown;

/// The steps of the workspace, for a command that continues without them: if Bazel cannot list them,
/// there are none, and the build that follows fails with the same error and exit code.
///
/// # Errors
/// When Bazel cannot be asked.
pub fn load(workspace: &Workspace, printer: &mut Printer) -> Result<Steps> {
    Ok(load_if_listed(workspace, printer)?.unwrap_or_default())
}

/// The same; `None` if Bazel cannot list them.
///
/// # Errors
/// When Bazel cannot be asked.
pub fn load_if_listed(workspace: &Workspace, printer: &mut Printer) -> Result<Option<Steps>> {
    match list(workspace, printer) {
        Err(Error::Bazel(bazel::Error::Query { code, .. }))
            if code != bazel::exit_code::INTERRUPTED =>
        {
            let warning = printer.paint(Paint::Warning, "warning:");
            printer.line(&format!(
                "{warning} Bazel could not list the steps (exit code {code})"
            ));
            Ok(None)
        }
        other => other.map(Some),
    }
}

fn list(workspace: &Workspace, printer: &mut Printer) -> Result<Steps> {
    steps::list(workspace, || {
        let observer = &mut WaitingShown::listing(printer, "steps");
        Ok(query::rules_and_files(
            workspace,
            observer,
            "steps",
            steps::QUERY,
        )?)
    })
}

/// Finds what to build, asking Bazel again before rejecting an unknown name. Words that only leave something out do so
/// from the default steps.
///
/// # Errors
/// When a word is neither a step nor a target.
pub fn select(
    workspace: &Workspace,
    printer: &mut Printer,
    words: &[String],
    mode: Mode,
) -> Result<(Steps, Selection)> {
    let here = Here::of(workspace);
    if words.iter().all(|word| is_exclusion(word)) {
        let steps = load(workspace, printer)?;
        let selection = steps.default_for(mode)?;
        let selection = selection.with(words, &here, &steps.all);
        return Ok((steps, selection));
    }
    let only_targets = words.iter().all(|word| steps::is_target(word));
    let steps = if only_targets {
        load(workspace, printer)
    } else {
        list(workspace, printer)
    }?;
    match steps.named(words, &here) {
        Ok(selection) => Ok((steps, selection)),
        Err(Error::UnknownStep { .. }) if steps::forget(workspace) => {
            let steps = list(workspace, printer)?;
            let selection = steps.named(words, &here)?;
            Ok((steps, selection))
        }
        Err(error) => Err(error),
    }
}

/// A target of the command line as seen from the root.
pub fn target(workspace: &Workspace, word: &str) -> String {
    steps::absolute_target(word, &Here::of(workspace))
}
