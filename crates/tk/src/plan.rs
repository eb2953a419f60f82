//! A build of steps and targets from its plan to its last line: Bazel, `dist/`, summary, history.

use bep::{StepDefinition, StepStatus};

use crate::build::{self, Finished};
use crate::dist;
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::explain;
use crate::fast;
use crate::history;
use crate::machine;
use crate::printer::Printer;
use crate::progress::Detail;
use crate::recovery::failed::{self, Asked, Kind};
use crate::recovery::policy::Policy;
use crate::recovery::retry;
use crate::renewal::Renewal;
use crate::repeat::{self, Repeat};
use crate::run_args::RunArgs;
use crate::steps::{Selection, Steps};
use crate::summary;
use bazel::Invocation;
use bazel::Verb;
use checkout::Mode;
use checkout::Workspace;
use checkout::git;
use checkout::platform;

/// A build, decided in all parts.
pub struct Plan<'a> {
    /// The workspace's steps.
    pub steps: Steps,
    /// What to build of them and beside them.
    pub selection: Selection,
    /// The mode.
    pub mode: Mode,
    /// The flags that every build has.
    pub run: &'a RunArgs,
    /// All flags for Bazel that the user gives or has set.
    pub bazel_flags: &'a [String],
    /// Whether Bazel need not be asked where nothing can have changed.
    pub fast: bool,
}

impl Plan<'_> {
    /// The platform's name.
    pub fn platform(&self) -> String {
        self.run.platform.clone().unwrap_or_else(platform::host)
    }

    /// The command, as the way past Bazel knows it again.
    fn fast<'a>(&self, workspace: &'a Workspace) -> fast::Command<'a> {
        let flags = (
            &self.run.platform,
            self.run.no_parallel,
            self.run.no_incremental,
            self.bazel_flags,
        );
        fast::Command {
            workspace,
            decided: format!("build {:?} {flags:?} {:?}", self.mode, self.selection),
            platform: self.platform(),
            // Programs are to be told of a whole build.
            allowed: self.fast && !self.run.json && self.run.junit.is_none() && !self.run.github,
        }
    }

    /// The build as an invocation of Bazel.
    pub fn invocation(&self, live: bool) -> Invocation {
        Invocation {
            platform: self.run.platform.clone(),
            parallel: !self.run.no_parallel,
            keep_going: self.run.keep_going,
            verbose: self.run.verbose,
            live,
            recorded: !self.run.no_history,
            incremental: !self.run.no_incremental,
            user_flags: self.bazel_flags.to_vec(),
            targets: self.selection.targets.clone(),
            ..Invocation::new(Verb::Build, self.mode)
        }
    }
}

/// Builds, prints failures and the summary, brings `dist/` up to date.
///
/// # Errors
/// When `tk` itself cannot; a build that fails is an exit code.
pub fn carry_out(workspace: &Workspace, printer: &mut Printer, plan: &Plan) -> Result<ExitCode> {
    let invocation = plan.invocation(printer.is_live());
    if plan.run.dry_run {
        build::dry_run(workspace, printer, &invocation)?;
        return Ok(ExitCode::Success);
    }
    let fast = plan.fast(workspace);
    match fast.nothing_to_do() {
        Ok(proof) => {
            printer.line(&proof.sentence());
            return Ok(ExitCode::Success);
        }
        Err(unproven) if plan.run.verbose => printer.line(&format!("asking Bazel: {unproven}")),
        Err(_) => {}
    }
    let renewal = Renewal::before(workspace, plan.mode);
    let start = fast.start();
    let finished = build::run(
        workspace,
        printer,
        &invocation,
        Policy::of(plan.run.retries),
        &plan.steps,
        Detail::Steps,
    )?;
    let published = publish(workspace, plan, &finished);
    let dist = published.as_ref().ok().copied().flatten();
    tell(workspace, printer, plan, &finished, dist)?;
    history::record(workspace, printer, &invocation, &finished);
    if let Some(renewal) = renewal {
        renewal.after(printer, &finished);
    }
    let published = published?;
    if let Some(start) = start
        && let Err(unproven) = fast.remember(&start, &finished, published)
        && plan.run.verbose
    {
        printer.line(&format!("not remembered: {unproven}"));
    }
    Ok(ExitCode::of_bazel(finished.exit_code))
}

/// Tells people and programs how a build ended, and remembers what failed.
fn tell(
    workspace: &Workspace,
    printer: &mut Printer,
    plan: &Plan,
    finished: &Finished,
    dist: Option<dist::Outcome>,
) -> Result<()> {
    let failure_shown_at = explain::what_went_wrong(workspace, printer, finished, plan.run.verbose);
    let context = summary::Context {
        failure_shown_at,
        mode: plan.mode.name().to_owned(),
        platform: plan.platform(),
        asked: plan.selection.steps.clone(),
        exit_code: finished.exit_code,
        interrupted: finished.interrupted,
        elapsed_ms: finished.elapsed_ms,
        dist,
        repeat: Repeat {
            program: repeat::program(workspace),
            mode: Some(plan.mode),
            platform: plan.run.platform.clone(),
            bazel_flags: plan.bazel_flags.to_vec(),
            steps: finished.steps.clone(),
        },
    };
    summary::print(printer, &finished.report, &context);
    retry::print(printer, finished);
    let asked = Asked {
        kind: Kind::Build,
        mode: plan.mode,
        platform: plan.run.platform.as_deref(),
        targets: &plan.selection.targets,
    };
    failed::remember(workspace, printer, &asked, finished);
    let artifacts = dist.and_then(|outcome| machine::artifacts(&context.platform, outcome));
    let title = summary::title(&context);
    machine::ended(printer, plan.run, finished, &title, artifacts)
}

/// Brings `dist/` up to date after a build that succeeded.
///
/// # Errors
/// When it cannot be written, or the build did not leave what it should.
pub fn publish(
    workspace: &Workspace,
    plan: &Plan,
    finished: &Finished,
) -> Result<Option<dist::Outcome>> {
    let Some(exec_root) = finished
        .exec_root
        .as_deref()
        .filter(|_| finished.exit_code == 0)
    else {
        return Ok(None);
    };
    let built: Vec<StepDefinition> = finished
        .steps
        .iter()
        .filter(|step| {
            plan.selection.steps.contains(&step.name) && has_passed(finished, &step.name)
        })
        .cloned()
        .collect();
    let request = dist::Request {
        platform: &plan.platform(),
        mode: plan.mode,
        head: git::head(&workspace.root),
        commit: &|| git::describe(&workspace.root),
        steps: &built,
        exec_root,
        keep_others: !plan.selection.is_default,
    };
    dist::publish(workspace, &request).map(Some)
}

fn has_passed(finished: &Finished, name: &str) -> bool {
    finished
        .report
        .steps
        .iter()
        .any(|step| step.name == name && step.status == StepStatus::Passed)
}
