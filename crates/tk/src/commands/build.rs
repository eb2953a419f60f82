//! `tk build`: builds steps and targets, and brings `dist/` up to date.

use bep::{StepDefinition, StepStatus};
use clap::Args;

use crate::bazel::command_line::{Invocation, Verb};
use crate::build::{self, Finished};
use crate::cli::{RunArgs, split_exclusions};
use crate::commands::clean;
use crate::dist;
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::failures;
use crate::git;
use crate::mode::{Mode, ModeArgs};
use crate::platform;
use crate::printer::Printer;
use crate::progress::{Detail, is_progress_line};
use crate::steps::{self, Selection, Steps};
use crate::summary;
use crate::workspace::Workspace;

const EXAMPLES: &str = "\
Examples:
  tk build                       the development build
  tk build -p                    the production build: dist/<platform>/ holds what is shipped
  tk build svelte-check          one step
  tk build //crates/bep -c       one target, after removing all outputs
  tk build -p --dry-run          the Bazel command line that this would run
  tk build -- --disk_cache=DIR   a flag for Bazel";

/// Build steps and targets; leave the artifacts in dist/<platform>/
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct BuildArgs {
    #[command(flatten)]
    mode: ModeArgs,

    #[command(flatten)]
    run: RunArgs,

    /// Remove dist/ and Bazel's outputs first
    #[arg(short, long)]
    clean: bool,

    /// Steps and targets to build; without any, the steps of the mode
    #[arg(value_name = "STEP|TARGET")]
    targets: Vec<String>,

    /// Flags for Bazel
    #[arg(last = true, value_name = "BAZEL FLAG")]
    bazel_flags: Vec<String>,
}

/// Runs `tk build`.
///
/// # Errors
/// When `tk` itself cannot; a build that fails is an exit code.
pub fn run(args: &BuildArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    let mode = args.mode.mode_or(Mode::Development);
    let (bazel_flags, exclusions) = split_exclusions(&args.bazel_flags);
    let (steps, mut selection) = steps::select(&workspace, printer, &args.targets, mode)?;
    selection.targets.extend(exclusions);
    let plan = Plan {
        steps,
        selection,
        mode,
        run: &args.run,
        bazel_flags: &bazel_flags,
    };
    if args.clean && !args.run.dry_run {
        let cleaned = clean::outputs(&workspace, printer)?;
        if !cleaned.is_success() {
            return Ok(cleaned);
        }
    }
    build(&workspace, printer, &plan)
}

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
    /// The user's flags for Bazel.
    pub bazel_flags: &'a [String],
}

impl Plan<'_> {
    /// The platform's name.
    pub fn platform(&self) -> String {
        self.run.platform.clone().unwrap_or_else(platform::host)
    }

    fn invocation(&self, live: bool) -> Invocation {
        Invocation {
            platform: self.run.platform.clone(),
            parallel: !self.run.no_parallel,
            verbose: self.run.verbose,
            live,
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
pub fn build(workspace: &Workspace, printer: &mut Printer, plan: &Plan) -> Result<ExitCode> {
    let invocation = plan.invocation(printer.is_live());
    if plan.run.dry_run {
        printer.data(&build::dry_run(workspace, &invocation)?);
        return Ok(ExitCode::Success);
    }
    let finished = build::run(workspace, printer, &invocation, &plan.steps, Detail::Steps)?;
    let published = publish(workspace, plan, &finished);
    explain(workspace, printer, &finished, plan.run.verbose);
    let context = summary::Context {
        mode: plan.mode.name().to_owned(),
        platform: plan.platform(),
        asked: plan.selection.steps.clone(),
        exit_code: finished.exit_code,
        interrupted: finished.interrupted,
        elapsed_ms: finished.elapsed_ms,
        dist: published.as_ref().ok().copied().flatten(),
    };
    if finished.exit_code != 0 {
        printer.line("");
    }
    summary::print(printer, &finished.report, &context);
    published?;
    Ok(ExitCode::of_bazel(finished.exit_code))
}

/// Prints warnings, then failures; all that Bazel printed where the events explain nothing.
pub fn explain(workspace: &Workspace, printer: &mut Printer, finished: &Finished, verbose: bool) {
    if !verbose {
        failures::print_warnings(printer, &finished.report);
    }
    let explained = failures::print(printer, &finished.report, finished.interrupted);
    if finished.exit_code == 0 {
        return;
    }
    if !explained && !finished.interrupted && !verbose {
        for line in finished
            .output
            .lines()
            .filter(|line| !is_progress_line(line))
        {
            printer.foreign(line);
        }
    }
    if finished.report.actions.total == 0 {
        // It may be the remembered steps that do not fit.
        steps::forget(workspace);
    }
}

/// Brings `dist/` up to date after a build that succeeded.
fn publish(
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
