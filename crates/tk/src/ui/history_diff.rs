//! The differences between two recorded builds, as text.

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

/// The builds' modes and commits, if they differ.
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
            "  mode: {} -> {}: times are not comparable",
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

/// The differences of a step.
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
    let untimed_before = untimed(&step.status_before, step.actions_before);
    let untimed_after = untimed(&step.status_after, step.actions_after);
    match (step.before_ms, step.after_ms) {
        (Some(before), Some(after)) => {
            let change = after - before;
            if change.abs() < NOISE_MS.max(before / 10.0) {
                return format!("{}, unchanged", seconds(after));
            }
            format!(
                "{} -> {}, {} {}",
                seconds(before),
                seconds(after),
                seconds(change.abs()),
                if change > 0.0 { "slower" } else { "faster" }
            )
        }
        (None, Some(after)) => format!("{untimed_before} -> {}", seconds(after)),
        (Some(before), None) => format!("{} -> {untimed_after}", seconds(before)),
        (None, None) if untimed_before == untimed_after => format!("{untimed_before} in both"),
        (None, None) => format!("{untimed_before} -> {untimed_after}"),
    }
}

/// What there is to say of a step without a time.
fn untimed(status: &Option<String>, actions: i64) -> &str {
    match status.as_deref() {
        Some("passed") if actions > 0 => "time unknown",
        Some("passed") => "up to date",
        Some(status) => status,
        None => "not built",
    }
}

fn endings(step: &StepDiff) -> String {
    let is_told = step.before_ms.is_none() && step.after_ms.is_none();
    if is_told || step.status_before == step.status_after {
        return String::new();
    }
    format!(
        ", {} -> {}",
        step.status_before.as_deref().unwrap_or("not built"),
        step.status_after.as_deref().unwrap_or("not built")
    )
}

#[cfg(test)]
mod tests {
    use history::{CacheDiff, StoredCache};

    use super::super::history_table::tests::failed;
    use super::*;

    fn step(name: &str, times: [Option<f64>; 2], status_after: Option<&str>) -> StepDiff {
        StepDiff {
            name: name.to_owned(),
            status_before: Some("passed".to_owned()),
            status_after: status_after.map(str::to_owned),
            before_ms: times[0],
            after_ms: times[1],
            actions_before: if times[0].is_some() { 3 } else { 0 },
            actions_after: if times[1].is_some() { 3 } else { 0 },
        }
    }

    #[test]
    fn differences_are_told_of_step_by_step() {
        let after = Build {
            id: 9,
            mode: "production".to_owned(),
            commit: None,
            outcome: "passed".to_owned(),
            hit_rate: None,
            ..failed()
        };
        let passed = Some("passed");
        let diff = Diff {
            version: 1,
            before: failed(),
            after,
            steps: vec![
                step("app", [Some(9000.0), Some(9100.0)], passed),
                step("page-build", [Some(1000.0), Some(3000.0)], passed),
                step("css", [Some(3000.0), Some(1000.0)], Some("failed")),
                step("check", [None, Some(200.0)], passed),
                step("types", [Some(200.0), None], passed),
                step("docs", [None, None], None),
            ],
            cache: CacheDiff {
                before: StoredCache::default(),
                after: StoredCache {
                    executed: 5,
                    ..StoredCache::default()
                },
            },
            new_failures: vec!["//:css (Sass)".to_owned()],
            fixed: vec!["//:app (Link)".to_owned()],
        };
        insta::assert_snapshot!(lines(&diff).join("\n"), @"
        #7 -> #9: 12.3 s -> 12.3 s, failed -> passed
          mode: development -> production: times are not comparable
          commit: 0123456789 -> none
          app         9.1 s, unchanged
          page-build  1.0 s -> 3.0 s, 2.0 s slower
          css         3.0 s -> 1.0 s, 2.0 s faster, passed -> failed
          check       up to date -> 0.2 s, 0 -> 3 actions
          types       0.2 s -> up to date, 3 -> 0 actions
          docs        up to date -> not built
          actions: 12 -> 12; executed 0 -> 5; cache hit rate 25 % -> -
          new failure: //:css (Sass)
          no longer fails: //:app (Link)
        ");
    }
}
