//! What differs between two recorded builds, in words.

use history::{Build, Diff, StepDiff};

use super::history_table::rate;
use crate::text::duration::seconds;

/// Differences of time below this, or below a tenth, are noise.
const NOISE_MS: f64 = 100.0;

/// A comparison as text.
pub fn lines(diff: &Diff) -> Vec<String> {
    let mut lines = head(diff);
    let widths = diff.steps.iter().map(|step| step.name.chars().count());
    let width = widths.max().unwrap_or(0);
    let steps = diff.steps.iter();
    lines.extend(steps.map(|step| format!("  {:<width$}  {}", step.name, words(step))));
    lines.push(format!(
        "  actions: {} -> {}; executed {} -> {}; cache hit rate {} -> {}",
        diff.before.actions,
        diff.after.actions,
        diff.cache.before.executed,
        diff.cache.after.executed,
        rate(diff.before.hit_rate),
        rate(diff.after.hit_rate),
    ));
    let failures = diff.new_failures.iter();
    lines.extend(failures.map(|name| format!("  new failure: {name}")));
    let fixed = diff.fixed.iter();
    lines.extend(fixed.map(|name| format!("  no longer fails: {name}")));
    lines
}

/// What the builds were, as far as that is not the same.
fn head(diff: &Diff) -> Vec<String> {
    let (before, after) = (&diff.before, &diff.after);
    let mut lines = vec![format!(
        "#{} -> #{}: {} -> {}, {} -> {}",
        before.id,
        after.id,
        seconds(before.elapsed_ms),
        seconds(after.elapsed_ms),
        before.outcome,
        after.outcome,
    )];
    if before.mode != after.mode {
        lines.push(format!(
            "  mode: {} -> {}: times do not compare",
            before.mode, after.mode
        ));
    }
    if before.commit != after.commit {
        lines.push(format!(
            "  commit: {} -> {}",
            short_commit(before),
            short_commit(after)
        ));
    }
    lines
}

fn short_commit(build: &Build) -> String {
    match &build.commit {
        None => "none".to_owned(),
        Some(commit) => commit.chars().take(10).collect(),
    }
}

/// What differs of a step.
fn words(step: &StepDiff) -> String {
    let actions = if step.actions_before == step.actions_after {
        String::new()
    } else {
        format!(
            ", {} -> {} actions",
            step.actions_before, step.actions_after
        )
    };
    format!("{}{actions}{}", times(step), endings(step))
}

fn times(step: &StepDiff) -> String {
    match (step.before_ms, step.after_ms) {
        (Some(before), Some(after)) => {
            let change = after - before;
            if change.abs() < NOISE_MS.max(before / 10.0) {
                return format!("{} as before", seconds(after));
            }
            format!(
                "{} -> {}, {} {}",
                seconds(before),
                seconds(after),
                seconds(change.abs()),
                if change > 0.0 { "slower" } else { "faster" }
            )
        }
        (None, Some(after)) => format!("up to date -> {}", seconds(after)),
        (Some(before), None) => format!("{} -> up to date", seconds(before)),
        (None, None) => "up to date in both".to_owned(),
    }
}

fn endings(step: &StepDiff) -> String {
    if step.status_before == step.status_after {
        return String::new();
    }
    format!(
        ", {} -> {}",
        step.status_before.as_deref().unwrap_or("not built"),
        step.status_after.as_deref().unwrap_or("not built")
    )
}
