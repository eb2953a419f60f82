//! Runs one build or test with Bazel and returns everything known about it.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;
use std::time::Instant;

use bazel::process::Ended;
use bazel::rc::RcFiles;
use bazel::shell::shell_line;
use bazel::watchdog::Folder;
use bazel::{Invocation, Recordings, incremental, prepare, process};
use bep::{Model, Profile, Report};
use checkout::{Workspace, platform};

use super::finished::{Finished, Left, Said};
use super::nothing_to_do::Witness;
use super::retry::{self, Policy};
use crate::ending::Ending;
use crate::error::{Error, Result};
use crate::output::{Event, Started};
use crate::steps::Steps;
use crate::ui::printer::Printer;
use crate::ui::progress::{Detail, Heard, Progress};
use crate::ui::test_results;

/// A build to run, and what to show of it.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The checkout.
    pub workspace: &'a Workspace,
    /// What Bazel is asked for.
    pub invocation: &'a Invocation,
    /// How often to retry infrastructure failures.
    pub retries: Policy,
    /// The workspace's steps.
    pub steps: &'a Steps,
    /// What to show while it runs.
    pub detail: Detail,
}

/// Runs Bazel and shows its progress.
///
/// # Errors
/// When Bazel cannot be started. A failed build is not an error here.
pub fn run(printer: &mut Printer, job: Job) -> Result<Finished> {
    let mut invocation = prepare::for_workspace(job.workspace, job.invocation)?;
    let patience = prepare::patience(job.workspace, Some(&invocation));
    invocation.own_flags.extend(patience);
    let job = Job {
        invocation: &invocation,
        ..job
    };
    job.workspace.make_state_dir();
    // Before Bazel reads files that an update which was killed has left mixed.
    drift::recover(&job.workspace.root, &job.workspace.state_dir())?;
    printer.know_defaults(&RcFiles::read(&job.workspace.root).all_options());
    let start = Instant::now();
    let mut finished = retry::repeat(printer, job.retries, |printer| attempt(printer, job))?;
    if !finished.repeated.is_empty() {
        finished.ending.elapsed_ms = start.elapsed().as_secs_f64() * 1000.0;
    }
    Ok(finished)
}

fn attempt(printer: &mut Printer, job: Job) -> Result<Finished> {
    let workspace = job.workspace;
    // Private to the user: the events name the whole environment.
    let folder = Folder::make(&workspace.bazel, &workspace.root)?;
    let recordings = Recordings::below(folder.path());
    std::fs::write(&recordings.events, "").map_err(Error::write(&recordings.events))?;
    let explained = prepare::with_execution_log(job.invocation, folder.path());
    let (invocation, session) = incremental::begin(workspace, &explained);
    let arguments = invocation.arguments(&recordings)?;
    invocation.write_targets(&recordings)?;
    if invocation.verbose {
        printer.line(&format!("+ {}", shell_line(&workspace.bazel, &arguments)));
    }
    let job = Job {
        invocation: &invocation,
        ..job
    };
    let mut finished = follow(printer, job, &arguments, recordings, folder)?;
    if let Some(session) = session {
        prove(session, &mut finished);
    }
    Ok(finished)
}

/// Ends a session with the build that used it: if rustc read undeclared files, that build failed.
fn prove(session: incremental::Session, finished: &mut Finished) {
    let undeclared = session.end(&incremental::Ending {
        exit_code: finished.ending.exit_code,
        is_orderly: finished.left.is_orderly,
        exec_root: finished.left.exec_root.as_deref(),
        recordings: &finished.left.recordings,
    });
    if undeclared.is_empty() {
        return;
    }
    incremental::fail(&mut finished.report, &undeclared, &finished.steps);
    if finished.ending.exit_code == 0 {
        finished.ending.exit_code = bazel::exit_code::BUILD_FAILED;
        finished.bazel_exit_code = finished.ending.exit_code;
    }
}

