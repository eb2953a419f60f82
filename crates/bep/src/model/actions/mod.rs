//! Actions: what the events say of them, joined with their times from the profile.

mod joined;
mod succeeded;

use std::collections::BTreeMap;

use crate::profile::Profile;
use crate::text;
use crate::wire::light;
use crate::wire::{ActionCompletedId, ActionExecuted, File};

use super::cache::Counts;
use super::names::Names;
use succeeded::Succeeded;

pub(super) use joined::{Joined, Time, report, total};

/// Bazel's own look at the workspace's status: part of every invocation, of no build.
const STATUS_MNEMONIC: &str = "BazelWorkspaceStatusAction";

/// What events and profile say of actions.
#[derive(Clone, Debug, Default)]
pub(super) struct ActionLog {
    failed: BTreeMap<ActionKey, ActionState>,
    succeeded: Succeeded,
    profile: Option<Profile>,
}

/// Where a failed action is filed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ActionKey {
    primary_output: String,
    label: String,
    configuration: String,
}

/// What an event says of a failed action.
#[derive(Clone, Debug)]
pub(super) struct ActionState {
    mnemonic: String,
    /// Whether more than the lack of a success says so: a stream can leave that field out.
    has_failed: bool,
    time: Option<(f64, f64)>,
    pub(super) message: String,
    pub(super) exit_code: Option<i32>,
    /// What it printed: stderr before stdout.
    pub(super) output: Vec<File>,
}

impl ActionLog {
    pub(super) fn add(
        &mut self,
        names: &mut Names,
        id: &ActionCompletedId,
        event: &ActionExecuted,
    ) {
        let times = event.start_time.as_ref().zip(event.end_time.as_ref());
        let time = times.map(|(start, end)| (start.as_millis(), end.as_millis()));
        if event.success {
            let light = light::Succeeded {
                primary_output: &id.primary_output,
                label: &id.label,
                mnemonic: &event.r#type,
            };
            return self.succeeded.add(names, &light, time);
        }
        let configuration = id.configuration.as_ref().map_or("", |id| &id.id);
        let key = ActionKey {
            primary_output: text::unmangled(&id.primary_output).into_owned(),
            label: text::label(&id.label).into_owned(),
            configuration: configuration.to_owned(),
        };
        self.failed.insert(key, ActionState::new(event, time));
    }

    /// One that succeeded, of whose time the event says nothing.
    pub(super) fn succeeded(&mut self, names: &mut Names, event: &light::Succeeded<'_>) {
        self.succeeded.add(names, event, None);
    }

    pub(super) fn profile(&mut self, profile: Profile) {
        self.profile = Some(profile);
    }

    pub(super) fn of_profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// Whether all actions that ran are known: Bazel names those that succeeded only when it
    /// names all.
    pub(super) fn are_all(&self) -> bool {
        let any_succeeded = || self.failed.values().any(|action| !action.has_failed);
        self.profile.is_some() || !self.succeeded.is_empty() || any_succeeded()
    }

    /// All actions, those of the profile among them that no event named. `invocation_start` is
    /// needed for times in events.
    pub(super) fn joined<'a>(
        &'a self,
        names: &'a Names,
        counts: Option<&'a Counts>,
        invocation_start: Option<f64>,
    ) -> Vec<Joined<'a>> {
        let join = joined::Join {
            log: self,
            names,
            counts,
            invocation_start,
        };
        let mut actions = join.all();
        actions.retain(|action| action.mnemonic != STATUS_MNEMONIC);
        actions
    }
}

impl ActionState {
    fn new(event: &ActionExecuted, time: Option<(f64, f64)>) -> Self {
        let detail = event.failure_detail.as_ref();
        let spawn = detail.and_then(|detail| detail.spawn);
        Self {
            mnemonic: event.r#type.clone(),
            has_failed: detail.is_some() || event.exit_code != 0,
            time,
            message: detail
                .map(|detail| text::unmangled(&detail.message).into_owned())
                .unwrap_or_default(),
            exit_code: spawn.map(|spawn| spawn.spawn_exit_code),
            output: event.stderr.iter().chain(&event.stdout).cloned().collect(),
        }
    }
}
