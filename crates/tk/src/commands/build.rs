//! `tk build`: builds steps and targets, and updates `dist/`.

use clap::Args;

use crate::args::exclusions::{self, unmarked};
use crate::args::{AffectedFlags, AgentArgs, ModeArgs, RunArgs};
use crate::build::affected;
use crate::build::failed::{self, Kind, Repetition};
use crate::build::select;
use crate::build::target_file;
use crate::build::{self, Request};
use crate::commands::{clean, generate};
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::ui::drift;
use crate::ui::printer::Printer;
use bazel::Verb;
use checkout::Mode;
use checkout::Workspace;

const EXAMPLES: &str = "\
Examples:
  tk build                       the development build
  tk build -p                    the production build, ready to ship from dist/<platform>/
  tk build svelte-check          one step
  tk build //crates/bep -c       one target, after removing all outputs
  tk build //... -//web/...      all targets but those below web/
  tk build -k                    as much as possible, despite failures
  tk build --failed              what failed last time, in the same mode
  tk build --affected            what has changed since the main branch was left
  tk build -p --dry-run          the Bazel command line that this would run
  tk build -- --disk_cache=DIR   a flag for Bazel";

/// Build steps and targets, and put the artifacts in dist/<platform>/
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct BuildArgs {
    #[command(flatten)]
    mode: ModeArgs,

    #[command(flatten)]
    run: RunArgs,

    #[command(flatten)]
    agent: AgentArgs,

    /// Remove dist/ and Bazel's outputs first
    #[arg(short, long)]
    clean: bool,

    /// Run Bazel even if nothing can have changed
    #[arg(long)]
    no_fast: bool,
    /// Build only what failed last time
    #[arg(long, conflicts_with = "targets")]
    failed: bool,

    #[command(flatten)]
    affected: AffectedFlags,

    /// Steps and targets to build, and -TARGET for what to leave out; by default, the steps of the mode
    #[arg(value_name = "STEP|TARGET", value_parser = unmarked)]
    targets: Vec<String>,

    /// Flags for Bazel
    #[arg(last = true, value_name = "BAZEL FLAG")]
    bazel_flags: Vec<String>,
}

/// Runs `tk build`.
///
/// # Errors
/// When `tk` itself fails; a failed build is an exit code.
pub fn run(args: &BuildArgs, printer: &mut Printer) -> Result<ExitCode> {
    args.run.begin(printer);
    args.agent.begin(&args.run, printer);
    let workspace = Workspace::from_environment()?;
    let repetition = args
        .failed
        .then(|| repetition(args, &workspace, printer))
        .transpose()?;
    let Some((mode, asked, run)) = asked(args, &workspace, repetition)? else {
        return Ok(ExitCode::Success);
    };
    let (steps, selection) = select::select(&workspace, printer, &asked.words, mode)?;
    let mut flags = asked.flags;
    let configured = (mode, run.platform.as_deref(), &mut flags);
    let asked = &args.affected;
    let left = affected::narrowed(&workspace, printer, asked, configured, selection, |_| true)?;
    let Some(selection) = left else {
        return Ok(ExitCode::Success);
    };
    let request = Request {
        steps,
        selection,
        mode,
        run: &run,
        bazel_flags: &flags,
        fast: !args.no_fast && !args.clean,
    };
    if args.clean && !args.run.dry_run {
        let cleaned = clean::outputs(&workspace, printer)?;
        if !cleaned.is_success() {
            return Ok(cleaned);
        }
    }
    carry_out(&workspace, printer, &request)
}

/// Builds, and warns of stale generated files that are known already.
fn carry_out(workspace: &Workspace, printer: &mut Printer, request: &Request) -> Result<ExitCode> {
    let code = build::carry_out(workspace, printer, request);
    drift::warn_of_known(printer, workspace, &generate::repair(workspace));
    code
}

/// What is asked for, in which mode and with which flags; `None` if `--failed` has nothing to repeat.
fn asked(
    args: &BuildArgs,
    workspace: &Workspace,
    repetition: Option<Repetition>,
) -> Result<Option<(Mode, target_file::Asked, RunArgs)>> {
    let behind = exclusions::split(&args.bazel_flags);
    let flags = args.run.flags_for_bazel(behind.flags);
    Ok(match repetition {
        Some(repetition) if repetition.targets.is_empty() => None,
        Some(Repetition {
            mode,
            platform,
            targets,
        }) => {
            let run = RunArgs {
                platform,
                ..args.run.clone()
            };
            let words = [targets, behind.targets].concat();
            let asked = target_file::Asked { words, flags };
            Some((mode, asked.without_file(workspace, Verb::Build, mode), run))
        }
        None => {
            let mode = args.mode.mode_or(Mode::Development);
            let words = [args.targets.clone(), behind.targets].concat();
            let asked = target_file::Asked { words, flags };
            let asked = asked.with_file(workspace, Verb::Build, mode)?;
            Some((mode, asked, args.run.clone()))
        }
    })
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
