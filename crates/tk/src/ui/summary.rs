//! The BUILD SUMMARY: how each step ended, how long it took, what came from a cache.

mod details;
mod failed;
mod kinds;

use bep::{Report, Step, StepStatus, TargetStatus};
pub use details::{print_tests, print_time};
pub use failed::print as print_failed;

use crate::ending::Ending;
use crate::text::duration;
use crate::ui::printer::{Paint, Printer};
use crate::ui::rerun::Rerun;
use checkout::files;

/// How many targets have a row of their own, where they stand in the place of steps.
const TARGETS: usize = 12;

/// What the summary is about, beyond the report.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The mode's name.
    pub mode: String,
    /// The platform's name.
    pub platform: String,
    /// The names of the steps that were asked for.
    pub asked: Vec<String>,
    /// How the build ended.
    pub ending: Ending,
    /// The state of `dist/<platform>/`.
    pub dist: Option<artifacts::Outcome>,
    /// After how many lines of the printer's a failure had been shown in full.
    pub failure_shown_at: Option<u64>,
    /// How a part of it is repeated.
    pub rerun: Rerun,
}

/// Prints the summary: what failed before all else.
pub fn print(printer: &mut Printer, report: &Report, context: &Context) {
    if context.ending.exit_code != 0 && !context.ending.interrupted {
        failed::print(printer, report, context);
    } else if context.ending.exit_code != 0 {
        printer.line("");
    }
    let heading = printer.paint(Paint::Strong, "BUILD SUMMARY");
    printer.line(&format!(
        "{heading}  {}, {}",
        context.mode, context.platform
    ));
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
    details::print_time(printer, report);
    details::print_tests(printer, report);
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
    let shown = shown(report, context);
    let mut rows: Vec<Row> = shown
        .iter()
        .map(|step| step_row(step, report, context))
        .collect();
    rows.extend(targets_row(report, &shown));
    rows
}

/// The steps to show as rows. Of targets instead of steps, which can be thousands, only the most relevant.
fn shown<'a>(report: &'a Report, context: &Context) -> Vec<&'a Step> {
    let is_shown = |step: &&Step| {
        let is_target = is_target(&step.name);
        let is_news = step.actions > 0 || is_target && step.status == StepStatus::Failed;
        is_news || context.asked.contains(&step.name)
    };
    let mut shown: Vec<&Step> = report.steps.iter().filter(is_shown).collect();
    let has_many = shown.iter().filter(|step| is_target(&step.name)).count() > TARGETS;
    if has_many {
        let weight = |step: &Step| {
            let is_failed = step.status == StepStatus::Failed;
            (is_failed, step.duration_ms.unwrap_or_default())
        };
        shown.sort_by(|one, other| {
            let (one, other) = (weight(one), weight(other));
            other.0.cmp(&one.0).then(other.1.total_cmp(&one.1))
        });
        shown.truncate(TARGETS);
    }
    shown
}

/// Whether a step is a target in the place of one: steps' names are no labels.
fn is_target(name: &str) -> bool {
    name.contains("//")
}

fn step_row(step: &Step, report: &Report, context: &Context) -> Row {
    let (paint, word) = match step.status {
        StepStatus::Passed => (Paint::Good, "PASS"),
        StepStatus::Failed => (Paint::Bad, "FAIL"),
        // What had begun was not skipped.
        StepStatus::Skipped if step.actions > 0 => (Paint::Warning, "STOPPED"),
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
    let ran = ran(step);
    let reason = match step.status {
        StepStatus::Skipped | StepStatus::Incomplete if context.ending.interrupted => {
            "interrupted".to_owned()
        }
        StepStatus::Skipped => skip_reason(step, report),
        StepStatus::Incomplete => "not finished".to_owned(),
        StepStatus::Passed if step.actions == 0 => "up to date".to_owned(),
        StepStatus::Passed | StepStatus::Failed => return ran,
    };
    match step.actions {
        0 => reason,
        _ => format!("{ran}; {reason}"),
    }
}

/// `17 actions: 12 disk, 5 linux-sandbox`
fn ran(step: &Step) -> String {
    let actions = count(step.actions, "action");
    match step.runners.as_slice() {
        _ if step.actions == 0 => String::new(),
        [] if step.cached == Some(true) => format!("{actions}, all from a cache"),
        [] => actions,
        runners => format!("{actions}: {}", kinds::runners(runners)),
    }
}

fn skip_reason(step: &Step, report: &Report) -> String {
    match failed::failed_before(step, report) {
        Some(cause) => format!("{cause} failed"),
        None => "an earlier failure stopped the build".to_owned(),
    }
}

/// Targets that were asked for by label, all in one line.
fn targets_row(report: &Report, shown: &[&Step]) -> Option<Row> {
    let is_step = |label: &str| {
        let steps = report.steps.iter();
        shown.iter().any(|step| step.name == label)
            || steps
                .filter(|step| !is_target(&step.name))
                .any(|step| label == format!("//:{}", step.name))
    };
    let has_rows = shown.iter().any(|step| is_target(&step.name));
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
        name: match has_rows {
            true => count_usize(targets.len(), "other target"),
            false => count_usize(targets.len(), "target"),
        },
        time: String::new(),
        note: notes.join(", "),
    })
}

