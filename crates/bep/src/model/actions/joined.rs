//! Actions with all that is known of them, from events and profile.

use std::collections::HashMap;

use crate::model::cache::Counts;
use crate::model::names::{Name, Names};
use crate::model::step_map::StepMap;
use crate::profile::{ActionSpan, Way};
use crate::report::{Action, Actions};

use super::{ActionKey, ActionLog, ActionState};

/// An action with all that is known of it, or several of which nothing else is known.
#[derive(Clone, Debug)]
pub(in crate::model) struct Joined<'a> {
    pub(in crate::model) label: &'a str,
    pub(in crate::model) primary_output: &'a str,
    pub(in crate::model) mnemonic: &'a str,
    /// How many actions it stands for.
    pub(in crate::model) count: u32,
    pub(in crate::model) success: bool,
    pub(in crate::model) time: Option<Time>,
    pub(in crate::model) way: Option<Way>,
    pub(in crate::model) runner: Option<String>,
    pub(in crate::model) event: Option<&'a ActionState>,
}

/// Milliseconds; the start is since the invocation's.
#[derive(Clone, Copy, Debug)]
pub(in crate::model) struct Time {
    pub(in crate::model) start_ms: f64,
    pub(in crate::model) duration_ms: f64,
    /// Before the start.
    pub(in crate::model) queued_ms: f64,
}

/// What is joined.
pub(super) struct Join<'a> {
    pub(super) log: &'a ActionLog,
    pub(super) names: &'a Names,
    pub(super) counts: Option<&'a Counts>,
    pub(super) invocation_start: Option<f64>,
}

/// Actions of the profile by their first output.
type Spans<'a> = HashMap<&'a str, Vec<&'a ActionSpan>>;

impl<'a> Join<'a> {
    /// All actions: failed ones, then those of the profile, then those that only events name.
    pub(super) fn all(&self) -> Vec<Joined<'a>> {
        let (mut own, others) = self.spans();
        let failed = self.log.failed.iter();
        let mut actions: Vec<_> = failed
            .map(|(key, state)| self.failed(key, state, &mut own))
            .collect();
        let mut left = self.log.succeeded.counts();
        let mut timed = self.log.succeeded.timed();
        for span in own.into_values().flatten().chain(others) {
            if let Some(key) = self.log.succeeded.key_of(self.names, span) {
                timed.remove(&key);
                let label = self.names.find(&span.label);
                let kind = label.zip(self.names.find(&span.mnemonic));
                if let Some(count) = kind.and_then(|kind| left.get_mut(&kind)) {
                    *count = count.saturating_sub(1);
                }
            }
            actions.push(self.of_profile(span));
        }
        actions.extend(timed.into_values().map(|action| {
            let time = self.since_start((action.start_ms, action.end_ms));
            self.of_event(action.label, action.mnemonic, 1, time)
        }));
        let left = left.into_iter().filter(|(_, count)| *count > 0);
        actions.extend(
            left.map(|((label, mnemonic), count)| self.of_event(label, mnemonic, count, None)),
        );
        actions
    }

    /// The profile's actions: those of outputs whose making failed, and the others.
    fn spans(&self) -> (Spans<'a>, Vec<&'a ActionSpan>) {
        let (mut own, mut others) = (Spans::new(), Vec::new());
        for key in self.log.failed.keys() {
            own.entry(&key.primary_output).or_default();
        }
        let profile = self.log.profile.iter();
        for span in profile.flat_map(|profile| &profile.spans) {
            match own.get_mut(span.primary_output.as_str()) {
                Some(spans) => spans.push(span),
                None => others.push(span),
            }
        }
        (own, others)
    }

    /// Takes the first of the profile's actions with the same output; others are runs of their
    /// own.
    fn failed(
        &self,
        key: &'a ActionKey,
        state: &'a ActionState,
        own: &mut Spans<'a>,
    ) -> Joined<'a> {
        let spans = own.get_mut(key.primary_output.as_str());
        let span = spans
            .filter(|spans| !spans.is_empty())
            .map(|spans| spans.remove(0));
        let way = span.map(|span| span.way);
        let told = state.time.and_then(|time| self.since_start(time));
        Joined {
            label: &key.label,
            primary_output: &key.primary_output,
            mnemonic: &state.mnemonic,
            count: 1,
            success: !state.has_failed,
            time: told.or(span.map(Time::of)),
            way,
            runner: way.map(|way| self.runner(way)),
            event: Some(state),
        }
    }

    fn of_profile(&self, span: &'a ActionSpan) -> Joined<'a> {
        Joined {
            label: &span.label,
            primary_output: &span.primary_output,
            mnemonic: &span.mnemonic,
            count: 1,
            success: true,
            time: Some(Time::of(span)),
            way: Some(span.way),
            runner: Some(self.runner(span.way)),
            event: None,
        }
    }

    fn of_event(&self, label: Name, mnemonic: Name, count: u32, time: Option<Time>) -> Joined<'a> {
        Joined {
            label: self.names.text(label),
            primary_output: "",
            mnemonic: self.names.text(mnemonic),
            count,
            success: true,
            time,
            way: None,
            runner: None,
            event: None,
        }
    }

    fn since_start(&self, (from, to): (f64, f64)) -> Option<Time> {
        self.invocation_start.map(|start| Time {
            start_ms: from - start,
            duration_ms: (to - from).max(0.0),
            queued_ms: 0.0,
        })
    }

    /// Bazel's own name for what did an action, where its counts leave no doubt.
    fn runner(&self, way: Way) -> String {
        let named = self.counts.and_then(|counts| counts.runner(way));
        named.unwrap_or_else(|| way.name().to_owned())
    }
}

impl Time {
    fn of(span: &ActionSpan) -> Self {
        Self {
            start_ms: span.start_ms,
            duration_ms: span.duration_ms,
            queued_ms: span.queued_ms,
        }
    }
}

/// The actions of a report; `slowest` is how many to list at most.
pub(in crate::model) fn report(
    joined: &[Joined<'_>],
    map: &StepMap<'_>,
    slowest: usize,
) -> Actions {
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
pub(in crate::model) fn total<'a>(joined: impl Iterator<Item = &'a Joined<'a>>) -> u32 {
    joined.fold(0, |sum: u32, action| sum.saturating_add(action.count))
}

impl Joined<'_> {
    /// The action as it is reported, with the time that counts.
    pub(in crate::model) fn report(&self, time: Time, map: &StepMap<'_>) -> Action {
        let name = match self.label {
            "" => self.primary_output,
            label => label,
        };
        Action {
            label: name.to_owned(),
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
