//! `tk gen`: updates committed generated files, or reports which are stale.

use std::ffi::OsString;

use clap::Args;

use crate::args::AgentArgs;
use crate::args::RunArgs;
use crate::build;
use crate::build::Job;
use crate::build::for_programs;
use crate::build::retry::Policy;
use crate::commands::test::{context, print_summary};
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::output::{Event, Generated};
use crate::steps::Steps;
use crate::ui::pasteable::Pasteable;
use crate::ui::printer::{Paint, Printer};
use crate::ui::progress::Detail;
use crate::ui::summary;
use crate::ui::test_results;
use crate::ui::waiting::WaitingShown;
use bazel::Invocation;
use bazel::Verb;
use bazel::prepare;
use bazel::process;
use bazel::query;
use checkout::Mode;
use checkout::Workspace;

/// The tag of the targets that `generated_file` declares: one updates the file when it is run, the
/// other tests that the file is up to date.
const TAG: &str = "tachikoma-generated";

/// Update committed generated files, or check them
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  tk gen           update all generated files\n  tk gen --check   name the stale files, and exit with 75 if there are any"
)]
pub struct GenArgs {
    /// Only report which files are stale
    #[arg(long)]
    check: bool,

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
    let targets = tagged(&workspace, printer, args.check)?;
    if targets.is_empty() {
        printer.line("This workspace has no generated files.");
        return Ok(ExitCode::Success);
    }
    if args.check {
        check(args, &workspace, printer, targets)
    } else {
        update(args, &workspace, printer, targets)
    }
}