fn dist_line(context: &Context) -> Option<String> {
    let (files, bytes, what) = match context.dist? {
        artifacts::Outcome::Nothing => return None,
        artifacts::Outcome::Unchanged { files, bytes } => (files, bytes, "unchanged".to_owned()),
        artifacts::Outcome::Written {
            files,
            changed,
            bytes,
        } => (files, bytes, format!("{changed} new or changed")),
    };
    Some(format!(
        "  {:<13}  dist/{}: {}, {}, {what}",
        "artifacts",
        context.platform,
        count_usize(files, "file"),
        files::size(bytes),
    ))
}

fn print_total(printer: &mut Printer, report: &Report, context: &Context) {
    let verdict = verdict(
        printer,
        context.ending.exit_code,
        context.ending.interrupted,
        context.ending.elapsed_ms,
    );
    let cache = cache_text(report, context.ending.exit_code);
    printer.line(&format!(
        "{verdict}{}",
        cache.map(|cache| format!(": {cache}")).unwrap_or_default()
    ));
}

/// `production, linux-x64: FAILED (exit code 1) in 2.1 s`
pub fn title(context: &Context) -> String {
    let (_, word) = verdict_word(context.ending.exit_code, context.ending.interrupted);
    let time = duration::seconds(context.ending.elapsed_ms);
    format!("{}, {}: {word} in {time}", context.mode, context.platform)
}

/// `PASSED in 2.1 s`, `FAILED (exit code 1) in 2.1 s`, `STOPPED in 2.1 s`
pub fn verdict(printer: &Printer, exit_code: u8, interrupted: bool, elapsed_ms: f64) -> String {
    let (paint, word) = verdict_word(exit_code, interrupted);
    format!(
        "{} in {}",
        printer.paint(paint, &word),
        duration::seconds(elapsed_ms)
    )
}

fn verdict_word(exit_code: u8, interrupted: bool) -> (Paint, String) {
    match exit_code {
        0 => (Paint::Good, "PASSED".to_owned()),
        _ if interrupted => (Paint::Warning, "STOPPED".to_owned()),
        code => (Paint::Bad, format!("FAILED (exit code {code})")),
    }
}

/// Whether all was up to date: at most Bazel's action cache had to be asked.
pub fn has_nothing_to_do(report: &Report) -> bool {
    let cache = &report.cache;
    // Only the end of the events makes what they do not tell a fact.
    let has_end = report.invocation.exit_name.is_some();
    has_end && report.actions.total == 0 && cache.executed + cache.disk + cache.remote == 0
}

/// What the last line says of caches. Bazel's counts are without the actions that failed.
pub fn cache_text(report: &Report, exit_code: u8) -> Option<String> {
    if exit_code == 0 && has_nothing_to_do(report) {
        return Some(kinds::nothing_to_do(&report.cache));
    }
    if exit_code == 0 && report.cache.hit_rate.is_none() {
        // Links and written files are no processes; without Bazel's counts nothing is known.
        let did = (report.actions.total > 0).then(|| count(report.actions.total, "action"));
        return did.map(|actions| format!("no process ran ({actions} inside Bazel)"));
    }
    kinds::cache_text(&report.cache, kinds::failed_actions(report), exit_code)
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
