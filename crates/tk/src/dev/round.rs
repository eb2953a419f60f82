//! One round of building, in a thread of its own: programs go on talking meanwhile.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use bep::StepStatus;

use super::event::Event;
use super::settings::Settings;
use crate::args::RunArgs;
use crate::build::Job;
use crate::build::select;
use crate::build::{self, Finished};
use crate::build::{Request as BuildRequest, publish};
use crate::error::{Error, Result};
use crate::history;
use crate::steps::Steps;
use crate::ui::printer::{Capabilities, Printer};
use crate::ui::progress::Detail;
use crate::ui::waiting;
use bazel::Invocation;
use bazel::Observer;
use bazel::Verb;
use bazel::lock::{Notice, is_waiting_line};
use bazel::prepare;
use bazel::process;
use bazel::run_script;
use checkout::Mode;
use checkout::Workspace;

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
    /// What is left out of the builds, as labels behind a `-`.
    pub exclusions: Vec<String>,
    /// What runs beside the builds.
    pub settings: Settings,
    /// Set when all is to end.
    pub stopping: AtomicBool,
}

/// What a round begins with.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The files that changed; none in the first round.
    pub changed: BTreeSet<PathBuf>,
    /// Whether any file may have changed.
    pub anywhere: bool,
    /// The programs that run.
    pub running: BTreeSet<String>,
    /// The targets that are to be started as soon as the build is good, whatever was rebuilt.
    pub waiting: BTreeSet<String>,
    /// What the scripts of the servers were when they were started.
    pub served: Vec<(String, String)>,
}

impl Request {
    /// Whether nothing has changed yet.
    pub fn is_first(&self) -> bool {
        self.changed.is_empty() && !self.anywhere
    }

    /// Whether targets may be others now, or run in another way.
    fn may_redefine(&self) -> bool {
        self.is_first() || self.anywhere || self.changed.iter().any(|file| is_definition(file))
    }
}

/// How the build of a round ended.
pub struct Outcome {
    /// What it began with.
    pub request: Request,
    /// The build.
    pub finished: Result<Finished>,
    /// The steps that had something to do.
    pub affected: Vec<String>,
}

/// Runs a round; what becomes ready on the way is told at once.
pub fn run(work: &Arc<Work>, request: Request, events: &Sender<Event>) {
    let (work, events) = (Arc::clone(work), events.clone());
    std::thread::spawn(move || {
        let mut round = Round {
            work: &work,
            events: &events,
            unready: Vec::new(),
        };
        round.go(request);
        let _ = events.send(Event::Over);
    });
}

/// The steps with actions, which is how Bazel says that an input of theirs changed, and what failed
/// without belonging to a step.
fn affected(finished: &Finished) -> Vec<String> {
    let report = &finished.report;
    let steps = report
        .steps
        .iter()
        .filter(|step| step.actions > 0 || step.status == StepStatus::Failed);
    let failures = report
        .failures
        .iter()
        .filter(|failure| failure.step.is_none() && !failure.label.is_empty());
    let mut affected: Vec<String> = steps.map(|step| step.name.clone()).collect();
    for failure in failures {
        if !affected.contains(&failure.label) {
            affected.push(failure.label.clone());
        }
    }
    affected
}

struct Round<'a> {
    work: &'a Work,
    events: &'a Sender<Event>,
    /// The targets that could not be made ready.
    unready: Vec<String>,
}

