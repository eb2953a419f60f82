//! Actions: what the events say of them, joined with their times from the profile.

use std::collections::BTreeMap;

use crate::profile::{ActionSpan, Profile, Way};
use crate::report::{Action, Actions};
use crate::text;
use crate::wire::{ActionCompletedId, ActionExecuted, File};

use super::cache::Counts;
use super::steps::StepMap;

/// Bazel's own look at the workspace's status: part of every invocation, of no build.
const STATUS_MNEMONIC: &str = "BazelWorkspaceStatusAction";

/// What events and profile say of actions, by primary output, label and configuration.
#[derive(Clone, Debug, Default)]
pub(super) struct ActionLog {
    events: BTreeMap<ActionKey, ActionState>,
    profile: Option<Profile>,
}

/// Where an action is filed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ActionKey {
    primary_output: String,
    label: String,
    configuration: String,
}

/// What an event says of an action.
#[derive(Clone, Debug)]
pub(super) struct ActionState {
    mnemonic: String,
    success: bool,
    time: Option<(f64, f64)>,
    pub(super) message: String,
    pub(super) exit_code: Option<i32>,
    /// What it printed: stderr before stdout.
    pub(super) output: Vec<File>,
}

/// An action with all that is known of it.
#[derive(Clone, Debug)]
pub(super) struct Joined<'a> {
    pub(super) label: &'a str,
    pub(super) primary_output: &'a str,
    pub(super) mnemonic: &'a str,
    pub(super) success: bool,
    pub(super) time: Option<Time>,
    pub(super) way: Option<Way>,
    pub(super) runner: Option<String>,
    pub(super) event: Option<&'a ActionState>,
}

/// Milliseconds; the start is since the invocation's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    pub(super) start_ms: f64,
    pub(super) duration_ms: f64,
}

impl ActionLog {
    pub(super) fn add(&mut self, id: &ActionCompletedId, event: &ActionExecuted) {
        let key = ActionKey {
            primary_output: text::unmangled(&id.primary_output),
            label: text::label(&id.label),
            configuration: id
                .configuration
                .as_ref()
                .map(|c| c.id.clone())
                .unwrap_or_default(),
        };
        let detail = event.failure_detail.as_ref();
        let times = event.start_time.as_ref().zip(event.end_time.as_ref());
        let state = ActionState {
            mnemonic: event.r#type.clone(),
            success: event.success,
            time: times.map(|(start, end)| (start.as_millis(), end.as_millis())),
            message: detail
                .map(|detail| detail.message.clone())
                .unwrap_or_default(),
            exit_code: detail
                .and_then(|detail| detail.spawn)
                .map(|spawn| spawn.spawn_exit_code),
            output: event.stderr.iter().chain(&event.stdout).cloned().collect(),
        };
        self.events.insert(key, state);
    }

    pub(super) fn profile(&mut self, profile: Profile) {
        self.profile = Some(profile);
    }

    /// Whether all actions that ran are known: Bazel names those that succeeded only when it
    /// names all.
    pub(super) fn are_all(&self) -> bool {
        self.profile.is_some() || self.events.values().any(|event| event.success)
    }

    /// All actions, those of the profile among them that no event named. `invocation_start` is
    /// needed for times in events.
    pub(super) fn joined(
        &self,
        counts: Option<&Counts>,
        invocation_start: Option<f64>,
    ) -> Vec<Joined<'_>> {
        let mut spans = self.spans();
        let named = self.events.iter().map(|(key, state)| {
            let span = spans
                .get_mut(key.primary_output.as_str())
                .and_then(Vec::pop);
            let from_event = state
                .time
                .zip(invocation_start)
                .map(|((from, to), start)| Time {
                    start_ms: from - start,
                    duration_ms: (to - from).max(0.0),
                });
            let way = span.map(|span| span.way);
            Joined {
                label: &key.label,
                primary_output: &key.primary_output,
                mnemonic: &state.mnemonic,
                success: state.success,
                time: from_event.or(span.map(time)),
                way,
                runner: way.map(|way| runner(way, counts)),
                event: Some(state),
            }
        });
        let mut actions: Vec<_> = named.collect();
        actions.extend(spans.into_values().flatten().map(|span| Joined {
            label: &span.label,
            primary_output: &span.primary_output,
            mnemonic: &span.mnemonic,
            success: true,
            time: Some(time(span)),
            way: Some(span.way),
            runner: Some(runner(span.way, counts)),
            event: None,
        }));
        actions.retain(|action| action.mnemonic != STATUS_MNEMONIC);
        actions
    }

    pub(super) fn of_profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// The profile's actions by primary output, the last first.
    fn spans(&self) -> BTreeMap<&str, Vec<&ActionSpan>> {
        let mut spans = BTreeMap::<&str, Vec<&ActionSpan>>::new();
        for span in self
            .profile
            .iter()
            .flat_map(|profile| profile.spans.iter().rev())
        {
            spans.entry(&span.primary_output).or_default().push(span);
        }
        spans
    }
}

/// Bazel's own name for what did an action, where its counts leave no doubt.
fn runner(way: Way, counts: Option<&Counts>) -> String {
    let named = counts.and_then(|counts| counts.runner(way));
    named.unwrap_or_else(|| way.name().to_owned())
}

fn time(span: &ActionSpan) -> Time {
    Time {
        start_ms: span.start_ms,
        duration_ms: span.duration_ms,
    }
}

/// The actions of a report; `slowest` is how many to list at most.
pub(super) fn report(joined: &[Joined<'_>], map: &StepMap<'_>, slowest: usize) -> Actions {
    let mut timed: Vec<_> = joined
        .iter()
        .filter_map(|action| Some((action, action.time?)))
        .collect();
    timed.sort_by(|(a, x), (b, y)| {
        let longest = y.duration_ms.total_cmp(&x.duration_ms);
        longest.then_with(|| (a.label, a.primary_output).cmp(&(b.label, b.primary_output)))
    });
    let listed = timed
        .into_iter()
        .take(slowest)
        .map(|(action, time)| action.report(time, map));
    Actions {
        total: count(joined.len()),
        slowest: listed.collect(),
    }
}

impl Joined<'_> {
    /// The action as it is reported, with the time that counts.
    pub(super) fn report(&self, time: Time, map: &StepMap<'_>) -> Action {
        let unlabelled = self.label.is_empty();
        Action {
            label: if unlabelled {
                self.primary_output
            } else {
                self.label
            }
            .to_owned(),
            mnemonic: self.mnemonic.to_owned(),
            step: map.of_action(self.label, self.mnemonic).map(str::to_owned),
            start_ms: time.start_ms,
            duration_ms: time.duration_ms,
            success: self.success,
            runner: self.runner.clone(),
        }
    }
}

/// More than four billion actions are four billion.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
