//! Targets, and how they ended.
//!
//! A build can have hundreds of thousands of them. Nearly all complete once and without a
//! failure: that takes a few bytes; what only a few have is kept apart.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::report::{Target, TargetStatus};
use crate::text;
use crate::wire::light;
use crate::wire::{
    Aborted, ConfigurationId, Id, TargetComplete, TargetCompletedId, TargetConfigured,
    TargetConfiguredId, abort_reason,
};

use super::files::SetId;
use super::names::{Name, Names};
use super::steps::StepMap;

/// What the events say of targets; patterns that could not be loaded are among them.
#[derive(Clone, Debug, Default)]
pub(super) struct TargetLog {
    targets: Vec<TargetState>,
    /// Places in `targets` plus one, by the labels' numbers; 0 for a label without a target.
    places: Vec<u32>,
    /// Output groups and the sets of files in them.
    groups: FxHashMap<GroupKey, Box<[(Name, SetId)]>>,
}

/// A target's place, a configuration and an aspect.
type GroupKey = (u32, Name, Name);

/// What the events say of one target.
#[derive(Clone, Debug)]
struct TargetState {
    label: Name,
    kind: Option<Name>,
    is_test: bool,
    first: Option<Completion>,
    more: Option<Box<More>>,
}

/// How a target ended in one configuration, for itself or for an aspect.
#[derive(Clone, Copy, Debug)]
struct Completion {
    configuration: Name,
    aspect: Name,
    success: bool,
}

/// What few targets have.
#[derive(Clone, Debug, Default)]
struct More {
    /// Further completions, and those with a failure; by configuration and aspect.
    completed: BTreeMap<(Name, Name), (bool, Option<FailureText>)>,
    aborted: BTreeMap<AbortKey, Abort>,
}

/// What a target says of its failure, with the tool's exit code.
type FailureText = (String, Option<i32>);

