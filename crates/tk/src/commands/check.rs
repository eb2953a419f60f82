//! `tk check`: builds the steps that only check sources.

use clap::Args;

use crate::args::exclusions;
use crate::args::{AffectedFlags, AgentArgs, ModeArgs, RunArgs};
use crate::build::affected;
use crate::build::select;
use crate::build::{self, Request};
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::steps::Here;
use crate::ui::printer::Printer;
use checkout::Mode;
use checkout::Workspace;

/// The tag of the steps that `tk check` builds.
const TAG: &str = "check";

/// Build the check steps: those whose build_step has tags = ["check"]
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  tk check              all checks\n  tk check --affected   what a change reaches\n  tk check -k           every problem, not only the first"
)]
pub struct CheckArgs {
    #[command(flatten)]
    mode: ModeArgs,

    #[command(flatten)]
    run: RunArgs,

    #[command(flatten)]
    agent: AgentArgs,

    /// Run Bazel even if nothing can have changed
    #[arg(long)]
    no_fast: bool,

    #[command(flatten)]
    affected: AffectedFlags,

    /// Flags for Bazel
    #[arg(last = true, value_name = "BAZEL FLAG")]
    bazel_flags: Vec<String>,
}

/// Runs `tk check`.
///
/// # Errors
/// When `tk` itself fails; a failed check is an exit code.
pub fn run(args: &CheckArgs, printer: &mut Printer) -> Result<ExitCode> {
    args.run.begin(printer);
    args.agent.begin(&args.run, printer);
    let workspace = Workspace::from_environment()?;
    let steps = select::load(&workspace, printer)?;
    let behind = exclusions::split(&args.bazel_flags);
    let here = Here::of(&workspace);
    let selection = steps.tagged(TAG);
    let selection = selection.with(&behind.targets, &here, &steps.all);
    if selection.steps.is_empty() {
        return Err(Error::Usage(format!(
            "this workspace has no check steps: add tags = [\"{TAG}\"] to a build_step in the root BUILD file"
        )));
    }
    let mode = args.mode.mode_or(Mode::Development);
    let mut flags = args.run.flags_for_bazel(behind.flags);
    let configured = (mode, args.run.platform.as_deref(), &mut flags);
    let asked = &args.affected;
    let left = affected::narrowed(&workspace, printer, asked, configured, selection, |_| true)?;
    let Some(selection) = left else {
        return Ok(ExitCode::Success);
    };
    build::carry_out(
        &workspace,
        printer,
        &Request {
            steps,
            selection,
            mode,
            run: &args.run,
            bazel_flags: &flags,
            fast: !args.no_fast,
        },
    )
}
