//! How the targets ended, by all that was said of them and of the build.

use crate::model::names::Names;
use crate::model::step_map::StepMap;
use crate::report::{Outcome, Target, TargetStatus};

use super::ending::{Completion, Doubts, Ending, FailureText};
use super::{First, TargetLog, TargetState};

impl TargetLog {
    /// Each target's label, kind and end.
    fn endings<'a>(
        &'a self,
        names: &'a Names,
    ) -> impl Iterator<Item = (&'a str, &'a TargetState, Ending<'a>)> {
        self.targets.iter().enumerate().map(|(place, target)| {
            let key = self.variants.key(target.variant);
            let first = (target.first != First::None).then(|| {
                let success = target.first == First::Built;
                Completion { key, success }
            });
            let more = self.more.get(&(place as u32));
            (names.text(target.label), target, Ending { first, more })
        })
    }

    /// What is to be made of completions in a build that ended so.
    fn doubts(&self, names: &Names, outcome: Outcome) -> Doubts {
        let mut endings = self.endings(names);
        let has_success = endings.any(|(_, _, ending)| ending.has_succeeded());
        Doubts {
            outcome,
            no_success: !has_success,
        }
    }

    /// Labels of tests, with how the target itself ended.
    pub(in crate::model) fn tests<'a>(
        &'a self,
        names: &'a Names,
        outcome: Outcome,
    ) -> impl Iterator<Item = (&'a str, TargetStatus)> {
        let doubts = self.doubts(names, outcome);
        // Rules of tests have such names; and their kind is told more than once.
        let is_test = move |target: &TargetState| {
            target.is_test || names.text(target.kind).ends_with("_test rule")
        };
        let tests = self.endings(names);
        let tests = tests.filter(move |(_, target, _)| is_test(target));
        tests.map(move |(label, _, ending)| (label, ending.settled(doubts)))
    }

    /// What each failed target says of its failure, by label.
    pub(in crate::model) fn failures<'a>(
        &'a self,
        names: &'a Names,
        outcome: Outcome,
    ) -> Vec<(&'a str, FailureText)> {
        let doubts = self.doubts(names, outcome);
        let endings = self.endings(names);
        let failed = endings.filter(|(label, _, ending)| {
            !label.is_empty() && ending.settled(doubts) == TargetStatus::Failed
        });
        let mut failed: Vec<_> = failed
            .map(|(label, _, ending)| (label, ending.failure()))
            .collect();
        failed.sort_unstable_by_key(|(label, _)| *label);
        failed
    }

    /// The targets that could not be analyzed because of another one, with its label.
    pub(in crate::model) fn causes<'a>(
        &'a self,
        names: &'a Names,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let endings = self.endings(names);
        endings.filter_map(|(label, _, ending)| Some((label, ending.cause()?)))
    }

    pub(in crate::model) fn report(
        &self,
        names: &Names,
        outcome: Outcome,
        map: &StepMap<'_>,
    ) -> Vec<Target> {
        let doubts = self.doubts(names, outcome);
        let named = self
            .endings(names)
            .filter(|(label, _, _)| !label.is_empty());
        let mut targets: Vec<_> = named.collect();
        targets.sort_unstable_by_key(|(label, _, _)| *label);
        let targets = targets.into_iter().map(|(label, target, ending)| {
            let kind = names.text(target.kind);
            let status = ending.settled(doubts);
            let has_reason = matches!(status, TargetStatus::Skipped | TargetStatus::Incomplete);
            Target {
                label: label.to_owned(),
                kind: kind.to_owned(),
                status,
                step: map.of_target(label, kind).map(str::to_owned),
                reason: has_reason.then(|| ending.reason()).flatten(),
            }
        });
        targets.collect()
    }
}