/// The kind of event that will not come, and its configuration and aspect.
type AbortKey = (&'static str, Name, Name);

#[derive(Clone, Debug)]
struct Abort {
    reason: i32,
    description: String,
}

impl TargetLog {
    pub(super) fn configured(
        &mut self,
        names: &mut Names,
        id: &TargetConfiguredId,
        event: &TargetConfigured,
    ) {
        let light = light::Configured {
            label: &id.label,
            kind: &event.target_kind,
            is_test: event.test_size != 0,
        };
        self.configured_light(names, &light);
    }

    pub(super) fn configured_light(&mut self, names: &mut Names, event: &light::Configured<'_>) {
        let place = self.place(names, event.label);
        self.set_kind(names, place, event.kind);
        self.targets[place].is_test |= event.is_test;
    }

    pub(super) fn completed(
        &mut self,
        names: &mut Names,
        id: &TargetCompletedId,
        event: &TargetComplete,
        with_groups: bool,
    ) {
        let groups = event.output_group.iter().filter(|_| with_groups);
        let groups = groups.flat_map(|group| {
            let sets = group.file_sets.iter();
            sets.map(|set| (group.name.as_str(), set.id.as_str()))
        });
        let light = light::Completed {
            label: &id.label,
            aspect: &id.aspect,
            configuration: id.configuration.as_ref().map_or("", |id| &id.id),
            kind: &event.target_kind,
            success: event.success,
            groups: groups.collect(),
        };
        let failure = event.failure_detail.as_ref().map(|detail| {
            let code = detail.spawn.map(|spawn| spawn.spawn_exit_code);
            (detail.message.clone(), code)
        });
        self.completed_light(names, &light, failure);
    }

    pub(super) fn completed_light(
        &mut self,
        names: &mut Names,
        event: &light::Completed<'_>,
        failure: Option<FailureText>,
    ) {
        let place = self.place(names, event.label);
        self.set_kind(names, place, event.kind);
        let completion = Completion {
            configuration: names.number(event.configuration),
            aspect: names.number(event.aspect),
            success: event.success,
        };
        let groups = event.groups.iter();
        let groups: Box<[_]> = groups
            .map(|(group, set)| (names.number(group), SetId::new(names, set)))
            .collect();
        if !groups.is_empty() {
            let (configuration, aspect) = completion.key();
            let key = (place as u32, configuration, aspect);
            self.groups.insert(key, groups);
        }
        self.targets[place].complete(completion, failure);
    }

    pub(super) fn aborted(&mut self, names: &mut Names, id: &Id, event: &Aborted) {
        let none = names.number("");
        let (label, key) = match id {
            Id::TargetCompleted(id) => {
                let configuration = names.number(configuration(id.configuration.as_ref()));
                (
                    &id.label,
                    ("completed", configuration, names.number(&id.aspect)),
                )
            }
            Id::TargetConfigured(id) => (&id.label, ("configured", none, names.number(&id.aspect))),
            Id::ConfiguredLabel(id) | Id::UnconfiguredLabel(id) => {
                (&id.label, ("label", none, none))
            }
            Id::Pattern(id) => match id.pattern.as_slice() {
                [pattern] => (pattern, ("pattern", none, none)),
                _ => return,
            },
            _ => return,
        };
        let abort = Abort {
            reason: event.reason,
            description: event.description.clone(),
        };
        let place = self.place(names, label);
        self.targets[place].more().aborted.insert(key, abort);
    }

    /// The place of a label's target, a new one for a new label.
    fn place(&mut self, names: &mut Names, label: &str) -> usize {
        let label = names.number(&text::label(label));
        let index = label as usize;
        if self.places.len() <= index {
            self.places.resize(index + 1, 0);
        }
        if self.places[index] == 0 {
            self.targets.push(TargetState {
                label,
                kind: None,
                is_test: false,
                first: None,
                more: None,
            });
            self.places[index] = self.targets.len() as u32;
        }
        self.places[index] as usize - 1
    }

    /// An aspect's event says of the rule what the target's own event says.
    fn set_kind(&mut self, names: &mut Names, place: usize, kind: &str) {
        if !kind.is_empty() {
            self.targets[place].kind = Some(names.number(kind));
        }
    }

    /// The sets of files in an output group, of one label or of all.
    pub(super) fn file_sets(
        &self,
        names: &Names,
        label: Option<&str>,
        group: &str,
    ) -> impl Iterator<Item = SetId> {
        let group = names.find(group);
        let asked = label.map(|label| {
            let label = names.find(label).map(|label| label as usize);
            let place = label.and_then(|label| self.places.get(label));
            place.copied().unwrap_or(0)
        });
        let of_target = move |place: u32| asked.is_none_or(|asked| asked == place + 1);
        let groups = self.groups.iter();
        let groups = groups.filter(move |((place, _, _), _)| of_target(*place));
        let sets = groups.flat_map(|(_, sets)| sets.iter());
        sets.filter(move |(name, _)| Some(*name) == group)
            .map(|(_, set)| *set)
    }

    /// The targets by label.
    fn by_label<'a>(&'a self, names: &'a Names) -> Vec<(&'a str, &'a TargetState)> {
        let targets = self.targets.iter();
        let mut targets: Vec<_> = targets
            .map(|target| (names.text(target.label), target))
            .collect();
        targets.sort_unstable_by_key(|(label, _)| *label);
        targets
    }

    /// Labels of tests, with whether the target itself could not be built.
    pub(super) fn tests<'a>(
        &'a self,
        names: &'a Names,
    ) -> impl Iterator<Item = (&'a str, TargetStatus)> {
        let tests = self.targets.iter().filter(|target| target.is_test);
        tests.map(|target| (names.text(target.label), target.status()))
    }

    /// What each failed target says of its failure, by label.
    pub(super) fn failures<'a>(&self, names: &'a Names) -> Vec<(&'a str, String, Option<i32>)> {
        let failed = self
            .targets
            .iter()
            .filter(|target| target.status() == TargetStatus::Failed);
        let mut failed: Vec<_> = failed
            .map(|target| {
                let (message, exit_code) = target.failure();
                (names.text(target.label), message, exit_code)
            })
            .collect();
        failed.sort_unstable_by_key(|(label, _, _)| *label);
        failed
    }

    pub(super) fn report(&self, names: &Names, map: &StepMap<'_>) -> Vec<Target> {
        let targets = self.by_label(names).into_iter().map(|(label, target)| {
            let kind = target.kind.map_or("", |kind| names.text(kind));
            Target {
                label: label.to_owned(),
                kind: kind.to_owned(),
                status: target.status(),
                step: map.of_target(label, kind).map(str::to_owned),
            }
        });
        targets.collect()
    }
}

