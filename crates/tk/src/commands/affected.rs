//! `tk affected`: the targets that differ from a revision, and the change that reaches each.

use checkout::{Mode, Workspace};
use clap::Args;

use crate::args::ModeArgs;
use crate::args::exclusions::{self, unmarked};
use crate::build::{affected, select};
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::output::AffectedTargets;
use crate::ui::affected_targets;
use crate::ui::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  tk affected                          what differs from where this branch left the main one
  tk affected //web/... --why          of these targets, with the change that reaches each
  tk affected --base HEAD~1 --json     for CI
  tk test --affected                   run the affected tests alone

A target is affected if building it now runs other actions than at the base: another command, another input. Uncommitted
and untracked files count. The base is analysed once, in a folder of its own, and remembered.";

/// List the targets that a change reaches
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct AffectedArgs {
    #[command(flatten)]
    mode: ModeArgs,

    /// Compare with this revision of git; by default, with what the main branch had when this one left it
    #[arg(long, value_name = "REV")]
    base: Option<String>,

    /// Name for each target the change that reaches it
    #[arg(long)]
    why: bool,

    /// Print JSON, with the change that reaches each target
    #[arg(long, conflicts_with = "why")]
    json: bool,

    /// Steps or targets, and -TARGET for what to leave out; by default, //...
    #[arg(value_name = "STEP|TARGET", value_parser = unmarked)]
    targets: Vec<String>,

    /// Flags for Bazel
    #[arg(last = true, value_name = "BAZEL FLAG")]
    bazel_flags: Vec<String>,
}

/// Runs `tk affected`.
///
/// # Errors
/// When there is no such base, or Bazel cannot analyse it or the checkout.
pub fn run(args: &AffectedArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    let mode = args.mode.mode_or(Mode::Development);
    let behind = exclusions::split(&args.bazel_flags);
    let words = exclusions::of_all([args.targets.clone(), behind.targets].concat());
    let (_, selection) = select::select(&workspace, printer, &words, mode)?;
    let asked = (mode, None, behind.flags.as_slice());
    let changes = affected::changes(&workspace, printer, asked, args.base.as_deref())?;
    let labels = affected::reached(&changes, &selection.targets, |_| true);
    if args.json {
        let json = AffectedTargets::new(&changes, &labels);
        printer.json(&serde_json::to_string_pretty(&json).unwrap_or_default());
    } else {
        affected_targets::print(printer, &changes, &labels, args.why);
    }
    Ok(ExitCode::Success)
}
