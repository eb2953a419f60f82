//! `tk run`: builds a program, then becomes it.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use bep::StepArtifact;
use clap::Args;

use crate::args::ModeArgs;
use crate::args::RunArgs;
use crate::build;
use crate::build::Job;
use crate::build::retry::Policy;
use crate::build::select;
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::steps::Steps;
use crate::ui::printer::{Paint, Printer};
use crate::ui::progress::Detail;
use crate::ui::summary;
use crate::ui::waiting::WaitingShown;
use bazel::Invocation;
use bazel::Verb;
use bazel::query;
use bazel::run_script;
use checkout::Mode;
use checkout::Workspace;

const EXAMPLES: &str = "\
Examples:
  tk run //crates/tachikoma -- report build.bep   build the program, then run it with these arguments
  tk run rust-build -- --help                     the step's only program in dist/
  tk run -p rust-build                            its production build

The program replaces tk: it gets the terminal, standard input and signals directly, and Bazel is free for
other commands. As with `bazel run`, it starts in its runfiles, with BUILD_WORKSPACE_DIRECTORY and
BUILD_WORKING_DIRECTORY set. The exit code is the program's; the codes below are those of the build before it.";

/// Build a program and run it
#[derive(Args, Debug)]
#[command(
    after_help = EXAMPLES,
    mut_arg("json", |arg| arg.hide(true)),
    mut_arg("junit", |arg| arg.hide(true)),
    mut_arg("github", |arg| arg.hide(true))
)]
pub struct RunProgramArgs {
    #[command(flatten)]
    mode: ModeArgs,

    #[command(flatten)]
    run: RunArgs,

    /// The target to run, or a step with exactly one program
    #[arg(value_name = "STEP|TARGET")]
    target: String,

    /// Arguments for the program
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<String>,
}

/// Runs `tk run`; returns only if the program was not started.
///
/// # Errors
/// When there is no program, or it does not start; a failed build is an exit code.
pub fn run(args: &RunProgramArgs, printer: &mut Printer) -> Result<ExitCode> {
    args.run.refuse_machine_output("run")?;
    let workspace = Workspace::from_environment()?;
    let mode = args.mode.mode_or(Mode::Development);
    let words = std::slice::from_ref(&args.target);
    let (steps, selection) = select::select(&workspace, printer, words, mode)?;
    let mut invocation = Invocation {
        recorded: true,
        user_flags: args.run.flags_for_bazel(Vec::new()),
        targets: selection.targets.clone(),
        ..args.run.invocation(Verb::Build, mode, printer.is_live())
    };
    if let [step] = &selection.steps[..] {
        match program_of_step(&workspace, printer, args, (&steps, step), &invocation)? {
            Ok(program) => invocation.targets = vec![program],
            Err(failed) => return Ok(failed),
        }
    }
    let target = invocation.targets[0].clone();
    if steps_words_are_many(&target) {
        return Err(Error::Usage(format!(
            "{target} is a pattern: name a single target to run"
        )));
    }
    invocation.verb = Verb::Run;
    if args.run.dry_run {
        invocation.targets.extend(args.arguments.iter().cloned());
        build::dry_run(&workspace, printer, &invocation)?;
        return Ok(ExitCode::Success);
    }
    let folder = tempfile::tempdir().map_err(Error::write(std::env::temp_dir()))?;
    let written = folder.path().join("run.sh");
    invocation.own_flags = vec![format!("--script_path={}", written.display())];
    let finished = built(&workspace, printer, args, &steps, &invocation)?;
    if !finished.ending.is_success() {
        return Ok(failed(&workspace, printer, &finished, args));
    }
    build::print_failures(&workspace, printer, &finished, args.run.verbose);
    print_built(printer, &target, &finished);
    let script = run_script::install_to_run(&workspace, &written, &target)?;
    drop(folder);
    become_program(&script, &args.arguments)
}

/// Builds a step, and finds the one program among its artifacts; the exit code if the build fails.
fn program_of_step(
    workspace: &Workspace,
    printer: &mut Printer,
    args: &RunProgramArgs,
    (steps, step): (&Steps, &str),
    invocation: &Invocation,
) -> Result<std::result::Result<String, ExitCode>> {
    if args.run.dry_run {
        return Err(Error::Usage(format!(
            "the program of the step {step} is only known after a build: name a target to see its command line"
        )));
    }
    let finished = built(workspace, printer, args, steps, invocation)?;
    if !finished.ending.is_success() {
        return Ok(Err(failed(workspace, printer, &finished, args)));
    }
    let definition = finished.steps.iter().find(|known| known.name == step);
    let artifacts = definition.map_or(&[][..], |definition| &definition.artifacts);
    program(workspace, printer, invocation, step, artifacts).map(Ok)
}

fn built(
    workspace: &Workspace,
    printer: &mut Printer,
    args: &RunProgramArgs,
    steps: &Steps,
    invocation: &Invocation,
) -> Result<build::Finished> {
    let job = Job {
        workspace,
        invocation,
        retries: Policy::of(args.run.retries),
        steps,
        detail: Detail::Steps,
    };
    build::run(printer, job)
}

fn steps_words_are_many(target: &str) -> bool {
    target.ends_with("...") || target.ends_with(":all") || target.ends_with(":*")
}

fn failed(
    workspace: &Workspace,
    printer: &mut Printer,
    finished: &build::Finished,
    args: &RunProgramArgs,
) -> ExitCode {
    build::print_failures(workspace, printer, finished, args.run.verbose);
    print_built(printer, &args.target, finished);
    ExitCode::of_bazel(finished.ending.exit_code)
}

/// `RUN //web:dev  PASSED in 0.4 s: nothing to do`
fn print_built(printer: &mut Printer, target: &str, finished: &build::Finished) {
    let title = printer.paint(Paint::Strong, "RUN");
    let verdict = summary::verdict(printer, finished.ending);
    let cache = summary::cache_text(&finished.report, finished.ending.exit_code);
    let cache = cache.map(|cache| format!(": {cache}")).unwrap_or_default();
    printer.line(&format!("{title} {target}  {verdict}{cache}"));
}

/// A step's only executable artifact.
fn program(
    workspace: &Workspace,
    printer: &mut Printer,
    invocation: &Invocation,
    step: &str,
    artifacts: &[StepArtifact],
) -> Result<String> {
    let mut labels: Vec<String> = artifacts
        .iter()
        .map(|artifact| artifact.label.clone())
        .collect();
    labels.sort();
    labels.dedup();
    if labels.is_empty() {
        return Err(Error::Usage(format!(
            "the step {step} has no artifacts, so no program; name the target to run"
        )));
    }
    let programs = query::executables(
        workspace,
        &mut WaitingShown::on(printer),
        invocation,
        &labels,
    )?;
    match &programs[..] {
        [one] => Ok(one.clone()),
        [] => Err(Error::Usage(format!(
            "the step {step} has no program: {} is not executable; name the target to run",
            labels.join(", ")
        ))),
        several => Err(Error::Usage(format!(
            "the step {step} has several programs; name one: {}",
            several.join(", ")
        ))),
    }
}

/// Replaces this process, so that signals, the terminal and the exit code are the program's.
fn become_program(script: &PathBuf, arguments: &[String]) -> Result<ExitCode> {
    let current = std::env::current_dir().map_err(Error::read("."))?;
    let source = Command::new(script)
        .args(arguments)
        .env(run_script::WORKING_DIRECTORY, current)
        .exec();
    Err(Error::System {
        operation: "cannot start the program",
        source,
    })
}
