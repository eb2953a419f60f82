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
use crate::fast;
use crate::git;
use crate::history;
use crate::machine;
use crate::mode::{Mode, ModeArgs};
use crate::platform;
use crate::printer::Printer;
use crate::progress::{Detail, without_progress};
use crate::recovery::failed::{self, Asked, Kind, Repetition};
use crate::recovery::retry::{self, Policy};
use crate::repeat::{self, Repeat};
use crate::steps::{self, Selection, Steps};
use crate::summary;
use crate::workspace::Workspace;

const EXAMPLES: &str = "\
Examples:
  tk build                       the development build
  tk build -p                    the production build: dist/<platform>/ holds what is shipped
  tk build svelte-check          one step
  tk build //crates/bep -c       one target, after removing all outputs
  tk build -k                    all that can be built, in spite of failures
  tk build --failed              what failed last time, in the mode in which it failed
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

    /// Ask Bazel even where nothing can have changed
    #[arg(long)]
    no_fast: bool,
    /// Build only what failed the last time it was built
    #[arg(long, conflicts_with = "targets")]
    failed: bool,

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
    args.run.begin(printer);
    let workspace = Workspace::from_environment()?;
    let repetition = args
        .failed
        .then(|| repetition(args, &workspace, printer))
        .transpose()?;
    let (mode, words, run) = match repetition {
        Some(repetition) if repetition.targets.is_empty() => return Ok(ExitCode::Success),
        Some(Repetition {
            mode,
            platform,
            targets,
        }) => {
            let run = RunArgs {
                platform,
                ..args.run.clone()
            };
            (mode, targets, run)
        }
        None => (
            args.mode.mode_or(Mode::Development),
            args.targets.clone(),
            args.run.clone(),
        ),
    };
    let (bazel_flags, exclusions) = split_exclusions(&args.bazel_flags);
    let bazel_flags = args.run.flags_for_bazel(bazel_flags);
    let (steps, mut selection) = steps::select(&workspace, printer, &words, mode)?;
    selection.targets.extend(exclusions);
    let plan = Plan {
        steps,
        selection,
        mode,
        run: &run,
        bazel_flags: &bazel_flags,
        fast: !args.no_fast && !args.clean,
    };
    if args.clean && !args.run.dry_run {
        let cleaned = clean::outputs(&workspace, printer)?;
        if !cleaned.is_success() {
            return Ok(cleaned);
        }
    }
    build(&workspace, printer, &plan)
}

fn repetition(
    args: &BuildArgs,
    workspace: &Workspace,
    printer: &mut Printer,
) -> Result<Repetition> {
    failed::repetition(
        workspace,
        printer,
        Kind::Build,
        args.mode.chosen(),
        Mode::Development,
        args.run.platform.as_deref(),
    )
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
        let flags = (&self.run.platform, self.run.no_parallel, self.bazel_flags);
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
            retry: Policy::of(self.run.retries),
            verbose: self.run.verbose,
            live,
            recorded: !self.run.no_history,
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
    let start = fast.start();
    let finished = build::run(workspace, printer, &invocation, &plan.steps, Detail::Steps)?;
    let published = publish(workspace, plan, &finished);
    let failure_shown_at = explain(workspace, printer, &finished, plan.run.verbose);
    let context = summary::Context {
        failure_shown_at,
        mode: plan.mode.name().to_owned(),
        platform: plan.platform(),
        asked: plan.selection.steps.clone(),
        exit_code: finished.exit_code,
        interrupted: finished.interrupted,
        elapsed_ms: finished.elapsed_ms,
        dist: published.as_ref().ok().copied().flatten(),
        repeat: Repeat {
            program: repeat::program(workspace),
            mode: Some(plan.mode),
            platform: plan.run.platform.clone(),
            bazel_flags: plan.bazel_flags.to_vec(),
            steps: finished.steps.clone(),
        },
    };
    summary::print(printer, &finished.report, &context);
    retry::print(printer, &finished);
    let asked = Asked {
        kind: Kind::Build,
        mode: plan.mode,
        platform: plan.run.platform.as_deref(),
        targets: &plan.selection.targets,
    };
    failed::remember(workspace, printer, &asked, &finished);
    let artifacts = context
        .dist
        .and_then(|outcome| machine::artifacts(&context.platform, outcome));
    let title = summary::title(&context);
    machine::ended(printer, plan.run, &finished, &title, artifacts)?;
    history::record(workspace, printer, &invocation, &finished);
    let published = published?;
    if let Some(start) = start
        && let Err(unproven) = fast.remember(&start, &finished, published)
        && plan.run.verbose
    {
        printer.line(&format!("not remembered: {unproven}"));
    }
    Ok(ExitCode::of_bazel(finished.exit_code))
}

/// Prints warnings, then failures; all that Bazel printed where the events explain nothing. After
/// how many lines of the printer's the last failure had been shown.
pub fn explain(
    workspace: &Workspace,
    printer: &mut Printer,
    finished: &Finished,
    verbose: bool,
) -> Option<u64> {
    if !verbose {
        failures::print_warnings(printer, &finished.report);
    }
    let shown = failures::print(
        printer,
        &finished.report,
        finished.interrupted,
        &finished.told,
    );
    if finished.exit_code == 0 {
        return None;
    }
    if shown.is_none() && !finished.interrupted && !verbose {
        let said: Vec<&str> = without_progress(&finished.output).collect();
        if !said.is_empty() {
            printer.foreign(&said.join("\n"));
        }
    }
    if finished.report.actions.total == 0 {
        // It may be the remembered steps that do not fit.
        steps::forget(workspace);
    }
    shown
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
