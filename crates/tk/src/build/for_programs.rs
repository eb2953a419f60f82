//! Machine output at the end of a build.

use bep::Report;

use super::finished::Finished;
use crate::args::RunArgs;
use crate::error::Result;
use crate::output::{self, Artifacts, github, junit};
use crate::ui::printer::Printer;
use crate::ui::summary;
use checkout::env_vars;

/// Keeps the result for `--json`, and writes the JUnit file and GitHub's annotations and summary, as far as
/// they are wanted.
///
/// # Errors
/// When a file cannot be written.
pub fn ended(
    printer: &mut Printer,
    args: &RunArgs,
    finished: &Finished,
    title: &str,
    artifacts: Option<Artifacts>,
) -> Result<()> {
    let report = &finished.report;
    printer.bazel_ended(|| output::Finished {
        exit_code: finished.ending.exit_code,
        bazel_exit_code: Some(finished.bazel_exit_code),
        nothing_to_do: finished.ending.exit_code == 0 && summary::has_nothing_to_do(report),
        interrupted: finished.ending.interrupted,
        elapsed_ms: finished.ending.elapsed_ms,
        artifacts,
        report: Some(report.clone()),
        error: None,
    });
    if args.github || is_github() {
        annotate(printer, report, title)?;
    }
    match &args.junit {
        Some(path) => junit::write(path, report, finished.ending),
        None => Ok(()),
    }
}

fn is_github() -> bool {
    env_vars::value(env_vars::GITHUB_ACTIONS).is_some_and(|value| value == "true")
}

fn annotate(printer: &mut Printer, report: &Report, title: &str) -> Result<()> {
    for line in github::annotations(report) {
        printer.line(&line);
    }
    match env_vars::value(env_vars::GITHUB_STEP_SUMMARY) {
        Some(path) => {
            let page = printer.redactor().text(&github::page(report, title));
            github::add_page(path.as_ref(), &page)
        }
        None => Ok(()),
    }
}

/// The state of `dist/<platform>/`, as data.
pub fn artifacts(platform: &str, outcome: artifacts::Outcome) -> Option<Artifacts> {
    let (files, changed, bytes) = match outcome {
        artifacts::Outcome::Nothing => return None,
        artifacts::Outcome::Unchanged { files, bytes } => (files, 0, bytes),
        artifacts::Outcome::Written {
            files,
            changed,
            bytes,
        } => (files, changed, bytes),
    };
    let number = |count| u64::try_from(count).unwrap_or(u64::MAX);
    Some(Artifacts {
        folder: format!("dist/{platform}"),
        files: number(files),
        changed: number(changed),
        bytes,
    })
}
