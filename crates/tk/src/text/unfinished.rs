//! Why a step did not run, or not to its end.

use std::collections::{BTreeSet, VecDeque};

use bep::{Report, Step, StepStatus, Target, TargetStatus};

use crate::ending::Ending;

/// The reason, of a step that was skipped or not finished.
pub fn reason(step: &Step, report: &Report, ending: Ending) -> String {
    let target = own_target(step, report);
    let told = target.and_then(|target| target.reason.clone());
    match target.map(|target| target.status) {
        Some(TargetStatus::Skipped) => told.unwrap_or_else(|| "left out".to_owned()),
        _ if ending.interrupted => "interrupted".to_owned(),
        status => match failed_before(step, report) {
            Some(cause) => format!("{cause} failed"),
            None if status == Some(TargetStatus::Failed) => {
                told.unwrap_or_else(|| "something that it needs failed".to_owned())
            }
            None => not_reached(step, ending).to_owned(),
        },
    }
}

/// Of a step that nothing else is said of.
fn not_reached(step: &Step, ending: Ending) -> &'static str {
    match step.status {
        StepStatus::Incomplete => "not finished",
        _ if ending.is_success() => "not built",
        _ => "an earlier failure stopped the build",
    }
}

/// Whether the step was left out, whatever else failed.
pub fn is_left_out(step: &Step, report: &Report) -> bool {
    own_target(step, report).is_some_and(|target| target.status == TargetStatus::Skipped)
}

/// What made a failed step fail, where that is another target that no step has.
pub fn cause<'a>(step: &Step, report: &'a Report) -> Option<&'a str> {
    own_target(step, report)?.reason.as_deref()
}

/// The step's target. Without steps, targets stand in their place, by their labels.
fn own_target<'a>(step: &Step, report: &'a Report) -> Option<&'a Target> {
    let is_own = |target: &&Target| {
        target.label == step.name || target.label.strip_prefix("//:") == Some(&step.name)
    };
    report.targets.iter().find(is_own)
}

/// The nearest failed step among those that a step comes after, directly or not.
pub fn failed_before<'a>(step: &Step, report: &'a Report) -> Option<&'a str> {
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
