//! Runs one build or test with Bazel and gives back all that was learned of it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Instant;

use bep::{Model, Profile, Report, ReportOptions, StepDefinition};
use redact::Redactor;

use crate::error::{Error, Result};
use crate::failures::Told;
use crate::fast;
use crate::machine::{Event, Started};
use crate::printer::Printer;
use crate::progress::{Detail, Progress};
use crate::recovery::policy::Policy;
use crate::recovery::retry::{self, Attempt};
use crate::steps::Steps;
use crate::tests_report;
use bazel::incremental;
use bazel::prepare;
use bazel::process;
use bazel::shell::{shell_line, shell_word, shell_word_with_variables};
use bazel::watchdog::Folder;
use bazel::{Invocation, Recordings};
use checkout::Workspace;
use checkout::env_vars;
use checkout::files;
use checkout::platform;

/// What is known of a build that has ended.
pub struct Finished {
    /// What it did.
    pub report: Report,
    /// Bazel's exit code.
    pub exit_code: u8,
    /// Whether somebody stopped it.
    pub interrupted: bool,
    /// Whether it ended, unasked, while it waited for Bazel's lock.
    pub lost_its_place: bool,
    /// Whether Bazel and its server ended by themselves, with all that they record.
    pub is_orderly: bool,
    /// The attempts before this one, which were repeated.
    pub repeated: Vec<Attempt>,
    /// How long Bazel ran, its start and its waiting included; milliseconds. With several attempts,
    /// all of them and the pauses in between.
    pub elapsed_ms: f64,
    /// What Bazel printed.
    pub output: String,
    /// The failures that were told of while it ran.
    pub told: Told,
    /// The steps as the build defined them.
    pub steps: Vec<StepDefinition>,
    /// Below what the steps' paths stand; unknown when the build did not get that far.
    pub exec_root: Option<PathBuf>,
    /// What the way past Bazel needs to know of it.
    pub evidence: fast::Evidence,
    /// What takes secrets out of all that is stored or shown of it.
    pub redactor: &'static Redactor,
    /// What Bazel wrote about it; the files are there as long as this is.
    pub recordings: Recordings,
    _folder: Folder,
}

/// Prints the command line that [`run`] would run, for a shell to do the same.
///
/// Bazel's recordings go where they stay and nobody else reads them. A value of the environment that
/// is a secret is named, not printed.
///
/// # Errors
/// When the user's flags cannot be passed on, or there is no place for the recordings.
pub fn dry_run(
    workspace: &Workspace,
    printer: &mut Printer,
    invocation: &Invocation,
) -> Result<()> {
    let folder = workspace.make_state_dir().join("dry-run");
    files::make_private_folder(&folder)?;
    let prepared = prepare::for_workspace(workspace, invocation)?;
    let mut invocation = prepare::with_execution_log(workspace, &prepared, &folder);
    invocation.compilation.reused = incremental::may_reuse(&invocation);
    let arguments = invocation.arguments(&Recordings::below(&folder))?;
    let redactor = printer.redactor();
    let variables: Vec<(String, String)> = env_vars::all().collect();
    let words = std::iter::once(workspace.bazel.as_os_str())
        .chain(arguments.iter().map(OsString::as_os_str))
        .map(|word| word.to_string_lossy())
        .map(|word| match redactor.text(&word) == word {
            true => shell_word(&word),
            false => shell_word_with_variables(&word, &variables),
        });
    let line = words.collect::<Vec<_>>().join(" ");
    let is_below =
        std::env::current_dir().is_ok_and(|current| current.starts_with(&workspace.root));
    printer.exact_data(&match is_below {
        true => line,
        false => format!(
            "cd {} && {line}",
            shell_word(&workspace.root.to_string_lossy())
        ),
    });
    Ok(())
}

/// Runs Bazel, telling of it on the way.
///
/// # Errors
/// When Bazel cannot be started. A build that fails is no error here.
pub fn run(
    workspace: &Workspace,
    printer: &mut Printer,
    invocation: &Invocation,
    retries: Policy,
    steps: &Steps,
    detail: Detail,
) -> Result<Finished> {
    let invocation = &prepare::for_workspace(workspace, invocation)?;
    workspace.make_state_dir();
    let start = Instant::now();
    let mut finished = retry::repeat(printer, retries, |printer| {
        attempt(workspace, printer, invocation, steps, detail)
    })?;
    if !finished.repeated.is_empty() {
        finished.elapsed_ms = start.elapsed().as_secs_f64() * 1000.0;
    }
    Ok(finished)
}

