//! `tk dev`: rebuilds what changes affect, and runs development servers and apps.

use std::sync::atomic::AtomicBool;

use clap::Args;

use crate::args::ModeArgs;
use crate::args::RunArgs;
use crate::args::exclusions::{self, unmarked};
use crate::build;
use crate::build::select;
use crate::build::target_file;
use crate::dev::settings::{self, Settings};
use crate::dev::{self, Work};
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::steps;
use crate::ui::pasteable::Pasteable;
use crate::ui::printer::Printer;
use bazel::Verb;
use bazel::label::Label;
use checkout::Mode;
use checkout::Workspace;

const EXAMPLES: &str = "\
Examples:
  tk dev                                   the development steps, and what tk.toml adds
  tk dev svelte-build electron-build       only these steps
  tk dev --serve //web:dev                 with this development server
  tk dev --restart electron-build=//electron:start
                                           restarts //electron:start after each rebuild of electron-build

In tk.toml:
  dev-serve = [\"//web:dev\"]
  dev-restart = [\"electron-build=//electron:start\"]

It runs until Ctrl-C, which also stops what it started; the exit code is then 0, even during a build.";

/// Rebuild on every change, run development servers, and restart rebuilt apps
#[derive(Args, Debug)]
#[command(
    after_help = EXAMPLES,
    mut_arg("json", |arg| arg.hide(true)),
    mut_arg("junit", |arg| arg.hide(true)),
    mut_arg("github", |arg| arg.hide(true))
)]
pub struct DevArgs {
    #[command(flatten)]
    mode: ModeArgs,

    #[command(flatten)]
    run: RunArgs,

    /// Keep this target running: a development server that watches the sources itself
    #[arg(long, value_name = "TARGET")]
    serve: Vec<String>,

    /// Start this target, and restart it after each rebuild of the step
    #[arg(long, value_name = "STEP=TARGET", value_parser = settings::parse_restart)]
    restart: Vec<(String, String)>,

    /// Steps and targets to build, and -TARGET for what to leave out; by default, the steps of the mode
    #[arg(value_name = "STEP|TARGET", value_parser = unmarked)]
    targets: Vec<String>,

    /// Flags for Bazel
    #[arg(last = true, value_name = "BAZEL FLAG")]
    bazel_flags: Vec<String>,
}

/// Runs `tk dev`.
///
/// # Errors
/// When `tk` itself fails; a failed build is reported, and retried with the next change.
pub fn run(args: &DevArgs, printer: &mut Printer) -> Result<ExitCode> {
    args.run.refuse_machine_output("dev")?;
    let workspace = Workspace::from_environment()?;
    let mode = args.mode.mode_or(Mode::Development);
    let behind = exclusions::split(&args.bazel_flags);
    let asked = target_file::Asked {
        words: [args.targets.clone(), behind.targets].concat(),
        flags: args.run.flags_for_bazel(behind.flags),
    };
    let asked = asked.with_file(&workspace, Verb::Build, mode)?;
    let settings = settings(args, &workspace, asked.words);
    let work = Work {
        folder: std::env::current_dir().map_err(Error::read("."))?,
        workspace,
        mode,
        run: args.run.clone(),
        bazel_flags: asked.flags,
        settings,
        stopping: AtomicBool::new(false),
    };
    if args.run.dry_run {
        return dry_run(&work, printer);
    }
    dev::run(work, printer)
}

fn settings(args: &DevArgs, workspace: &Workspace, steps: Vec<String>) -> Settings {
    let target = |word: &String| select::target(workspace, word);
    // Of a target that is built, reports have the label in full.
    let built = |word: &String| match steps::is_target(word) {
        true => {
            let label = target(word);
            Label::parse(&label).map_or(label.clone(), |label| label.to_string())
        }
        false => word.clone(),
    };
    let restart = args.restart.iter();
    Settings {
        steps,
        serve: args.serve.iter().map(target).collect(),
        restart: restart
            .map(|(step, word)| (built(step), target(word)))
            .collect(),
    }
}

/// Prints the commands that build a round and start the programs.
fn dry_run(work: &Work, printer: &mut Printer) -> Result<ExitCode> {
    let plan = dev::plan(work, printer, &[])?;
    let invocation = plan.invocation(printer.is_live());
    build::dry_run(&work.workspace, printer, &invocation)?;
    let settings = &work.settings;
    for target in settings.serve.iter().chain(settings.restart.values()) {
        let arguments = dev::start_arguments(work, target, None)?;
        let line = Pasteable::new(printer.redactor()).line(&work.workspace.bazel, &arguments);
        printer.exact_data(&line);
    }
    Ok(ExitCode::Success)
}