impl Round<'_> {
    fn go(&mut self, request: Request) {
        let settings = &self.work.settings;
        // A server needs less than the whole build: it does not wait for that.
        for target in &settings.serve {
            if !request.running.contains(target) {
                self.prepare(target);
            }
        }
        let finished = self.build();
        let affected = finished.as_ref().map(affected).unwrap_or_default();
        let is_good = finished
            .as_ref()
            .is_ok_and(|finished| finished.ending.exit_code == 0);
        // People hear of it before more is built.
        let _ = self.events.send(Event::Built(Box::new(Outcome {
            request: request.clone(),
            finished,
            affected: affected.clone(),
        })));
        if is_good {
            self.prepare_programs(&request, &affected);
        }
    }

    /// Makes ready what was rebuilt.
    fn prepare_programs(&mut self, request: &Request, affected: &[String]) {
        for (target, fingerprint) in &request.served {
            let script = run_script::path(&self.work.workspace, "dev", target);
            let is_new = run_script::fingerprint(&script).as_ref() != Some(fingerprint);
            if is_new || request.may_redefine() {
                self.prepare(target);
            }
        }
        for (step, target) in &self.work.settings.restart {
            if affected.contains(step) || request.waiting.contains(target) {
                self.prepare(target);
            }
        }
    }

    fn is_stopping(&self) -> bool {
        self.work.stopping.load(Ordering::Relaxed)
    }

    fn build(&self) -> Result<Finished> {
        let workspace = &self.work.workspace;
        let printer = &mut passing_printer(self.events);
        let plan = plan(self.work, printer, &self.unready)?;
        let invocation = plan.invocation(false);
        // Steps are told of by the round's one line: only what tools say is passed on.
        let finished = build::run(
            printer,
            Job {
                workspace,
                invocation: &invocation,
                retries: plan.retries(),
                steps: &plan.steps,
                detail: Detail::Tests,
            },
        )?;
        let published = publish(workspace, &plan, &finished);
        history::record(workspace, printer, &invocation, &finished);
        published?;
        Ok(finished)
    }

    /// Builds a target that is to be started, and says where its script is, or remembers why not.
    fn prepare(&mut self, target: &str) {
        if self.is_stopping() {
            return;
        }
        match self.script(target) {
            Ok(script) => {
                let target = target.to_owned();
                let _ = self.events.send(Event::Ready { target, script });
            }
            Err(_) if self.is_stopping() => {}
            Err(reason) => {
                let target = target.to_owned();
                self.unready.push(target.clone());
                let _ = self.events.send(Event::Unready { target, reason });
            }
        }
    }

    fn script(&self, target: &str) -> Result<PathBuf, String> {
        let work = self.work;
        let make = || -> Result<Result<PathBuf, String>> {
            let script = run_script::path(&work.workspace, "dev", target);
            let folder = tempfile::tempdir().map_err(Error::write(std::env::temp_dir()))?;
            let written = folder.path().join("run.sh");
            let arguments = start_arguments(work, target, Some(&written))?;
            let mut observer = Passing {
                events: self.events,
            };
            let ended = process::run(
                &work.workspace.bazel,
                &work.workspace.root,
                &arguments,
                None,
                &mut observer,
            )?;
            if ended.code != 0 {
                return Ok(Err(ended.output));
            }
            run_script::install(&written, &script, &work.folder)?;
            Ok(Ok(script))
        };
        make().unwrap_or_else(|error| Err(error.to_string()))
    }
}

/// The arguments that start a target, or make a script which does.
///
/// # Errors
/// When the user's flags cannot be passed on, or a platform is asked for where none is defined.
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
/// When a name means nothing in the workspace, or Bazel cannot be asked.
pub fn plan<'a>(
    work: &'a Work,
    printer: &mut Printer,
    unready: &[String],
) -> Result<BuildRequest<'a>> {
    let settings = &work.settings;
    let (steps, mut selection) =
        select::select(&work.workspace, printer, &settings.steps, work.mode)?;
    check_restarts(settings, &steps)?;
    let servers = settings
        .serve
        .iter()
        .filter(|target| !unready.contains(*target));
    selection
        .targets
        .extend(servers.chain(&work.exclusions).cloned());
    Ok(BuildRequest {
        steps,
        selection,
        mode: work.mode,
        run: &work.run,
        bazel_flags: &work.bazel_flags,
        fast: false,
    })
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

fn check_restarts(settings: &Settings, steps: &Steps) -> Result<()> {
    let names: Vec<String> = settings
        .restart
        .keys()
        .filter(|name| !name.starts_with("//"))
        .cloned()
        .collect();
    steps.named(&names, Path::new("")).map(|_| ())
}

/// A printer whose lines come as events.
fn passing_printer(events: &Sender<Event>) -> Printer {
    let lines = PassingLines {
        unfinished: Vec::new(),
        events: events.clone(),
    };
    Printer::new(
        Box::new(std::io::sink()),
        Box::new(lines),
        Capabilities::default(),
        Box::new(|| (80, 24)),
    )
}

struct PassingLines {
    unfinished: Vec<u8>,
    events: Sender<Event>,
}

impl Write for PassingLines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.unfinished.extend_from_slice(bytes);
        while let Some(end) = self.unfinished.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unfinished.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line[..end]).into_owned();
            let _ = self.events.send(Event::Passing(line));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Tells that Bazel waits for another one.
struct Passing<'a> {
    events: &'a Sender<Event>,
}

impl Observer for Passing<'_> {
    fn output(&mut self, line: &str) {
        if is_waiting_line(line) {
            let _ = self.events.send(Event::Passing(line.to_owned()));
        }
    }

    fn notice(&mut self, text: &str) {
        let _ = self.events.send(Event::Passing(text.to_owned()));
    }

    fn waiting(&mut self, notice: &Notice) {
        if let Some(text) = waiting::once(notice) {
            let _ = self.events.send(Event::Passing(text));
        }
    }
}