fn attempt(
    workspace: &Workspace,
    printer: &mut Printer,
    invocation: &Invocation,
    steps: &Steps,
    detail: Detail,
) -> Result<Finished> {
    // Private to the user: the events name the whole environment.
    let folder = Folder::make(&workspace.bazel, &workspace.root)?;
    let recordings = Recordings::below(folder.path());
    std::fs::write(&recordings.events, "").map_err(Error::write(&recordings.events))?;
    let explained = prepare::with_execution_log(workspace, invocation, folder.path());
    let (invocation, session) = incremental::begin(workspace, &explained);
    let arguments = invocation.arguments(&recordings)?;
    if invocation.verbose {
        printer.line(&format!("+ {}", shell_line(&workspace.bazel, &arguments)));
    }
    let recorded = Recorded { recordings, folder };
    let mut finished = follow(
        workspace,
        printer,
        &invocation,
        steps,
        detail,
        &arguments,
        recorded,
    )?;
    if let Some(session) = session {
        prove(session, &mut finished);
    }
    Ok(finished)
}

/// Ends a session with the build that used it: what rustc read unasked is a failure of that build.
fn prove(session: incremental::Session, finished: &mut Finished) {
    let undeclared = session.end(&incremental::Ending {
        exit_code: finished.exit_code,
        is_orderly: finished.is_orderly,
        exec_root: finished.exec_root.as_deref(),
        recordings: &finished.recordings,
    });
    if undeclared.is_empty() {
        return;
    }
    incremental::fail(&mut finished.report, &undeclared, &finished.steps);
    if finished.exit_code == 0 {
        finished.exit_code = bazel::exit_code::BUILD_FAILED;
    }
}

/// Where a build is recorded.
struct Recorded {
    recordings: Recordings,
    folder: Folder,
}

fn follow(
    workspace: &Workspace,
    printer: &mut Printer,
    invocation: &Invocation,
    steps: &Steps,
    detail: Detail,
    arguments: &[OsString],
    recorded: Recorded,
) -> Result<Finished> {
    let recordings = recorded.recordings;
    printer.event(&started(invocation, steps));
    let mut progress = Progress::new(
        printer,
        detail,
        invocation.verbose,
        steps,
        &workspace.root,
        &invocation.targets,
    );
    let start = Instant::now();
    let mut witness = fast::Witness::before(&mut progress);
    let ended = process::run(
        &workspace.bazel,
        &workspace.root,
        arguments,
        Some(&recordings.events),
        &mut witness,
    )?;
    let evidence = witness.evidence;
    let elapsed = start.elapsed();
    let interrupted = ended.code == bazel::exit_code::INTERRUPTED;
    let acted = progress.acted;
    let told = std::mem::take(&mut progress.told);
    let told_tests = progress.told_tests();
    let (mut model, options, exec_root) = progress.into_parts();
    if acted {
        apply_profile(&mut model, &recordings.profile);
    }
    let options = ReportOptions {
        exit_code: Some(i32::from(ended.code)),
        mode: Some(invocation.mode.name().to_owned()),
        redactor: printer.redactor().clone(),
        ..options
    };
    printer.clear_live();
    if let Some(broken) = &ended.events_broken {
        printer.line(&format!("warning: what follows is incomplete: {broken}"));
    }
    let report = model.report(&options);
    if detail == Detail::Tests {
        // Of a test that could not be built Bazel has no event of its own.
        let untold = |test: &&bep::Test| !told_tests.contains(&test.label);
        for test in report.tests.iter().filter(untold) {
            tests_report::tell(printer, test);
        }
    }
    Ok(Finished {
        report,
        exit_code: ended.code,
        interrupted,
        lost_its_place: ended.lost_its_place,
        is_orderly: !ended.was_killed && ended.events_broken.is_none(),
        repeated: Vec::new(),
        elapsed_ms: elapsed.as_secs_f64() * 1000.0,
        output: ended.output,
        told,
        steps: options.steps,
        exec_root,
        evidence,
        redactor: printer.redactor(),
        recordings,
        _folder: recorded.folder,
    })
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
