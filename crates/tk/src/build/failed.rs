//! Records what failed, for `--failed`, in `.tk/failed.json`.
//!
//! A target is recorded from the run in which it fails until the run in which it passes. Targets that
//! a run does not reach keep their records.

mod failed_json;
mod pattern;

use bep::{Report, StepStatus, TargetStatus, TestStatus};

pub use failed_json::Kind;
use failed_json::{Entry, Memory, Run};

use crate::build::Finished;
use crate::error::{Error, Result};
use crate::steps;
use crate::text::{count, duration};
use crate::ui::printer::{Paint, Printer};
use crate::ui::waiting::WaitingShown;
use bazel::query;
use checkout::{Mode, Workspace, clock};

/// What a run was asked to do.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Build or test.
    pub kind: Kind,
    /// The mode.
    pub mode: Mode,
    /// The platform, if it is not the host's.
    pub platform: Option<&'a str>,
    /// Labels and patterns.
    pub targets: &'a [String],
}

/// What to rerun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repetition {
    /// The mode in which it failed.
    pub mode: Mode,
    /// The platform for which it failed.
    pub platform: Option<String>,
    /// Labels and patterns; none if there is nothing to rerun.
    pub targets: Vec<String>,
}

/// Records how a run ended. If that fails, it only warns.
pub fn remember(workspace: &Workspace, printer: &mut Printer, asked: &Asked, finished: &Finished) {
    let changed = Memory::change(workspace, printer, |memory| {
        update(memory.run_mut(asked.kind), asked, finished);
    });
    if let Err(error) = changed {
        let warning = printer.paint(Paint::Warning, "warning:");
        printer.line(&format!("{warning} cannot record the failures: {error}"));
    }
}

fn update(run: &mut Run, asked: &Asked, finished: &Finished) {
    let is_same = |entry: &Entry| {
        entry.mode == asked.mode.name() && entry.platform.as_deref() == asked.platform
    };
    let (passed, failed) = ended(asked, finished);
    run.failed.retain(|entry| {
        // A pattern stands for a run that failed as a whole; now more is known.
        let is_superseded = !finished.ending.interrupted
            && pattern::is_many(&entry.label)
            && asked.targets.contains(&entry.label);
        let has_ended = passed.contains(&entry.label) || failed.contains(&entry.label);
        !(is_same(entry) && (has_ended || is_superseded))
    });
    if !failed.is_empty() {
        run.last_mode = Some(asked.mode.name().to_owned());
        run.last_platform = asked.platform.map(str::to_owned);
    }
    let now = clock::now_ms();
    run.ended_ms = now;
    run.failed.extend(failed.into_iter().map(|label| Entry {
        label,
        mode: asked.mode.name().to_owned(),
        platform: asked.platform.map(str::to_owned),
        failed_ms: now,
    }));
}

/// The labels that passed and those that failed, of what was asked for.
fn ended(asked: &Asked, finished: &Finished) -> (Vec<String>, Vec<String>) {
    let report = &finished.report;
    let (mut passed, mut failed) = match asked.kind {
        Kind::Build => (Vec::new(), Vec::new()),
        Kind::Test => tests(report),
    };
    for (label, has_passed) in of_steps(report).chain(targets(asked, report)) {
        let list = if has_passed { &mut passed } else { &mut failed };
        list.push(label);
    }
    if finished.ending.exit_code == 0 {
        passed.extend(asked.targets.iter().cloned());
        failed.clear();
    } else if failed.is_empty() && !finished.ending.interrupted {
        // Nothing got as far as to fail by itself: a BUILD file, a flag, Bazel.
        failed = asked.targets.to_vec();
        passed.clear();
    }
    failed.sort();
    failed.dedup();
    (passed, failed)
}

fn tests(report: &Report) -> (Vec<String>, Vec<String>) {
    let with = |wanted: fn(TestStatus) -> bool| {
        let tests = report.tests.iter().filter(|test| wanted(test.status));
        tests.map(|test| test.label.clone()).collect()
    };
    (
        with(|status| matches!(status, TestStatus::Passed | TestStatus::Flaky)),
        with(|status| {
            matches!(
                status,
                TestStatus::Failed
                    | TestStatus::Timeout
                    | TestStatus::RemoteFailure
                    | TestStatus::FailedToBuild
            )
        }),
    )
}

fn of_steps(report: &Report) -> impl Iterator<Item = (String, bool)> {
    report.steps.iter().filter_map(|step| {
        let has_passed = match step.status {
            StepStatus::Passed => true,
            StepStatus::Failed => false,
            StepStatus::Skipped | StepStatus::Incomplete => return None,
        };
        Some((steps::label_of(&step.name), has_passed))
    })
}

