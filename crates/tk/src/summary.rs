//! The BUILD SUMMARY: how each step ended, how long it took, what came from a cache.

use std::collections::{BTreeSet, VecDeque};

use bep::{Cache, Report, Step, StepStatus, TargetStatus};

use crate::dist;
use crate::duration;
use crate::files;
use crate::printer::{Paint, Printer};

/// What the summary is about, beyond the report.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The mode's name.
    pub mode: String,
    /// The platform's name.
    pub platform: String,
    /// The names of the steps that were asked for.
    pub asked: Vec<String>,
    /// Bazel's exit code.
    pub exit_code: u8,
    /// Whether somebody stopped the build.
    pub interrupted: bool,
    /// How long Bazel ran, its start and its waiting included; milliseconds.
    pub elapsed_ms: f64,
    /// What became of `dist/<platform>/`.
    pub dist: Option<dist::Outcome>,
}

/// Prints the summary.
pub fn print(printer: &mut Printer, report: &Report, context: &Context) {
    let title = printer.paint(Paint::Strong, "BUILD SUMMARY");
    printer.line(&format!("{title}  {}, {}", context.mode, context.platform));
    let rows = rows(report, context);
    let name_width = rows
        .iter()
        .map(|row| row.name.chars().count())
        .max()
        .unwrap_or(0);
    let time_width = rows
        .iter()
        .map(|row| row.time.chars().count())
        .max()
        .unwrap_or(0);
    for row in &rows {
        let word = printer.paint(row.paint, &format!("{:<7}", row.word));
        let line = format!(
            "  {word}  {:<name_width$}  {:>time_width$}  {}",
            row.name, row.time, row.note
        );
        printer.line(line.trim_end());
    }
    if let Some(line) = dist_line(context) {
        printer.line(&line);
    }
    print_total(printer, report, context);
}

struct Row {
    paint: Paint,
    word: &'static str,
    name: String,
    time: String,
    note: String,
}

fn rows(report: &Report, context: &Context) -> Vec<Row> {
    let is_shown = |step: &&Step| context.asked.contains(&step.name) || step.actions > 0;
    let mut rows: Vec<Row> = report
        .steps
        .iter()
        .filter(is_shown)
        .map(|step| step_row(step, report, context))
        .collect();
    rows.extend(targets_row(report));
    rows
}

fn step_row(step: &Step, report: &Report, context: &Context) -> Row {
    let (paint, word) = match step.status {
        StepStatus::Passed => (Paint::Good, "PASS"),
        StepStatus::Failed => (Paint::Bad, "FAIL"),
        StepStatus::Skipped => (Paint::Warning, "SKIPPED"),
        StepStatus::Incomplete => (Paint::Warning, "STOPPED"),
    };
    let time = step
        .duration_ms
        .filter(|_| step.actions > 0)
        .map_or("-".to_owned(), duration::seconds);
    Row {
        paint,
        word,
        name: step.name.clone(),
        time,
        note: step_note(step, report, context),
    }
}

fn step_note(step: &Step, report: &Report, context: &Context) -> String {
    let actions = count(step.actions, "action");
    match step.status {
        StepStatus::Skipped | StepStatus::Incomplete if context.interrupted => {
            "the build was stopped".to_owned()
        }
        StepStatus::Skipped => skip_reason(step, report),
        StepStatus::Incomplete => "not finished".to_owned(),
        _ if step.actions == 0 && step.status == StepStatus::Passed => "up to date".to_owned(),
        _ if step.actions == 0 => String::new(),
        _ if step.cached == Some(true) => format!("{actions}, all from the cache"),
        _ => actions,
    }
}

fn skip_reason(step: &Step, report: &Report) -> String {
    match failed_before(step, report) {
        Some(cause) => format!("{cause} failed"),
        None => "an earlier failure stopped the build".to_owned(),
    }
}

/// The nearest failed step among those that a step comes after, directly or not.
fn failed_before<'a>(step: &Step, report: &'a Report) -> Option<&'a str> {
    let mut waiting: VecDeque<&str> = step.after.iter().map(String::as_str).collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = waiting.pop_front() {
        let before = report.steps.iter().find(|other| other.name == name);
        let Some(before) = before.filter(|_| seen.insert(name)) else {
            continue;
        };
        if before.status == StepStatus::Failed {
            return Some(&before.name);
        }
        waiting.extend(before.after.iter().map(String::as_str));
    }
    None
}

