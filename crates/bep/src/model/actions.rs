//! Actions: what the events say of them, joined with their times from the profile.
//!
//! Of an action that succeeded only its kind and its target are of use, so that these are counted;
//! of one that failed everything is kept.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasherDefault;

use rustc_hash::FxHashMap;

use crate::profile::{ActionSpan, Profile, Way};
use crate::report::{Action, Actions};
use crate::text;
use crate::wire::light;
use crate::wire::{ActionCompletedId, ActionExecuted, File};

use super::cache::Counts;
use super::names::{AsItIs, Name, Names, fingerprint};
use super::steps::StepMap;

/// Bazel's own look at the workspace's status: part of every invocation, of no build.
const STATUS_MNEMONIC: &str = "BazelWorkspaceStatusAction";

/// What events and profile say of actions.
#[derive(Clone, Debug, Default)]
pub(super) struct ActionLog {
    failed: BTreeMap<ActionKey, ActionState>,
    /// Which actions succeeded, so that each counts once.
    seen: HashSet<u64, BuildHasherDefault<AsItIs>>,
    /// How many of them by label and mnemonic, of those without times.
    succeeded: FxHashMap<(Name, Name), u32>,
    /// Those with times, as newer Bazels write them, by fingerprint.
    timed: BTreeMap<u64, TimedAction>,
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
    time: Option<(f64, f64)>,
    pub(super) message: String,
    pub(super) exit_code: Option<i32>,
    /// What it printed: stderr before stdout.
    pub(super) output: Vec<File>,
}

/// An action that succeeded. Times are milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug)]
struct TimedAction {
    label: Name,
    mnemonic: Name,
    start_ms: f64,
    end_ms: f64,
}

