//! What `tk dev` builds and runs, in all its rounds and in one of them.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use bazel::{Invocation, Verb, prepare};
use checkout::{Mode, Workspace};

use super::settings::Settings;
use crate::args::RunArgs;
use crate::build::{self, Finished, select};
use crate::error::Result;
use crate::steps::{self, Here, Steps};
use crate::ui::printer::Printer;

/// What `tk dev` builds, in all its rounds.
pub struct Work {
    /// The workspace.
    pub workspace: Workspace,
    /// The folder in which the command was typed.
    pub folder: PathBuf,
    /// The mode.
    pub mode: Mode,
    /// The flags that every build has.
    pub run: RunArgs,
    /// The user's flags for Bazel.
    pub bazel_flags: Vec<String>,
    /// The programs to run.
    pub settings: Settings,
    /// Set to stop everything.
    pub stopping: AtomicBool,
}

/// The input of a round.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The files that changed; none in the first round.
    pub changed: BTreeSet<PathBuf>,
    /// Whether any file may have changed.
    pub anywhere: bool,
    /// The programs that run.
    pub running: BTreeSet<String>,
    /// The targets to start as soon as the build succeeds, whatever was rebuilt.
    pub waiting: BTreeSet<String>,
    /// The digests of the servers' scripts when they were started.
    pub served: Vec<(String, String)>,
}

impl Request {
    /// Whether nothing has changed yet.
    pub fn is_first(&self) -> bool {
        self.changed.is_empty() && !self.anywhere
    }

    /// Whether targets may have changed, or how they run.
    pub fn may_redefine(&self) -> bool {
        self.is_first() || self.anywhere || self.changed.iter().any(|file| is_definition(file))
    }
}

/// How the build of a round ended.
pub struct Outcome {
    /// Its request.
    pub request: Request,
    /// The build.
    pub finished: Result<Finished>,
    /// The steps that had something to do.
    pub affected: Vec<String>,
}

/// Whether a file can change what targets there are and how they are run.
fn is_definition(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let names = [
        "BUILD",
        "BUILD.bazel",
        "MODULE.bazel",
        "WORKSPACE",
        "WORKSPACE.bazel",
        ".bazelrc",
    ];
    names.contains(&name.as_ref()) || name.ends_with(".bzl")
}

/// The arguments that start a target, or write a script that does.
///
/// # Errors
/// When the user's flags cannot be passed on, or the workspace defines no platforms.
pub fn start_arguments(work: &Work, target: &str, script: Option<&Path>) -> Result<Vec<OsString>> {
    let invocation = Invocation {
        user_flags: work.bazel_flags.clone(),
        platform: work.run.platform.clone(),
        parallel: !work.run.no_parallel,
        incremental: !work.run.no_incremental,
        targets: vec![target.to_owned()],
        ..Invocation::new(Verb::Run, work.mode)
    };
    Ok(prepare::for_workspace(&work.workspace, &invocation)?.run_arguments(script)?)
}

/// What a round builds; servers that cannot be built are left out.
///
/// # Errors
/// When a name is unknown in the workspace, or Bazel does not answer.
pub fn plan<'a>(
    work: &'a Work,
    printer: &mut Printer,
    unready: &[String],
) -> Result<build::Request<'a>> {
    let settings = &work.settings;
    let (steps, mut selection) =
        select::select(&work.workspace, printer, &settings.steps, work.mode)?;
    check_restarts(settings, &steps)?;
    let servers = settings
        .serve
        .iter()
        .filter(|target| !unready.contains(*target));
    selection.targets.extend(servers.cloned());
    Ok(build::Request {
        steps,
        selection,
        mode: work.mode,
        run: &work.run,
        bazel_flags: &work.bazel_flags,
        fast: false,
    })
}

fn check_restarts(settings: &Settings, known: &Steps) -> Result<()> {
    let names: Vec<String> = settings
        .restart
        .keys()
        .filter(|name| !steps::is_target(name) && !known.has(name))
        .cloned()
        .collect();
    known.named(&names, &Here::default()).map(|_| ())
}
