//! Targets, and how they ended.
//!
//! A build can have hundreds of thousands of them. Nearly all complete once and without a
//! failure: that takes twelve bytes; what only a few have is kept apart.

mod ending;
mod settled;
mod variants;

use rustc_hash::FxHashMap;

use crate::text;
use crate::wire::light;
use crate::wire::{
    Aborted, BuildEventId, ConfigurationId, Id, TargetComplete, TargetCompletedId,
    TargetConfigured, TargetConfiguredId,
};

use super::files::SetId;
use super::names::{Name, Names};
use ending::{Abort, AbortKey, More};

pub(super) use ending::{FailureText, NOT_ANALYZED, NOT_LOADED};
use variants::{Variant, Variants};

/// What the events say of targets; patterns that could not be loaded are among them.
#[derive(Clone, Debug, Default)]
pub(super) struct TargetLog {
    targets: Vec<TargetState>,
    /// Places in `targets` plus one, by the labels' numbers; 0 for a label without a target.
    places: Vec<u32>,
    variants: Variants,
    /// What few targets have, by place.
    more: FxHashMap<u32, More>,
    /// Output groups and the sets of files in them.
    groups: FxHashMap<GroupKey, Box<[(Name, SetId)]>>,
}

/// A target's place, a configuration and an aspect.
type GroupKey = (u32, Name, Name);

/// What the events say of one target.
#[derive(Clone, Copy, Debug)]
struct TargetState {
    label: Name,
    /// The empty text's number where no event told.
    kind: Name,
    /// Of which configuration and aspect `first` speaks.
    variant: Variant,
    first: First,
    is_test: bool,
}

/// What the first completion without a failure's details said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    None,
    Built,
    Failed,
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
            configuration: configuration(id.configuration.as_ref()),
            kind: &event.target_kind,
            success: event.success,
            groups: groups.collect(),
        };
        let failure = event.failure_detail.as_ref().map(|detail| {
            let code = detail.spawn.map(|spawn| spawn.spawn_exit_code);
            (text::unmangled(&detail.message).into_owned(), code)
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
        let key = (
            names.number(event.configuration),
            names.number(event.aspect),
        );
        if !event.groups.is_empty() {
            let groups = event.groups.iter();
            let groups = groups.map(|(group, set)| (names.number(group), SetId::new(names, set)));
            let groups = groups.collect();
            self.groups.insert((place as u32, key.0, key.1), groups);
        }
        if failure.is_some() || !self.complete_plainly(place, key, event.success) {
            self.more(place).complete(key, event.success, failure);
        }
    }

    /// Takes a completion without a failure's details in, where that needs no further memory.
    fn complete_plainly(&mut self, place: usize, key: (Name, Name), success: bool) -> bool {
        let target = &mut self.targets[place];
        let more = self.more.get(&(place as u32));
        if more.is_some_and(|more| more.has_completed(key)) {
            return false;
        }
        let Some(variant) = self.variants.number(key) else {
            return false;
        };
        target.first = match (target.first, success) {
            (First::None, true) => First::Built,
            (First::None, false) => First::Failed,
            (_, _) if target.variant != variant => return false,
            (First::Built, true) => First::Built,
            (First::Built, false) | (First::Failed, _) => First::Failed,
        };
        target.variant = variant;
        true
    }

    /// `children` are what the event announces: where a target could not be analyzed, what made it fail.
    pub(super) fn aborted(
        &mut self,
        names: &mut Names,
        id: &Id,
        event: &Aborted,
        children: &[BuildEventId],
    ) {
        if let Some((label, key)) = aborted_thing(names, id) {
            let causes = children.iter().filter_map(|child| match &child.id {
                Some(Id::ConfiguredLabel(id) | Id::UnconfiguredLabel(id)) => Some(&id.label),
                _ => None,
            });
            let mut causes = causes.filter(|cause| *cause != label);
            let cause = causes.next().map(|cause| text::label(cause).into_owned());
            let place = self.place(names, label);
            self.more(place).abort(key, Abort::new(event, cause));
        }
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
                kind: names.number(""),
                variant: Variant::default(),
                first: First::None,
                is_test: false,
            });
            self.places[index] = self.targets.len() as u32;
        }
        self.places[index] as usize - 1
    }

    /// An aspect's event says of the rule what the target's own event says.
    fn set_kind(&mut self, names: &mut Names, place: usize, kind: &str) {
        if !kind.is_empty() {
            self.targets[place].kind = names.number(kind);
        }
    }

    fn more(&mut self, place: usize) -> &mut More {
        self.more.entry(place as u32).or_default()
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
}

/// The label, or pattern, whose event will not come, and where that is filed.
fn aborted_thing<'a>(names: &mut Names, id: &'a Id) -> Option<(&'a str, AbortKey)> {
    let none = names.number("");
    match id {
        Id::TargetCompleted(id) => {
            let configuration = names.number(configuration(id.configuration.as_ref()));
            let aspect = names.number(&id.aspect);
            Some((&id.label, ("completed", (configuration, aspect))))
        }
        Id::TargetConfigured(id) => {
            let aspect = names.number(&id.aspect);
            Some((&id.label, ("configured", (none, aspect))))
        }
        Id::ConfiguredLabel(id) | Id::UnconfiguredLabel(id) => {
            Some((&id.label, ("label", (none, none))))
        }
        Id::Pattern(id) => match id.pattern.as_slice() {
            [pattern] => Some((pattern, ("pattern", (none, none)))),
            _ => None,
        },
        _ => None,
    }
}

fn configuration(id: Option<&ConfigurationId>) -> &str {
    id.map_or("", |id| &id.id)
}