/// The labels of the tests, or of the updates, but for those that `//...` leaves out: the manual ones.
fn tagged(workspace: &Workspace, printer: &mut Printer, tests: bool) -> Result<Vec<String>> {
    // The regular expression matches a tag whole.
    let tagged = |tag: &str| format!(r#"attr(tags, "[\[ ]{tag}[,\]]", //...)"#);
    let query = format!("{} except {}", tagged(TAG), tagged("manual"));
    let rules = query::rules(
        workspace,
        &mut WaitingShown::listing(printer, "generated files"),
        "generated files",
        &query,
    )?;
    let chosen = rules.into_iter().filter(|rule| rule.is_test() == tests);
    let mut labels: Vec<String> = chosen.map(|rule| rule.name).collect();
    labels.sort();
    Ok(labels)
}

fn invocation(
    args: &GenArgs,
    verb: Verb,
    mode: Mode,
    printer: &Printer,
    targets: Vec<String>,
) -> Invocation {
    Invocation {
        platform: args.run.platform.clone(),
        parallel: !args.run.no_parallel,
        incremental: !args.run.no_incremental,
        keep_going: args.run.keep_going,
        verbose: args.run.verbose,
        live: printer.is_live(),
        user_flags: args.run.flags_for_bazel(Vec::new()),
        targets,
        ..Invocation::new(verb, mode)
    }
}

fn check(
    args: &GenArgs,
    workspace: &Workspace,
    printer: &mut Printer,
    tests: Vec<String>,
) -> Result<ExitCode> {
    let mut invocation = invocation(args, Verb::Test, Mode::Test, printer, tests);
    invocation.own_flags = [
        "--test_output=summary",
        "--test_summary=none",
        "--keep_going",
    ]
    .map(str::to_owned)
    .to_vec();
    if args.run.dry_run {
        build::dry_run(workspace, printer, &invocation)?;
        return Ok(ExitCode::Success);
    }
    let finished = build::run(
        printer,
        Job {
            workspace,
            invocation: &invocation,
            retries: Policy::of(args.run.retries),
            steps: &Steps::default(),
            detail: Detail::Tests,
        },
    )?;
    let shown_at = build::print_failures(workspace, printer, &finished, args.run.verbose);
    let context = context(workspace, &invocation, &finished, shown_at);
    if printer.is_for_agent() {
        build::in_brief(workspace, printer, &finished, &context, None, "test");
        printer.data(&test_results::last_line(&finished.report, finished.ending));
    } else {
        print_summary(printer, &finished, &context);
    }
    let title = summary::title(&context);
    for_programs::ended(printer, &args.run, &finished, &title, None)?;
    if finished.ending.exit_code == bazel::exit_code::TESTS_FAILED {
        let word = printer.paint(Paint::Bad, "stale:");
        printer.line(&format!(
            "{word} the files of the failed tests; to update them, run: tk gen"
        ));
        return Ok(ExitCode::Drift);
    }
    Ok(ExitCode::of_bazel(finished.ending.exit_code))
}

fn update(
    args: &GenArgs,
    workspace: &Workspace,
    printer: &mut Printer,
    targets: Vec<String>,
) -> Result<ExitCode> {
    let invocation = invocation(
        args,
        Verb::Build,
        Mode::Development,
        printer,
        targets.clone(),
    );
    if args.run.dry_run {
        build::dry_run(workspace, printer, &invocation)?;
        for target in &targets {
            let arguments = run_arguments(args, workspace, target)?;
            let line = Pasteable::new(printer.redactor()).line(&workspace.bazel, &arguments);
            printer.exact_data(&line);
        }
        return Ok(ExitCode::Success);
    }
    let finished = build::run(
        printer,
        Job {
            workspace,
            invocation: &invocation,
            retries: Policy::of(args.run.retries),
            steps: &Steps::default(),
            detail: Detail::Steps,
        },
    )?;
    let shown_at = build::print_failures(workspace, printer, &finished, args.run.verbose);
    let context = context(workspace, &invocation, &finished, shown_at);
    let title = summary::title(&context);
    for_programs::ended(printer, &args.run, &finished, &title, None)?;
    if finished.ending.exit_code != 0 {
        build::in_brief(workspace, printer, &finished, &context, None, "build");
        return Ok(ExitCode::of_bazel(finished.ending.exit_code));
    }
    for target in &targets {
        let code = update_one(args, workspace, printer, target)?;
        if !code.is_success() {
            return Ok(code);
        }
    }
    Ok(ExitCode::Success)
}

/// With the same flags as the build before: otherwise Bazel would rebuild.
fn run_arguments(args: &GenArgs, workspace: &Workspace, target: &str) -> Result<Vec<OsString>> {
    let invocation = Invocation {
        user_flags: args.run.flags_for_bazel(Vec::new()),
        platform: args.run.platform.clone(),
        parallel: !args.run.no_parallel,
        incremental: !args.run.no_incremental,
        targets: vec![target.to_owned()],
        ..Invocation::new(Verb::Run, Mode::Development)
    };
    Ok(prepare::for_workspace(workspace, &invocation)?.run_arguments(None)?)
}

/// The update's output (which file it wrote) is shown unchanged.
fn update_one(
    args: &GenArgs,
    workspace: &Workspace,
    printer: &mut Printer,
    target: &str,
) -> Result<ExitCode> {
    let mut shown = WaitingShown {
        printer,
        all: args.run.verbose,
    };
    let ended = process::run(
        &workspace.bazel,
        &workspace.root,
        &run_arguments(args, workspace, target)?,
        None,
        &mut shown,
    )?;
    printer.event(&Event::Generated(Generated {
        label: target.to_owned(),
        exit_code: ended.code,
        text: ended.output.trim().to_owned(),
    }));
    if ended.code == 0 {
        if !args.run.verbose {
            for line in ended.output.lines().filter(|line| !line.trim().is_empty()) {
                printer.foreign(line);
            }
        }
        return Ok(ExitCode::Success);
    }
    let word = printer.paint(Paint::Bad, "FAIL");
    printer.line(&format!("{word} {target} (exit code {})", ended.code));
    printer.foreign(&ended.output);
    Ok(ExitCode::of_bazel(ended.code))
}