/// The targets that were asked for; their dependencies are rebuilt with them.
fn targets<'a>(asked: &'a Asked, report: &'a Report) -> impl Iterator<Item = (String, bool)> {
    let is_step = |label: &str| {
        let mut steps = report.steps.iter();
        steps.any(|step| steps::label_of(&step.name) == label)
    };
    let is_test = |label: &str| report.tests.iter().any(|test| test.label == label);
    report
        .targets
        .iter()
        .filter(move |target| {
            let is_told_otherwise =
                is_step(&target.label) || asked.kind == Kind::Test && is_test(&target.label);
            !is_told_otherwise && pattern::any_covers(asked.targets, &target.label)
        })
        .filter_map(|target| match target.status {
            TargetStatus::Built => Some((target.label.clone(), true)),
            TargetStatus::Failed => Some((target.label.clone(), false)),
            TargetStatus::Skipped | TargetStatus::Incomplete => None,
        })
}

/// What `--failed` reruns: in the mode that was asked for, otherwise in the mode in which something
/// failed last. Prints a message if there is nothing to rerun.
///
/// # Errors
/// When there is no record of an earlier run.
pub fn repetition(
    workspace: &Workspace,
    printer: &mut Printer,
    kind: Kind,
    mode: Option<Mode>,
    default_mode: Mode,
    platform: Option<&str>,
) -> Result<Repetition> {
    let nothing_known = || Error::NothingRemembered {
        command: kind.command(),
    };
    let mut memory = Memory::read(workspace, printer).ok_or_else(nothing_known)?;
    let run = memory.run_mut(kind);
    if run.ended_ms == 0 {
        return Err(nothing_known());
    }
    let last_mode = run.last_mode.as_deref().and_then(Mode::named);
    let chosen = mode.or(last_mode).unwrap_or(default_mode);
    let last_platform = run.last_platform.clone().filter(|_| mode.is_none());
    let platform = platform.map(str::to_owned).or(last_platform);
    let labels = run.labels(chosen, platform.as_deref());
    let missing = missing(workspace, printer, &labels)?;
    let age = age(run.ended_ms);
    let is_left = |label: &String| !missing.contains(label);
    let mut targets = labels.clone();
    targets.retain(is_left);
    let left = run.failed.iter().filter(|entry| is_left(&entry.label));
    let others = left.count().saturating_sub(targets.len());
    if !missing.is_empty() {
        // Never fatal: they are found to be gone again the next time.
        let _ = Memory::change(workspace, printer, |memory| {
            let failed = &mut memory.run_mut(kind).failed;
            failed.retain(|entry| is_left(&entry.label));
        });
    }
    let rerun = Rerun {
        command: kind.command(),
        mode: chosen,
        age: &age,
        any_failed: !labels.is_empty(),
        others,
    };
    rerun.print(printer, &targets);
    Ok(Repetition {
        mode: chosen,
        platform,
        targets,
    })
}

/// What `--failed` says before it begins.
struct Rerun<'a> {
    command: &'static str,
    mode: Mode,
    age: &'a str,
    /// Whether anything failed in this mode, even if it no longer exists.
    any_failed: bool,
    /// How many failed in other modes.
    others: usize,
}

impl Rerun<'_> {
    fn print(&self, printer: &mut Printer, targets: &[String]) {
        let Self { command, age, .. } = self;
        let mode = self.mode.name();
        if !targets.is_empty() {
            let targets_text = count::of(targets.len(), "target");
            printer.line(&format!(
                "Rerunning {targets_text} that failed in `{command}` ({mode}):"
            ));
            for label in targets {
                printer.line(&format!("  {label}"));
            }
            return;
        }
        let what = if self.any_failed {
            "Nothing else failed"
        } else {
            "Nothing failed"
        };
        printer.line(&format!(
            "{what} in the last `{command}` ({mode}, {age} ago)."
        ));
        if self.others > 0 {
            printer.line(&format!(
                "  {} failed in other modes: name one, as in {command} --production --failed",
                self.others
            ));
        }
    }
}

/// The targets that no longer exist; warns about them.
fn missing(workspace: &Workspace, printer: &mut Printer, labels: &[String]) -> Result<Vec<String>> {
    let single: Vec<&String> = labels
        .iter()
        .filter(|label| !pattern::is_many(label))
        .collect();
    if single.is_empty() {
        return Ok(Vec::new());
    }
    let missing = query::missing(workspace, &mut WaitingShown::on(printer), &single)?;
    for gone in &missing {
        let word = printer.paint(Paint::Warning, "gone:");
        printer.line(&format!(
            "{word} {gone} failed last time but no longer exists"
        ));
    }
    Ok(missing)
}

fn age(then_ms: i64) -> String {
    // A time in the future is that of a clock set back.
    let passed = clock::now_ms().saturating_sub(then_ms).max(0);
    let minutes = passed / 60_000;
    match minutes {
        0..=1 => duration::seconds(passed as f64),
        2..=119 => format!("{minutes} min"),
        120..=2879 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}