fn follow(
    printer: &mut Printer,
    job: Job,
    arguments: &[OsString],
    recordings: Recordings,
    folder: Folder,
) -> Result<Finished> {
    printer.event(&started(job.invocation, job.steps));
    let mut progress = Progress::new(
        printer,
        job.detail,
        job.invocation,
        job.steps,
        &job.workspace.root,
    );
    let start = Instant::now();
    let mut witness = Witness::before(&mut progress);
    let (bazel, root) = (&job.workspace.bazel, &job.workspace.root);
    let events = Some(recordings.events.as_path());
    let ended = process::run(bazel, root, arguments, events, &mut witness)?;
    let flags = witness.flags;
    let elapsed_ms = start.elapsed().as_secs_f64() * 1000.0;
    let heard = progress.into_heard();
    printer.clear_live();
    let (report, heard) = report(printer, job, heard, &ended, &recordings.profile);
    Ok(Finished {
        report,
        ending: Ending {
            exit_code: ended.code,
            interrupted: ended.code == bazel::exit_code::INTERRUPTED,
            elapsed_ms,
        },
        bazel_exit_code: ended.code,
        repeated: Vec::new(),
        steps: heard.options.steps,
        said: Said {
            output: ended.output,
            told: heard.told,
        },
        left: Left {
            recordings,
            exec_root: heard.exec_root,
            generated: generated(job.invocation, &heard.model),
            is_orderly: !ended.was_killed && ended.events_broken.is_none(),
            lost_its_place: ended.lost_its_place,
            flags,
            _folder: folder,
        },
    })
}

/// What describes generated files among the outputs of a build that was asked for it.
fn generated(invocation: &Invocation, model: &Model) -> Vec<String> {
    if !invocation.own_flags.contains(&generated_flag()) {
        return Vec::new();
    }
    let outputs = model.outputs_in_group(drift::GROUP).into_iter();
    outputs
        .map(|output| output.exec_path)
        .filter(|path| drift::Generated::is_described_in(path))
        .collect()
}

/// The flag that asks a build for what generators make, instead of its targets' own outputs.
pub fn generated_flag() -> String {
    format!("--output_groups={}", drift::GROUP)
}

/// The report of a finished build, and the tests not shown yet.
fn report(
    printer: &mut Printer,
    job: Job,
    mut heard: Heard,
    ended: &Ended,
    profile: &Path,
) -> (Report, Heard) {
    if heard.acted {
        apply_profile(&mut heard.model, profile);
    }
    heard.options.exit_code = Some(i32::from(ended.code));
    heard.options.mode = Some(job.invocation.mode.name().to_owned());
    heard.options.redactor = printer.redactor().clone();
    if let Some(broken) = &ended.events_broken {
        printer.line(&format!("warning: the report is incomplete: {broken}"));
    }
    let report = heard.model.report(&heard.options);
    if job.detail == Detail::Tests {
        // Of a test that could not be built Bazel has no event of its own.
        let untold = |test: &&bep::Test| !heard.told_tests.contains(&test.label);
        let reasons: HashMap<&str, &str> = report.targets.iter().filter_map(reason).collect();
        for test in report.tests.iter().filter(untold) {
            let reason = reasons.get(test.label.as_str()).copied();
            test_results::tell(printer, test, reason);
        }
    }
    (report, heard)
}

/// A target's label, and why it was left out or did not end.
fn reason(target: &bep::Target) -> Option<(&str, &str)> {
    Some((&target.label, target.reason.as_deref()?))
}

fn started(invocation: &Invocation, steps: &Steps) -> Event {
    let asked = steps
        .all
        .iter()
        .filter(|step| invocation.targets.contains(&step.label()));
    Event::Started(Started {
        command: invocation.verb.name().to_owned(),
        mode: invocation.mode.name().to_owned(),
        platform: invocation.platform.clone().unwrap_or_else(platform::host),
        steps: asked.map(|step| step.name.clone()).collect(),
        targets: invocation.targets.clone(),
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
