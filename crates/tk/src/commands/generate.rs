//! `tk gen`: updates committed generated files, or reports which are not in order.

use std::path::Path;

use bazel::{Invocation, Verb};
use checkout::{Mode, Workspace};
use clap::Args;

use crate::args::{AgentArgs, RunArgs};
use crate::build;
use crate::build::Job;
use crate::build::for_programs;
use crate::build::retry::Policy;
use crate::commands::test::context;
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::generated::{self, Found, Listed};
use crate::steps::Steps;
use crate::ui::drift;
use crate::ui::printer::Printer;
use crate::ui::progress::Detail;
use crate::ui::rerun;
use crate::ui::summary;
use crate::ui::waiting::WaitingShown;

const EXAMPLES: &str = "\
Examples:
  tk gen                update all generated files
  tk gen docs/cli.md    update one: name a file, a folder or a target
  tk gen --check        name each stale, missing and orphaned file and what made it so, and exit with 75 if there are any

All files are updated, or none: an update that is interrupted is finished, or forgotten, by the next command.";

/// Update committed generated files, or check them
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct GenArgs {
    /// Only report which files are stale, missing or orphaned
    #[arg(long)]
    check: bool,

    /// Generated files, folders that hold some, or their targets; by default all
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    #[command(flatten)]
    run: RunArgs,

    #[command(flatten)]
    agent: AgentArgs,
}

/// Runs `tk gen`.
///
/// # Errors
/// When `tk` itself fails; a failed generator is an exit code.
pub fn run(args: &GenArgs, printer: &mut Printer) -> Result<ExitCode> {
    args.run.begin(printer);
    args.agent.begin(&args.run, printer);
    let workspace = Workspace::from_environment()?;
    let observer = &mut WaitingShown::listing(printer, "generated files");
    let listed = generated::list(&workspace, observer, &args.names)?;
    if listed.is_empty() {
        printer.line("This workspace has no generated files.");
        return Ok(ExitCode::Success);
    }
    let invocation = invocation(args, printer, &listed);
    if args.run.dry_run {
        build::dry_run(&workspace, printer, &invocation)?;
        return Ok(ExitCode::Success);
    }
    let job = Job {
        workspace: &workspace,
        invocation: &invocation,
        retries: Policy::of(args.run.retries),
        steps: &Steps::default(),
        detail: Detail::Steps,
    };
    generate(args, printer, &listed, job)
}

/// Builds what is to be in the files, beside them.
fn invocation(args: &GenArgs, printer: &Printer, listed: &[Listed]) -> Invocation {
    let mode = Mode::Development;
    Invocation {
        own_flags: vec![build::generated_flag()],
        user_flags: args.run.flags_for_bazel(Vec::new()),
        targets: listed.iter().map(|listed| listed.test.clone()).collect(),
        // Every generator that fails is to be seen at once, as every stale file is.
        keep_going: true,
        ..args.run.invocation(Verb::Build, mode, printer.is_live())
    }
}

fn generate(
    args: &GenArgs,
    printer: &mut Printer,
    listed: &[Listed],
    job: Job,
) -> Result<ExitCode> {
    let workspace = job.workspace;
    let finished = build::run(printer, job)?;
    let shown_at = build::print_failures(workspace, printer, &finished, args.run.verbose);
    let context = context(workspace, job.invocation, &finished, shown_at);
    let title = summary::title(&context);
    for_programs::ended(printer, &args.run, &finished, &title, None)?;
    if finished.ending.exit_code != 0 {
        build::in_brief(workspace, printer, &finished, &context, None, "build");
        return Ok(ExitCode::of_bazel(finished.ending.exit_code));
    }
    // What a generator said is nothing to those who want few words; what became of the files is.
    for note in printer.end_agent() {
        printer.line(&note);
    }
    let left = &finished.left;
    let exec_root = left.exec_root.as_deref().unwrap_or(Path::new(""));
    let found = Found::of(workspace, listed, exec_root, &left.generated)?;
    if args.check {
        drift::print(printer, &found, &repair(workspace));
    } else {
        found.update(workspace)?;
        drift::print_update(printer, &found);
    }
    found.remember(workspace, !args.check)?;
    Ok(match args.check && !found.findings.is_empty() {
        true => ExitCode::Drift,
        false => ExitCode::Success,
    })
}

/// The command that updates all generated files.
pub fn repair(workspace: &Workspace) -> String {
    format!("{} gen", rerun::program(workspace))
}