impl TargetState {
    fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// Of two that speak of the same configuration and aspect the failure counts.
    fn complete(&mut self, completion: Completion, failure: Option<FailureText>) {
        let is_plain = failure.is_none()
            && self
                .more
                .as_ref()
                .is_none_or(|more| !more.completed.contains_key(&completion.key()));
        match &mut self.first {
            None if is_plain => self.first = Some(completion),
            Some(first) if is_plain && first.key() == completion.key() => {
                first.success &= completion.success;
            }
            _ => {
                let known = self
                    .more()
                    .completed
                    .entry(completion.key())
                    .or_insert((true, None));
                known.0 &= completion.success;
                if failure.is_some() {
                    known.1 = failure;
                }
            }
        }
    }

    fn completions(&self) -> impl Iterator<Item = Completion> {
        let more = self.more.iter().flat_map(|more| &more.completed);
        let more = more.map(|((configuration, aspect), (success, _))| Completion {
            configuration: *configuration,
            aspect: *aspect,
            success: *success,
        });
        self.first.into_iter().chain(more)
    }

    fn aborted(&self) -> impl Iterator<Item = (&AbortKey, &Abort)> {
        self.more.iter().flat_map(|more| &more.aborted)
    }

    /// The worst that was said. A completion outweighs words that it would not come: both are
    /// said where a build is stopped.
    fn status(&self) -> TargetStatus {
        let completed = self
            .completions()
            .map(|completion| match completion.success {
                true => TargetStatus::Built,
                false => TargetStatus::Failed,
            });
        let aborted = self
            .aborted()
            .filter(|(key, _)| !self.came(key))
            .map(|(_, abort)| abort.status());
        completed
            .chain(aborted)
            .max()
            .unwrap_or(TargetStatus::Incomplete)
    }

    fn came(&self, (kind, configuration, aspect): &AbortKey) -> bool {
        let same = |completion: Completion| completion.key() == (*configuration, *aspect);
        *kind == "completed" && self.completions().any(same)
    }

    /// The longest of the messages: the others repeat it or are empty.
    fn failure(&self) -> FailureText {
        let completed = self.more.iter().flat_map(|more| more.completed.values());
        let completed = completed.filter_map(|(_, failure)| failure.clone());
        let failed = self
            .aborted()
            .filter(|(_, abort)| abort.status() == TargetStatus::Failed);
        let aborted = failed.map(|(_, abort)| (abort.message(), None));
        let longest = completed
            .chain(aborted)
            .max_by(|(a, x), (b, y)| (a.len(), a, x).cmp(&(b.len(), b, y)));
        longest.unwrap_or_default()
    }
}

impl Completion {
    fn key(&self) -> (Name, Name) {
        (self.configuration, self.aspect)
    }
}

impl Abort {
    fn status(&self) -> TargetStatus {
        match self.reason {
            abort_reason::SKIPPED | abort_reason::NO_ANALYZE | abort_reason::NO_BUILD => {
                TargetStatus::Skipped
            }
            abort_reason::LOADING_FAILURE | abort_reason::ANALYSIS_FAILURE => TargetStatus::Failed,
            // Somebody, or a fault around the build, stopped it: no fault of the target's.
            _ => TargetStatus::Incomplete,
        }
    }

    /// In Bazel's words, or in ours where it has none.
    fn message(&self) -> String {
        match (self.description.as_str(), self.reason) {
            ("", abort_reason::LOADING_FAILURE) => "it could not be loaded".to_owned(),
            ("", _) => "it could not be analyzed".to_owned(),
            (description, _) => description.to_owned(),
        }
    }
}

fn configuration(id: Option<&ConfigurationId>) -> &str {
    id.map_or("", |id| &id.id)
}
