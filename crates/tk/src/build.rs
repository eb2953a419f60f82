//! Runs one build or test with Bazel and gives back all that was learned of it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Instant;

use bep::{Model, Profile, Report, ReportOptions, StepDefinition};

use crate::bazel::command_line::{Invocation, Recordings, shell_line};
use crate::bazel::process;
use crate::error::{Error, Result};
use crate::printer::Printer;
use crate::progress::{Detail, Progress};
use crate::steps::Steps;
use crate::workspace::Workspace;

/// What is known of a build that has ended.
pub struct Finished {
    /// What it did.
    pub report: Report,
    /// Bazel's exit code.
    pub exit_code: u8,
    /// Whether somebody stopped it.
    pub interrupted: bool,
    /// How long Bazel ran, its start and its waiting included; milliseconds.
    pub elapsed_ms: f64,
    /// What Bazel printed.
    pub output: String,
    /// The steps as the build defined them.
    pub steps: Vec<StepDefinition>,
    /// Below what the steps' paths stand; unknown when the build did not get that far.
    pub exec_root: Option<PathBuf>,
}

/// The command line as people could type it.
///
/// # Errors
/// When the user's flags cannot be passed on.
pub fn dry_run(workspace: &Workspace, invocation: &Invocation) -> Result<String> {
    let recordings = Recordings::below(&std::env::temp_dir().join("tk-dry-run"));
    Ok(shell_line(
        &workspace.bazel,
        &invocation.arguments(&recordings)?,
    ))
}

/// Runs Bazel, telling of it on the way.
///
/// # Errors
/// When Bazel cannot be started. A build that fails is no error here.
pub fn run(
    workspace: &Workspace,
    printer: &mut Printer,
    invocation: &Invocation,
    steps: &Steps,
    detail: Detail,
) -> Result<Finished> {
    // Private to the user: the events name the whole environment.
    let folder = tempfile::Builder::new()
        .prefix("tk-")
        .tempdir()
        .map_err(Error::write(std::env::temp_dir()))?;
    let recordings = Recordings::below(folder.path());
    std::fs::write(&recordings.events, "").map_err(Error::write(&recordings.events))?;
    let arguments = invocation.arguments(&recordings)?;
    if invocation.verbose {
        printer.line(&format!("+ {}", shell_line(&workspace.bazel, &arguments)));
    }
    follow(
        workspace,
        printer,
        invocation,
        steps,
        detail,
        &arguments,
        &recordings,
    )
}

fn follow(
    workspace: &Workspace,
    printer: &mut Printer,
    invocation: &Invocation,
    steps: &Steps,
    detail: Detail,
    arguments: &[OsString],
    recordings: &Recordings,
) -> Result<Finished> {
    let mut progress = Progress::new(printer, detail, invocation.verbose, steps, &workspace.root);
    let start = Instant::now();
    let ended = process::run(
        &workspace.bazel,
        &workspace.root,
        arguments,
        Some(&recordings.events),
        &mut progress,
    )?;
    let elapsed = start.elapsed();
    let interrupted = progress.interrupted || ended.code == crate::ExitCode::INTERRUPTED;
    let acted = progress.acted;
    let (mut model, options, exec_root) = progress.into_parts();
    if acted {
        apply_profile(&mut model, &recordings.profile);
    }
    let options = ReportOptions {
        exit_code: Some(i32::from(ended.code)),
        mode: Some(invocation.mode.name().to_owned()),
        ..options
    };
    printer.clear_live_line();
    if let Some(broken) = &ended.events_broken {
        printer.line(&format!("warning: what follows is incomplete: {broken}"));
    }
    Ok(Finished {
        report: model.report(&options),
        exit_code: ended.code,
        interrupted,
        elapsed_ms: elapsed.as_secs_f64() * 1000.0,
        output: ended.output,
        steps: options.steps,
        exec_root,
    })
}

/// Without a profile (a flag of the user's can move it) the times of actions are not known.
fn apply_profile(model: &mut Model, path: &Path) {
    let logs = model.tool_logs().into_iter().filter_map(|log| log.path);
    let named = logs.filter(|log| log.to_string_lossy().contains("profile"));
    let found = std::iter::once(path.to_owned())
        .chain(named)
        .find_map(|path| Profile::read(&path).ok());
    if let Some(profile) = found {
        model.apply_profile(profile);
    }
}
