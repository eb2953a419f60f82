//! `tk flaky`: runs tests again and again, in other circumstances, and says which do not always end alike.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bazel::{Invocation, Verb};
use checkout::{Mode, Workspace, files};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use history::History;

use crate::args::ModeArgs;
use crate::args::exclusions::{self, unmarked};
use crate::build::retry::Policy;
use crate::build::{self, Job, select};
use crate::commands::test::OWN_FLAG;
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::flaky::outcome::{Outcomes, is_flaky};
use crate::flaky::variation::Variation;
use crate::flaky::{busy_ports, recorded};
use crate::steps::Steps;
use crate::ui::flakes;
use crate::ui::printer::Printer;
use crate::ui::progress::Detail;

const EXAMPLES: &str = "\
Examples:
  tk flaky //lib:parser_test             one test, in every variation
  tk flaky --runs 20 --vary plain,load   all tests, as they are and on a busy machine
  tk flaky --recorded                    what earlier builds of this checkout say

Variations: plain (as they are), order (one test at a time, shuffled where the framework can), load (twice as many busy
threads as processors), time-zone, locale, ports (in use: 3000, 5173, 8080 and others that tests like).";

/// The folder in `.tk` with the logs of failed runs, of the last `tk flaky`.
const LOGS: &str = "flaky";

/// How many recorded builds are looked at.
const RECORDED: usize = 200;

/// Repeat tests in other circumstances, and say which of them break and where
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct FlakyArgs {
    #[command(flatten)]
    mode: ModeArgs,

    /// Run each test N times in each variation
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    runs: u16,

    /// The variations
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = variations())]
    vary: Vec<Variation>,

    /// Run nothing: read what recorded builds say
    #[arg(long, conflicts_with_all = ["runs", "vary", "targets"])]
    recorded: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,

    /// Tests to run, and -TARGET for what to leave out; by default, all
    #[arg(value_name = "TARGET", value_parser = unmarked)]
    targets: Vec<String>,

    /// Flags for Bazel
    #[arg(last = true, value_name = "BAZEL FLAG")]
    bazel_flags: Vec<String>,
}

fn variations() -> impl TypedValueParser<Value = Variation> {
    let names = Variation::ALL.map(Variation::name);
    PossibleValuesParser::new(names).try_map(|name| {
        let found = Variation::ALL
            .into_iter()
            .find(|variation| variation.name() == name);
        found.ok_or("an unknown variation")
    })
}

/// Runs `tk flaky`.
///
/// # Errors
/// When `tk` itself fails; flaky tests, and tests that cannot be built, are an exit code.
pub fn run(args: &FlakyArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    if args.recorded {
        let found = recorded::flakes(&History::open(&workspace)?, RECORDED)?;
        flakes::print_recorded(printer, &found, args.json);
        return Ok(code(!found.is_empty()));
    }
    let (steps, invocation) = invocation(args, &workspace, printer)?;
    let chosen = if args.vary.is_empty() {
        Variation::ALL.to_vec()
    } else {
        args.vary.clone()
    };
    files::remove(&workspace.state_dir().join(LOGS))?;
    let mut outcomes = Outcomes::default();
    for variation in chosen {
        let job = Repetition {
            workspace: &workspace,
            steps: &steps,
            invocation: &invocation,
            variation,
        };
        if let Some(code) = job.run(printer, &mut outcomes)? {
            return Ok(code);
        }
    }
    flakes::print(printer, &outcomes, args.json);
    Ok(code(outcomes.count(is_flaky) > 0))
}

fn code(found: bool) -> ExitCode {
    if found {
        ExitCode::Flaky
    } else {
        ExitCode::Success
    }
}

fn invocation(
    args: &FlakyArgs,
    workspace: &Workspace,
    printer: &mut Printer,
) -> Result<(Steps, Invocation)> {
    let mode = args.mode.mode_or(Mode::Test);
    let behind = exclusions::split(&args.bazel_flags);
    let words = exclusions::of_all([args.targets.clone(), behind.targets].concat());
    let (steps, selection) = select::select(workspace, printer, &words, mode)?;
    let again = [
        "--cache_test_results=no".to_owned(),
        "--flaky_test_attempts=1".to_owned(),
        "--test_output=summary".to_owned(),
        format!("--runs_per_test={}", args.runs),
    ];
    let invocation = Invocation {
        keep_going: true,
        live: printer.is_live(),
        recorded: false,
        own_flags: vec![OWN_FLAG.to_owned()],
        user_flags: behind.flags.into_iter().chain(again).collect(),
        targets: selection.targets,
        ..Invocation::new(Verb::Test, mode)
    };
    Ok((steps, invocation))
}

/// The tests, run in one variation.
struct Repetition<'a> {
    workspace: &'a Workspace,
    steps: &'a Steps,
    invocation: &'a Invocation,
    variation: Variation,
}

impl Repetition<'_> {
    /// Adds what the tests did; or the exit code of a build that was stopped or could not begin.
    fn run(&self, printer: &mut Printer, outcomes: &mut Outcomes) -> Result<Option<ExitCode>> {
        let tk = std::env::current_exe().map_err(Error::read("the program tk"))?;
        let _load = self.variation.begin();
        for flags in self.variation.flags(&tk) {
            printer.line(&flakes::heading(self.variation, &flags));
            let mut invocation = self.invocation.clone();
            invocation.user_flags.extend(flags.iter().cloned());
            let finished = build::run(
                printer,
                Job {
                    workspace: self.workspace,
                    invocation: &invocation,
                    retries: Policy::of(Some(0)),
                    steps: self.steps,
                    detail: Detail::Tests,
                },
            )?;
            let report = &finished.report;
            let logs = KeptLogs {
                folder: self.workspace.make_state_dir().join(LOGS),
                exec_root: finished.left.exec_root.as_deref(),
                variation: self.variation,
            };
            outcomes.add(self.variation, &flags, &report.tests, |label, log| {
                logs.keep(label, log)
            });
            let ran = report.tests.iter().any(|test| !test.runs.is_empty());
            if finished.ending.interrupted || !ran {
                build::print_failures(self.workspace, printer, &finished, false);
                return Ok(Some(ExitCode::of_bazel(finished.ending.exit_code)));
            }
        }
        Ok(None)
    }
}

/// Where the logs of failed runs are kept.
struct KeptLogs<'a> {
    folder: PathBuf,
    exec_root: Option<&'a Path>,
    variation: Variation,
}

impl KeptLogs<'_> {
    /// Copies a log; `None` where there is none to copy.
    fn keep(&self, label: &str, log: &str) -> Option<PathBuf> {
        let name = label.trim_start_matches('/').replace(['/', ':', '@'], "_");
        let kept = self
            .folder
            .join(format!("{name}.{}.log", self.variation.name()));
        let bytes = std::fs::read(self.exec_root?.join(log)).ok()?;
        files::make_private_folder(&self.folder).ok()?;
        files::write(&kept, &bytes).ok()?;
        Some(kept)
    }
}

/// Run a program while ports are in use
#[derive(Args, Debug)]
pub struct BusyPortsArgs {
    /// The program and its arguments
    #[arg(last = true, required = true)]
    words: Vec<OsString>,
}

/// Runs the program to its end.
///
/// # Errors
/// When it cannot be started.
pub fn with_busy_ports(args: &BusyPortsArgs) -> Result<ExitCode> {
    busy_ports::run(&args.words)
}
