//! Targets, and how they ended.

use std::collections::BTreeMap;

use crate::report::{Target, TargetStatus};
use crate::text;
use crate::wire::{
    Aborted, ConfigurationId, Id, TargetComplete, TargetCompletedId, TargetConfigured,
    TargetConfiguredId, abort_reason,
};

use super::steps::StepMap;

/// What the events say of targets, by label; patterns that could not be loaded are among them.
#[derive(Clone, Debug, Default)]
pub(super) struct TargetLog {
    targets: BTreeMap<String, TargetState>,
}

/// What the events say of one target. Keys are configuration and aspect.
#[derive(Clone, Debug, Default)]
pub(super) struct TargetState {
    kind: String,
    is_test: bool,
    configured: bool,
    completed: BTreeMap<(String, String), Completion>,
    aborted: BTreeMap<AbortKey, Abort>,
}

#[derive(Clone, Debug)]
struct Completion {
    success: bool,
    /// Output groups and the sets of files in them.
    groups: Vec<(String, Vec<String>)>,
    failure: Option<(String, Option<i32>)>,
}

/// The kind of event that will not come, and its configuration and aspect.
type AbortKey = (&'static str, String, String);

#[derive(Clone, Debug)]
struct Abort {
    reason: i32,
    description: String,
}

impl TargetLog {
    pub(super) fn configured(&mut self, id: &TargetConfiguredId, event: &TargetConfigured) {
        let state = self.state(&id.label);
        state.configured = true;
        // An aspect's event says of the rule what the target's own event says.
        if !event.target_kind.is_empty() {
            state.kind.clone_from(&event.target_kind);
        }
        state.is_test |= event.test_size != 0;
    }

    pub(super) fn completed(&mut self, id: &TargetCompletedId, event: &TargetComplete) {
        let groups = event.output_group.iter().map(|group| {
            let sets = group.file_sets.iter().map(|set| set.id.clone()).collect();
            (group.name.clone(), sets)
        });
        let failure = event.failure_detail.as_ref().map(|detail| {
            (
                detail.message.clone(),
                detail.spawn.map(|spawn| spawn.spawn_exit_code),
            )
        });
        let completion = Completion {
            success: event.success,
            groups: groups.collect(),
            failure,
        };
        let state = self.state(&id.label);
        if !event.target_kind.is_empty() {
            state.kind.clone_from(&event.target_kind);
        }
        let key = (configuration(id.configuration.as_ref()), id.aspect.clone());
        state.completed.insert(key, completion);
    }

    pub(super) fn aborted(&mut self, id: &Id, event: &Aborted) {
        let (label, key) = match id {
            Id::TargetCompleted(id) => {
                let configuration = configuration(id.configuration.as_ref());
                (&id.label, ("completed", configuration, id.aspect.clone()))
            }
            Id::TargetConfigured(id) => {
                (&id.label, ("configured", String::new(), id.aspect.clone()))
            }
            Id::ConfiguredLabel(id) | Id::UnconfiguredLabel(id) => {
                (&id.label, ("label", String::new(), String::new()))
            }
            Id::Pattern(id) => match id.pattern.as_slice() {
                [pattern] => (pattern, ("pattern", String::new(), String::new())),
                _ => return,
            },
            _ => return,
        };
        let abort = Abort {
            reason: event.reason,
            description: event.description.clone(),
        };
        self.state(label).aborted.insert(key, abort);
    }

    fn state(&mut self, label: &str) -> &mut TargetState {
        self.targets.entry(text::label(label)).or_default()
    }

    /// The sets of files in an output group, of one label or of all.
    pub(super) fn file_sets<'a>(
        &'a self,
        label: Option<&'a str>,
        group: &'a str,
    ) -> impl Iterator<Item = &'a str> {
        let asked = move |of: &str| label.is_none_or(|label| label == of);
        let targets = self.targets.iter().filter(move |(label, _)| asked(label));
        let completions = targets.flat_map(|(_, state)| state.completed.values());
        let groups = completions.flat_map(|completion| &completion.groups);
        let sets = groups
            .filter(move |(name, _)| name == group)
            .flat_map(|(_, sets)| sets);
        sets.map(String::as_str)
    }

    /// Labels of tests, with whether the target itself could not be built.
    pub(super) fn tests(&self) -> impl Iterator<Item = (&str, TargetStatus)> {
        let tests = self.targets.iter().filter(|(_, state)| state.is_test);
        tests.map(|(label, state)| (label.as_str(), state.status()))
    }

    /// What each failed target says of its failure, with the tool's exit code.
    pub(super) fn failures(&self) -> impl Iterator<Item = (&str, String, Option<i32>)> {
        let failed = self
            .targets
            .iter()
            .filter(|(_, state)| state.status() == TargetStatus::Failed);
        failed.map(|(label, state)| {
            let (message, exit_code) = state.failure();
            (label.as_str(), message, exit_code)
        })
    }

    pub(super) fn report(&self, map: &StepMap<'_>) -> Vec<Target> {
        let targets = self.targets.iter().map(|(label, state)| Target {
            label: label.clone(),
            kind: state.kind.clone(),
            status: state.status(),
            step: map.of_target(label, &state.kind).map(str::to_owned),
        });
        targets.collect()
    }
}

impl TargetState {
    /// The worst that was said. A completion outweighs words that it would not come: both are
    /// said where a build is stopped.
    fn status(&self) -> TargetStatus {
        let completed = self
            .completed
            .values()
            .map(|completion| match completion.success {
                true => TargetStatus::Built,
                false => TargetStatus::Failed,
            });
        let aborted = self
            .aborted
            .iter()
            .filter(|(key, _)| !self.came(key))
            .map(|(_, a)| a.status());
        completed
            .chain(aborted)
            .max()
            .unwrap_or(TargetStatus::Incomplete)
    }

    fn came(&self, (kind, configuration, aspect): &AbortKey) -> bool {
        *kind == "completed"
            && self
                .completed
                .contains_key(&(configuration.clone(), aspect.clone()))
    }

    /// The longest of the messages: the others repeat it or are empty.
    fn failure(&self) -> (String, Option<i32>) {
        let completed = self
            .completed
            .values()
            .filter_map(|completion| completion.failure.clone());
        let failed = self
            .aborted
            .values()
            .filter(|abort| abort.status() == TargetStatus::Failed);
        let aborted = failed.map(|abort| (abort.description.clone(), None));
        let longest = completed
            .chain(aborted)
            .max_by_key(|(message, _)| message.len());
        longest.unwrap_or_default()
    }
}

impl Abort {
    fn status(&self) -> TargetStatus {
        match self.reason {
            abort_reason::SKIPPED | abort_reason::NO_ANALYZE | abort_reason::NO_BUILD => {
                TargetStatus::Skipped
            }
            abort_reason::USER_INTERRUPTED | abort_reason::INCOMPLETE | abort_reason::UNKNOWN => {
                TargetStatus::Incomplete
            }
            _ => TargetStatus::Failed,
        }
    }
}

fn configuration(id: Option<&ConfigurationId>) -> String {
    id.map(|id| id.id.clone()).unwrap_or_default()
}
