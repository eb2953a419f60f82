//! `tk test`: runs tests, and ends with how many passed and failed.

use clap::Args;

use crate::bazel::command_line::{Invocation, Verb};
use crate::build;
use crate::cli::{RunArgs, split_exclusions};
use crate::commands::build::explain;
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::mode::Mode;
use crate::mode::ModeArgs;
use crate::printer::{Paint, Printer};
use crate::progress::Detail;
use crate::steps;
use crate::summary;
use crate::tests_report::Counts;
use crate::workspace::Workspace;

/// The tests that are run when none are named.
const ALL: &str = "//...";

/// How many of the slowest tests that were run are named.
const SLOWEST: usize = 3;

/// Run tests; the last line on standard output is "N passed, N failed"
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  tk test                  all tests\n  tk test //crates/...     the tests below crates/\n  tk test -- --test_filter=NAME --test_output=all"
)]
pub struct TestArgs {
    #[command(flatten)]
    mode: ModeArgs,

    #[command(flatten)]
    run: RunArgs,

    /// Tests to run; without any, all of them
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,

    /// Flags for Bazel
    #[arg(last = true, value_name = "BAZEL FLAG")]
    bazel_flags: Vec<String>,
}

/// Runs `tk test`.
///
/// # Errors
/// When `tk` itself cannot; a test that fails is an exit code.
pub fn run(args: &TestArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    let mode = args.mode.mode_or(Mode::Test);
    let (user_flags, exclusions) = split_exclusions(&args.bazel_flags);
    let (steps, mut targets) = if args.targets.is_empty() {
        (steps::load(&workspace, printer)?, vec![ALL.to_owned()])
    } else {
        let (steps, selection) = steps::select(&workspace, printer, &args.targets, mode)?;
        (steps, selection.targets)
    };
    targets.extend(exclusions);
    let invocation = Invocation {
        platform: args.run.platform.clone(),
        parallel: !args.run.no_parallel,
        verbose: args.run.verbose,
        live: printer.is_live(),
        own_flags: vec![
            "--test_output=summary".to_owned(),
            "--test_summary=none".to_owned(),
        ],
        user_flags,
        targets,
        ..Invocation::new(Verb::Test, mode)
    };
    if args.run.dry_run {
        printer.data(&build::dry_run(&workspace, &invocation)?);
        return Ok(ExitCode::Success);
    }
    let finished = build::run(&workspace, printer, &invocation, &steps, Detail::Tests)?;
    explain(&workspace, printer, &finished, args.run.verbose);
    print_summary(printer, &finished);
    Ok(ExitCode::of_bazel(finished.exit_code))
}

/// Prints the summary of a test run; its last line is the one on standard output.
pub fn print_summary(printer: &mut Printer, finished: &build::Finished) {
    let report = &finished.report;
    if finished.exit_code == ExitCode::NO_TESTS {
        printer.line(
            "No tests were found: name test targets, or patterns such as //... that hold some.",
        );
    }
    print_slowest(printer, finished);
    let title = printer.paint(Paint::Strong, "TEST SUMMARY");
    let verdict = summary::verdict(
        printer,
        finished.exit_code,
        finished.interrupted,
        finished.elapsed_ms,
    );
    let cached = report.tests.iter().filter(|test| test.cached).count();
    let tests = format!("{cached} of {} tests cached", report.tests.len());
    let parts: Vec<String> = std::iter::once(tests)
        .filter(|_| !report.tests.is_empty())
        .chain(summary::cache_text(&report.cache, finished.exit_code))
        .collect();
    let parts = if parts.is_empty() {
        String::new()
    } else {
        format!(": {}", parts.join("; "))
    };
    printer.line("");
    printer.line(&format!("{title}  {verdict}{parts}"));
    printer.data(&Counts::of(report, finished.exit_code, finished.interrupted).line());
}

fn print_slowest(printer: &mut Printer, finished: &build::Finished) {
    let mut ran: Vec<_> = finished
        .report
        .tests
        .iter()
        .filter(|test| !test.cached && test.duration_ms > 1000.0)
        .collect();
    ran.sort_by(|one, other| other.duration_ms.total_cmp(&one.duration_ms));
    if ran.len() > SLOWEST {
        let slowest: Vec<String> = ran
            .iter()
            .take(SLOWEST)
            .map(|test| {
                format!(
                    "{} {}",
                    test.label,
                    crate::duration::seconds(test.duration_ms)
                )
            })
            .collect();
        let line = printer.paint(Paint::Dim, &format!("slowest: {}", slowest.join(", ")));
        printer.line(&line);
    }
}
