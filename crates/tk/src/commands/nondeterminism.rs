//! `tk nondeterminism`: builds twice from nothing, and names the actions that do not make the same files.

use std::path::PathBuf;

use bazel::{Invocation, Verb};
use checkout::{Mode, Workspace};
use clap::Args;
use determinism::comparison;

use crate::args::ModeArgs;
use crate::args::exclusions::{self, unmarked};
use crate::build::select;
use crate::build::twice::{Pair, Twice};
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::ui::differences::Differences;
use crate::ui::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  tk nondeterminism                     everything, as `tk build` builds it
  tk nondeterminism //lib:parser -p     one target, for production
  tk nondeterminism --keep /tmp/builds  keep both builds to look at

Both builds are of the checkout as it is, with uncommitted changes, and use no cache. They differ in the folders of the
sources and of Bazel's outputs, the time, the age of files, process numbers, this machine's name and the user's, and the
kind of sandbox. What depends on the day, or on another machine's processor, is not found.";

/// Build twice from nothing, and name each action that makes different files
///
/// An action is named where its inputs are the same in both builds and its outputs are not, with the file and the first
/// bytes that differ. What differs only because of such an action is counted.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct NondeterminismArgs {
    #[command(flatten)]
    mode: ModeArgs,

    /// Keep both builds in this folder, which must be empty or not exist
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    /// Steps or targets, and -TARGET for what to leave out; by default, the steps of the mode, or //...
    #[arg(value_name = "STEP|TARGET", value_parser = unmarked)]
    targets: Vec<String>,

    /// Flags for Bazel
    #[arg(last = true, value_name = "BAZEL FLAG")]
    bazel_flags: Vec<String>,
}

/// Runs `tk nondeterminism`.
///
/// # Errors
/// When the checkout cannot be copied, or Bazel's logs cannot be read; a failed build is an exit code.
pub fn run(args: &NondeterminismArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    let invocation = invocation(args, &workspace, printer)?;
    let twice = Twice::new(&workspace, &invocation, args.keep.as_deref())?;
    let pair = match twice.build(printer)? {
        Pair::Built(pair) => pair,
        Pair::Failed(code) => return Ok(code),
    };
    let comparison = comparison::compare(&pair.first.log, &pair.second.log)?;
    let exec_roots = [
        pair.first.exec_root.as_path(),
        pair.second.exec_root.as_path(),
    ];
    let differences = Differences::new(&comparison, exec_roots);
    if args.json {
        printer.json(&differences.json());
    } else {
        differences.print(printer);
    }
    Ok(if comparison.is_same() {
        ExitCode::Success
    } else {
        ExitCode::Nondeterministic
    })
}

fn invocation(
    args: &NondeterminismArgs,
    workspace: &Workspace,
    printer: &mut Printer,
) -> Result<Invocation> {
    let mode = args.mode.mode_or(Mode::Development);
    let behind = exclusions::split(&args.bazel_flags);
    let words = [args.targets.clone(), behind.targets].concat();
    let (_, selection) = select::select(workspace, printer, &words, mode)?;
    Ok(Invocation {
        user_flags: behind.flags,
        targets: selection.targets,
        ..Invocation::new(Verb::Build, mode)
    })
}
