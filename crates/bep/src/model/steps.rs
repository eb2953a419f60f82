//! Steps of a report: how long they took, how they ended.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::profile::Way;
use crate::report::{Failure, Outcome, Runner, Step, StepStatus, Target, TargetStatus};
use crate::step::StepDefinition;

use super::actions::{Joined, Time, total};
use super::cache::Counts;
use super::failures::Blame;
use super::step_map::StepMap;

/// What the model knows of an invocation, seen from its steps.
pub(super) struct Seen<'a> {
    pub(super) actions: &'a [Joined<'a>],
    pub(super) targets: &'a [Target],
    pub(super) failures: &'a [Failure],
    /// What made targets fail, by their labels.
    pub(super) blamed: &'a HashMap<&'a str, Blame<'a>>,
    pub(super) outcome: Outcome,
    pub(super) counts: Option<&'a Counts>,
    /// Whether `actions` are all that ran, not only those that failed.
    pub(super) all_actions: bool,
}

/// The steps in the order in which they come after each other.
pub(super) fn report(map: &StepMap<'_>, seen: &Seen<'_>) -> Vec<Step> {
    let mut actions = HashMap::<&str, Vec<&Joined<'_>>>::new();
    for action in seen.actions {
        if let Some(step) = map.of_action(action.label, action.mnemonic) {
            actions.entry(step).or_default().push(action);
        }
    }
    let steps = map.steps().map(|step| {
        let actions = actions.remove(step.name.as_str()).unwrap_or_default();
        let status = seen.status(step, !actions.is_empty());
        Step {
            name: step.name.clone(),
            status,
            duration_ms: union_ms(&actions).filter(|_| seen.all_actions),
            actions: total(actions.iter().copied()),
            cached: seen
                .cached(&actions)
                .filter(|_| status == StepStatus::Passed),
            after: step.after.clone(),
            runners: runners(&actions),
        }
    });
    steps.collect()
}

impl Seen<'_> {
    fn status(&self, step: &StepDefinition, acted: bool) -> StepStatus {
        let own_failure = |failure: &Failure| failure.step.as_deref() == Some(&step.name);
        if self.failures.iter().any(own_failure) {
            return StepStatus::Failed;
        }
        let stopped = matches!(self.outcome, Outcome::Interrupted | Outcome::Incomplete);
        // Where a workspace has no steps, each target that is asked for stands for one.
        let own_target = |target: &&Target| {
            target.label == step.name || target.label.strip_prefix("//:") == Some(&step.name)
        };
        let target = self.targets.iter().find(own_target);
        let blame = target.and_then(|target| self.blamed.get(target.label.as_str()));
        match target.map(|target| target.status) {
            Some(TargetStatus::Built) => StepStatus::Passed,
            Some(TargetStatus::Skipped) => StepStatus::Skipped,
            Some(TargetStatus::Incomplete) if stopped || self.outcome == Outcome::Passed => {
                StepStatus::Incomplete
            }
            Some(TargetStatus::Incomplete) => StepStatus::Skipped,
            // Nothing else stands for what it needs, or for what it is an alias of.
            Some(TargetStatus::Failed) if blame.is_some_and(|it| it.step.is_none()) => {
                StepStatus::Failed
            }
            // An earlier step took the blame.
            Some(TargetStatus::Failed) if self.failures.iter().any(|f| f.step.is_some()) => {
                StepStatus::Skipped
            }
            Some(TargetStatus::Failed) => StepStatus::Failed,
            None => self.status_of_members(step, acted, stopped),
        }
    }

    /// Of a step that was not asked for itself: what was asked for of it counts.
    fn status_of_members(&self, step: &StepDefinition, acted: bool, stopped: bool) -> StepStatus {
        let members = self
            .targets
            .iter()
            .filter(|t| t.step.as_deref() == Some(&step.name));
        let statuses: BTreeSet<_> = members.map(|target| target.status).collect();
        let built = acted || statuses.contains(&TargetStatus::Built);
        match statuses.last() {
            Some(TargetStatus::Failed) => StepStatus::Skipped,
            _ if stopped && (built || statuses.contains(&TargetStatus::Incomplete)) => {
                StepStatus::Incomplete
            }
            Some(TargetStatus::Incomplete) => StepStatus::Skipped,
            _ if built => StepStatus::Passed,
            _ => StepStatus::Skipped,
        }
    }

    /// Whether no process ran for these actions, if known.
    fn cached(&self, actions: &[&Joined<'_>]) -> Option<bool> {
        let ways: Option<Vec<Way>> = actions.iter().map(|action| action.way).collect();
        let none_ran = self.counts.is_some_and(|counts| counts.executed() == 0);
        if !self.all_actions {
            return none_ran.then_some(true);
        }
        match ways {
            Some(ways) => Some(ways.iter().all(|way| *way <= Way::Cached)),
            None => none_ran.then_some(true),
        }
    }
}

/// What ran the actions, most used first.
fn runners(actions: &[&Joined<'_>]) -> Vec<Runner> {
    let mut counts = BTreeMap::<&str, u32>::new();
    for action in actions {
        if let Some(name) = action.runner.as_deref() {
            let count = counts.entry(name).or_default();
            *count = count.saturating_add(action.count);
        }
    }
    let mut runners: Vec<_> = counts
        .into_iter()
        .map(|(name, count)| Runner {
            name: name.to_owned(),
            count,
        })
        .collect();
    runners.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    runners
}

/// Time in which at least one of the actions ran; `None` where a time is not known.
fn union_ms(actions: &[&Joined<'_>]) -> Option<f64> {
    let times: Option<Vec<Time>> = actions.iter().map(|action| action.time).collect();
    let mut times = times?;
    times.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
    let mut union = 0.0;
    let mut covered = f64::NEG_INFINITY;
    for time in times {
        let end = time.start_ms + time.duration_ms;
        union += (end - time.start_ms.max(covered)).max(0.0);
        covered = covered.max(end);
    }
    // Whole microseconds, as the profile has them.
    Some((union * 1_000.0).round() / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_times_count_once() {
        let joined = |start_ms, duration_ms| Joined {
            label: "//a",
            primary_output: "",
            mnemonic: "Rustc",
            count: 1,
            success: true,
            time: Some(Time {
                start_ms,
                duration_ms,
                queued_ms: 0.0,
            }),
            way: None,
            runner: None,
            event: None,
        };
        let actions = [
            joined(5.0, 10.0),
            joined(0.0, 10.0),
            joined(1.0, 2.0),
            joined(20.0, 1.0),
        ];
        assert_eq!(union_ms(&actions.iter().collect::<Vec<_>>()), Some(16.0));
        assert_eq!(union_ms(&[]), Some(0.0));
    }
}
