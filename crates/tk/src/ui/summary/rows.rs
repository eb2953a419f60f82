//! The rows of a summary: one for each step, and one for other targets.

use bep::{Report, Step, StepStatus, TargetStatus};

use super::{Context, kinds};
use crate::text::{count, duration, unfinished};
use crate::ui::printer::Paint;

/// How many targets have a row of their own, where they stand in the place of steps.
const TARGETS: usize = 12;

/// A row: a word in its colour, a name, a time, what there is to say.
pub(super) struct Row {
    pub paint: Paint,
    pub word: &'static str,
    pub name: String,
    pub time: String,
    pub note: String,
}

/// The rows of steps, then one for all other targets.
pub(super) fn rows(report: &Report, context: &Context) -> Vec<Row> {
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
        StepStatus::Skipped | StepStatus::Incomplete => {
            unfinished::reason(step, report, context.ending)
        }
        StepStatus::Passed if step.actions == 0 => up_to_date(step).to_owned(),
        StepStatus::Failed => match unfinished::cause(step, report) {
            Some(cause) => cause.to_owned(),
            None => return ran,
        },
        StepStatus::Passed => return ran,
    };
    match step.actions {
        0 => reason,
        _ => format!("{ran}; {reason}"),
    }
}

/// `17 actions: 12 disk, 5 linux-sandbox`
fn ran(step: &Step) -> String {
    let actions = count::small(step.actions, "action");
    match step.runners.as_slice() {
        _ if step.actions == 0 => String::new(),
        [] if step.cached == Some(true) => format!("{actions}, all from a cache"),
        [] => actions,
        runners => format!("{actions}: {}", kinds::runners(runners)),
    }
}

/// Of a step without an action of its own. Where Bazel does not name each action, there may have been some.
fn up_to_date(step: &Step) -> &'static str {
    match step.cached {
        Some(true) => "up to date",
        _ => "",
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
    let built = with(TargetStatus::Built);
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
        (0, 0) if built == 0 => (Paint::Warning, "SKIPPED"),
        (0, 0) => (Paint::Good, "PASS"),
        (0, _) => (Paint::Warning, "STOPPED"),
        _ => (Paint::Bad, "FAIL"),
    };
    (!targets.is_empty()).then(|| Row {
        paint,
        word,
        name: match has_rows {
            true => count::of(targets.len(), "other target"),
            false => count::of(targets.len(), "target"),
        },
        time: String::new(),
        note: notes.join(", "),
    })
}
