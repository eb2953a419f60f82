//! `tk test`: runs tests, and reports how many passed and failed.

use clap::Args;

use crate::args::exclusions::{self, unmarked};
use crate::args::{AffectedFlags, AgentArgs, ModeArgs, RunArgs};
use crate::build;
use crate::build::Job;
use crate::build::affected;
use crate::build::failed::{self, Asked, Kind, Repetition};
use crate::build::for_programs;
use crate::build::renewal::Renewal;
use crate::build::retry;
use crate::build::retry::Policy;
use crate::build::select;
use crate::build::target_file;
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::steps::{Selection, Steps};
use crate::text::count;
use crate::ui::printer::{Paint, Printer};
use crate::ui::progress::Detail;
use crate::ui::rerun::{self, Rerun};
use crate::ui::summary;
use crate::ui::test_results;
use ::affected::Affected;
use bazel::Invocation;
use bazel::Verb;
use checkout::Mode;
use checkout::Workspace;
use checkout::platform;

/// The results are shown from the events.
pub const OWN_FLAG: &str = "--test_summary=none";

/// Run tests; the last line on standard output is "N passed, N failed"
///
/// Behind them stand, where there are any, flaky tests, those not built, skipped, stopped and not run; each test is
/// in one of the numbers. Then come the packages that could not be loaded; and, where only other targets failed, how
/// many. Where something could not be built or loaded, and no test failed, "0 failed" is left out.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  tk test                  all tests\n  tk test //crates/...     the tests under crates/\n  tk test --failed         the tests that failed last time\n  tk test --affected       the tests that a change reaches\n  tk test -k               as many tests as possible, despite failures\n  tk test -- --test_filter=NAME --test_output=all"
)]
pub struct TestArgs {
    #[command(flatten)]
    mode: ModeArgs,

    #[command(flatten)]
    run: RunArgs,

    #[command(flatten)]
    agent: AgentArgs,

    /// Run only the tests that failed or could not be built last time
    #[arg(long, conflicts_with = "targets")]
    failed: bool,

    #[command(flatten)]
    affected: AffectedFlags,

    /// Tests to run, and -TARGET for what to leave out; by default, all
    #[arg(value_name = "TARGET", value_parser = unmarked)]
    targets: Vec<String>,

    /// Flags for Bazel
    #[arg(last = true, value_name = "BAZEL FLAG")]
    bazel_flags: Vec<String>,
}

/// Runs `tk test`.
///
/// # Errors
/// When `tk` itself fails; a failed test is an exit code.
pub fn run(args: &TestArgs, printer: &mut Printer) -> Result<ExitCode> {
    args.run.begin(printer);
    args.agent.begin(&args.run, printer);
    let workspace = Workspace::from_environment()?;
    let Some((steps, invocation)) = invocation(args, &workspace, printer)? else {
        printer.data(&test_results::nothing_to_run());
        return Ok(ExitCode::Success);
    };
    if args.run.dry_run {
        build::dry_run(&workspace, printer, &invocation)?;
        return Ok(ExitCode::Success);
    }
    let renewal = Renewal::before(&workspace, invocation.mode);
    let finished = build::run(
        printer,
        Job {
            workspace: &workspace,
            invocation: &invocation,
            retries: Policy::of(args.run.retries),
            steps: &steps,
            detail: Detail::Tests,
        },
    )?;
    let shown_at = build::print_failures(&workspace, printer, &finished, args.run.verbose);
    let asked = Asked {
        kind: Kind::Test,
        mode: invocation.mode,
        platform: invocation.platform.as_deref(),
        targets: &invocation.targets,
    };
    failed::remember(&workspace, printer, &asked, &finished);
    if let Some(renewal) = renewal {
        renewal.after(printer, &finished);
    }
    let context = context(&workspace, &invocation, &finished, shown_at);
    let is_brief = printer.is_for_agent();
    if !is_brief {
        print_summary(printer, &finished, &context);
    }
    let title = summary::title(&context);
    let told = for_programs::ended(printer, &args.run, &finished, &title, None);
    let id = build::record(&workspace, printer, &invocation, &finished);
    if is_brief {
        build::in_brief(&workspace, printer, &finished, &context, id, "test");
        printer.data(&test_results::last_line(&finished.report, finished.ending));
    }
    told?;
    Ok(ExitCode::of_bazel(finished.ending.exit_code))
}