/// An action with all that is known of it, or several of which nothing else is known.
#[derive(Clone, Debug)]
pub(super) struct Joined<'a> {
    pub(super) label: &'a str,
    pub(super) primary_output: &'a str,
    pub(super) mnemonic: &'a str,
    /// How many actions it stands for.
    pub(super) count: u32,
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
    /// Before the start.
    pub(super) queued_ms: f64,
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
        let configuration = id.configuration.as_ref().map_or("", |id| &id.id);
        if event.success {
            let light = light::Succeeded {
                primary_output: &id.primary_output,
                label: &id.label,
                mnemonic: &event.r#type,
            };
            return self.succeeded(names, &light, time);
        }
        let detail = event.failure_detail.as_ref();
        let key = ActionKey {
            primary_output: text::unmangled(&id.primary_output).into_owned(),
            label: text::label(&id.label).into_owned(),
            configuration: configuration.to_owned(),
        };
        let state = ActionState {
            mnemonic: event.r#type.clone(),
            time,
            message: detail
                .map(|detail| detail.message.clone())
                .unwrap_or_default(),
            exit_code: detail
                .and_then(|detail| detail.spawn)
                .map(|spawn| spawn.spawn_exit_code),
            output: event.stderr.iter().chain(&event.stdout).cloned().collect(),
        };
        self.failed.insert(key, state);
    }

    pub(super) fn succeeded(
        &mut self,
        names: &mut Names,
        event: &light::Succeeded<'_>,
        time: Option<(f64, f64)>,
    ) {
        let output = text::unmangled(event.primary_output);
        let label = text::label(event.label);
        let key = key(&output, &label, event.mnemonic);
        if !self.seen.insert(key) || event.mnemonic == STATUS_MNEMONIC {
            return;
        }
        let (label, mnemonic) = (names.number(&label), names.number(event.mnemonic));
        match time {
            Some((start_ms, end_ms)) => {
                let action = TimedAction {
                    label,
                    mnemonic,
                    start_ms,
                    end_ms,
                };
                self.timed.insert(key, action);
            }
            None => {
                let count = self.succeeded.entry((label, mnemonic)).or_default();
                *count = count.saturating_add(1);
            }
        }
    }

    pub(super) fn profile(&mut self, profile: Profile) {
        self.profile = Some(profile);
    }

    /// Whether all actions that ran are known: Bazel names those that succeeded only when it
    /// names all.
    pub(super) fn are_all(&self) -> bool {
        self.profile.is_some() || !self.seen.is_empty()
    }

    /// All actions, those of the profile among them that no event named. `invocation_start` is
    /// needed for times in events.
    pub(super) fn joined<'a>(
        &'a self,
        names: &'a Names,
        counts: Option<&Counts>,
        invocation_start: Option<f64>,
    ) -> Vec<Joined<'a>> {
        let mut left = self.succeeded.clone();
        let mut timed = self.timed.clone();
        let (mut own, mut others) = (HashMap::<&str, Vec<&ActionSpan>>::new(), Vec::new());
        for key in self.failed.keys() {
            own.entry(&key.primary_output).or_default();
        }
        for span in self.profile.iter().flat_map(|profile| &profile.spans) {
            match own.get_mut(span.primary_output.as_str()) {
                Some(spans) => spans.push(span),
                None => others.push(span),
            }
        }
        let since_start = |(from, to): (f64, f64)| {
            invocation_start.map(|start| Time {
                start_ms: from - start,
                duration_ms: (to - from).max(0.0),
                queued_ms: 0.0,
            })
        };
        let failed = self.failed.iter().map(|(key, state)| {
            let spans = own.get_mut(key.primary_output.as_str());
            // The first of them; the others are runs of their own.
            let span = spans
                .filter(|spans| !spans.is_empty())
                .map(|spans| spans.remove(0));
            let way = span.map(|span| span.way);
            Joined {
                label: &key.label,
                primary_output: &key.primary_output,
                mnemonic: &state.mnemonic,
                count: 1,
                success: false,
                time: state.time.and_then(since_start).or(span.map(time)),
                way,
                runner: way.map(|way| runner(way, counts)),
                event: Some(state),
            }
        });
        let mut actions: Vec<_> = failed.collect();
        for span in own.into_values().flatten().chain(others) {
            let key = key(&span.primary_output, &span.label, &span.mnemonic);
            if self.seen.contains(&key) {
                timed.remove(&key);
                take_one(&mut left, names, span);
            }
            actions.push(Joined {
                label: &span.label,
                primary_output: &span.primary_output,
                mnemonic: &span.mnemonic,
                count: 1,
                success: true,
                time: Some(time(span)),
                way: Some(span.way),
                runner: Some(runner(span.way, counts)),
                event: None,
            });
        }
        let plain = |label, mnemonic, count, time| Joined {
            label: names.text(label),
            primary_output: "",
            mnemonic: names.text(mnemonic),
            count,
            success: true,
            time,
            way: None,
            runner: None,
            event: None,
        };
        let timed = timed.into_values().map(|action| {
            let time = since_start((action.start_ms, action.end_ms));
            plain(action.label, action.mnemonic, 1, time)
        });
        actions.extend(timed);
        let left = left.into_iter().filter(|(_, count)| *count > 0);
        actions.extend(left.map(|((label, mnemonic), count)| plain(label, mnemonic, count, None)));
        actions.retain(|action| action.mnemonic != STATUS_MNEMONIC);
        actions
    }

    pub(super) fn of_profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }
}

/// What tells actions apart: the first output, which no other action has.
fn key(primary_output: &str, label: &str, mnemonic: &str) -> u64 {
    match primary_output {
        "" => fingerprint(&[label, mnemonic]),
        output => fingerprint(&[output]),
    }
}

/// The profile names an action that an event has counted.
fn take_one(left: &mut FxHashMap<(Name, Name), u32>, names: &Names, span: &ActionSpan) {
    let key = names.find(&span.label).zip(names.find(&span.mnemonic));
    if let Some(count) = key.and_then(|key| left.get_mut(&key)) {
        *count = count.saturating_sub(1);
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
        queued_ms: span.queued_ms,
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
        total: total(joined.iter()),
        slowest: listed.collect(),
    }
}

/// How many actions they stand for.
pub(super) fn total<'a>(joined: impl Iterator<Item = &'a Joined<'a>>) -> u32 {
    joined.fold(0, |sum: u32, action| sum.saturating_add(action.count))
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
            queued_ms: time.queued_ms,
            success: self.success,
            runner: self.runner.clone(),
        }
    }
}

/// More than four billion actions are four billion.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