/// Targets that were asked for by label, all in one line.
fn targets_row(report: &Report) -> Option<Row> {
    let is_step = |label: &str| {
        report
            .steps
            .iter()
            .any(|step| label == format!("//:{}", step.name))
    };
    let targets: Vec<_> = report
        .targets
        .iter()
        .filter(|target| !is_step(&target.label))
        .collect();
    let with = |status| {
        targets
            .iter()
            .filter(|target| target.status == status)
            .count()
    };
    let failed = with(TargetStatus::Failed);
    let unfinished = with(TargetStatus::Incomplete);
    let mut notes = Vec::new();
    for (number, what) in [
        (failed, "failed"),
        (unfinished, "not finished"),
        (with(TargetStatus::Skipped), "skipped"),
    ] {
        if number > 0 {
            notes.push(format!("{number} {what}"));
        }
    }
    let (paint, word) = match (failed, unfinished) {
        (0, 0) => (Paint::Good, "PASS"),
        (0, _) => (Paint::Warning, "STOPPED"),
        _ => (Paint::Bad, "FAIL"),
    };
    (!targets.is_empty()).then(|| Row {
        paint,
        word,
        name: count_usize(targets.len(), "target"),
        time: String::new(),
        note: notes.join(", "),
    })
}

fn dist_line(context: &Context) -> Option<String> {
    let folder = format!("dist/{}", context.platform);
    match context.dist? {
        dist::Outcome::Nothing => None,
        dist::Outcome::Unchanged { files } => Some(format!(
            "  {folder}: {} as before",
            count_usize(files, "file")
        )),
        dist::Outcome::Written {
            files,
            changed,
            bytes,
        } => Some(format!(
            "  {folder}: {}, {}, {changed} new or changed",
            count_usize(files, "file"),
            files::size(bytes),
        )),
    }
}

fn print_total(printer: &mut Printer, report: &Report, context: &Context) {
    let verdict = verdict(
        printer,
        context.exit_code,
        context.interrupted,
        context.elapsed_ms,
    );
    let cache = cache_text(&report.cache, context.exit_code);
    printer.line(&format!(
        "{verdict}{}",
        cache.map(|cache| format!(": {cache}")).unwrap_or_default()
    ));
}

/// `PASSED in 2.1 s`, `FAILED (exit code 1) in 2.1 s`, `STOPPED in 2.1 s`
pub fn verdict(printer: &Printer, exit_code: u8, interrupted: bool, elapsed_ms: f64) -> String {
    let (paint, word) = match exit_code {
        0 => (Paint::Good, "PASSED".to_owned()),
        _ if interrupted => (Paint::Warning, "STOPPED".to_owned()),
        code => (Paint::Bad, format!("FAILED (exit code {code})")),
    };
    format!(
        "{} in {}",
        printer.paint(paint, &word),
        duration::seconds(elapsed_ms)
    )
}

/// `cache hit rate 75 % (2 unchanged, 1 disk, 1 executed)`; of a failed build without a count there
/// is nothing to say.
pub fn cache_text(cache: &Cache, exit_code: u8) -> Option<String> {
    let Some(rate) = cache.hit_rate else {
        return (exit_code == 0).then(|| "nothing to do".to_owned());
    };
    let kinds = [
        (cache.action_cache, "unchanged"),
        (cache.disk, "disk"),
        (cache.remote, "remote"),
        (cache.executed, "executed"),
    ];
    let parts: Vec<String> = kinds
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, kind)| format!("{number} {kind}"))
        .collect();
    Some(format!(
        "cache hit rate {} % ({})",
        percent(rate),
        parts.join(", ")
    ))
}

/// Whole per cent; 0 and 100 only when it is none and all.
fn percent(rate: f64) -> u32 {
    let rounded = (rate * 100.0).round();
    if rate > 0.0 && rate < 1.0 {
        rounded.clamp(1.0, 99.0) as u32
    } else {
        rounded as u32
    }
}

fn count(number: u32, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

fn count_usize(number: usize, noun: &str) -> String {
    count(u32::try_from(number).unwrap_or(u32::MAX), noun)
}

#[cfg(test)]
mod tests;