/// What to run, and the workspace's steps; `None` if `--failed` or `--affected` leaves nothing.
fn invocation(
    args: &TestArgs,
    workspace: &Workspace,
    printer: &mut Printer,
) -> Result<Option<(Steps, Invocation)>> {
    let behind = exclusions::split(&args.bazel_flags);
    let flags = args.run.flags_for_bazel(behind.flags);
    let repetition = args
        .failed
        .then(|| repetition(args, workspace, printer))
        .transpose()?;
    let (mode, asked, platform) = match repetition {
        Some(repetition) if repetition.targets.is_empty() => return Ok(None),
        Some(Repetition {
            mode,
            platform,
            targets,
        }) => {
            let words = [targets, behind.targets].concat();
            let asked = target_file::Asked { words, flags };
            (
                mode,
                asked.without_file(workspace, Verb::Test, mode),
                platform,
            )
        }
        None => {
            let mode = args.mode.mode_or(Mode::Test);
            let words = [args.targets.clone(), behind.targets].concat();
            let asked = target_file::Asked { words, flags };
            let asked = asked.with_file(workspace, Verb::Test, mode)?;
            (mode, asked, args.run.platform.clone())
        }
    };
    let Some((steps, selection, flags)) =
        selected(args, workspace, printer, (mode, platform.as_deref()), asked)?
    else {
        return Ok(None);
    };
    let invocation = Invocation {
        platform,
        own_flags: vec![OWN_FLAG.to_owned()],
        user_flags: flags,
        targets: selection.targets,
        ..args.run.invocation(Verb::Test, mode, printer.is_live())
    };
    Ok(Some((steps, invocation)))
}

/// The tests that are asked for, with the steps and the flags for Bazel; `None` if `--affected` leaves none.
fn selected(
    args: &TestArgs,
    workspace: &Workspace,
    printer: &mut Printer,
    (mode, platform): (Mode, Option<&str>),
    asked: target_file::Asked,
) -> Result<Option<(Steps, Selection, Vec<String>)>> {
    let words = exclusions::of_all(asked.words);
    let (steps, selection) = select::select(workspace, printer, &words, mode)?;
    let mut flags = asked.flags;
    let configured = (mode, platform, &mut flags);
    let is_test = Affected::is_test;
    let left = affected::narrowed(
        workspace,
        printer,
        &args.affected,
        configured,
        selection,
        is_test,
    )?;
    Ok(left.map(|selection| (steps, selection, flags)))
}

fn repetition(args: &TestArgs, workspace: &Workspace, printer: &mut Printer) -> Result<Repetition> {
    failed::repetition(
        workspace,
        printer,
        Kind::Test,
        args.mode.chosen(),
        Mode::Test,
        args.run.platform.as_deref(),
    )
}

/// What the summary of a test run is about.
pub fn context(
    workspace: &Workspace,
    invocation: &Invocation,
    finished: &build::Finished,
    failure_shown_at: Option<u64>,
) -> summary::Context {
    summary::Context {
        failure_shown_at,
        mode: invocation.mode.name().to_owned(),
        platform: invocation.platform.clone().unwrap_or_else(platform::host),
        ending: finished.ending,
        rerun: Rerun {
            program: rerun::program(workspace),
            mode: Some(invocation.mode),
            platform: invocation.platform.clone(),
            bazel_flags: invocation.user_flags.clone(),
            steps: finished.steps.clone(),
        },
        ..summary::Context::default()
    }
}

/// Prints the summary of a test run; its last line is the one on standard output.
pub fn print_summary(
    printer: &mut Printer,
    finished: &build::Finished,
    context: &summary::Context,
) {
    let report = &finished.report;
    if finished.ending.exit_code == bazel::exit_code::NO_TESTS {
        let found = report.tests.len();
        printer.line(&match found {
            0 => "No tests found: name test targets, or patterns such as //... that match some."
                .to_owned(),
            _ => format!("No tests to run: {} skipped.", count::of(found, "test")),
        });
    }
    if finished.ending.exit_code != 0 && !finished.ending.interrupted {
        summary::print_failed(printer, report, context);
    } else {
        printer.line("");
    }
    let title = printer.paint(Paint::Strong, "TEST SUMMARY");
    printer.line(&format!("{title}  {}, {}", context.mode, context.platform));
    summary::print_tests(printer, report);
    summary::print_time(printer, report);
    let verdict = summary::verdict(printer, finished.ending);
    let cache = summary::cache_text(report, finished.ending.exit_code);
    let cache = cache.map(|cache| format!(": {cache}")).unwrap_or_default();
    printer.line(&format!("{verdict}{cache}"));
    retry::print(printer, &finished.repeated);
    printer.data(&test_results::last_line(report, finished.ending));
}
