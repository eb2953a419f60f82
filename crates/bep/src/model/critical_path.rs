//! The longest chain of dependent actions.

use crate::profile::{CriticalSpan, Profile, whole_micros};
use crate::report::{Action, CriticalPath};

use super::actions::{Joined, Time};
use super::step_map::StepMap;

/// The critical path as the profile has it; `total_ms` is the invocation's time. `None` where the
/// profile tells of none: nothing ran.
pub(super) fn report(
    profile: &Profile,
    actions: &[Joined<'_>],
    map: &StepMap<'_>,
    total_ms: f64,
) -> Option<CriticalPath> {
    if profile.critical_path.is_empty() {
        return None;
    }
    let links = profile.critical_path.iter();
    let actions: Vec<_> = links
        .map(|link| action(link, profile, actions, map))
        .collect();
    let times = actions
        .iter()
        .map(|action| action.queued_ms + action.duration_ms);
    let duration_ms = whole_micros(times.sum());
    Some(CriticalPath {
        duration_ms,
        share: (total_ms > 0.0).then(|| ten_thousandths(duration_ms / total_ms).clamp(0.0, 1.0)),
        actions,
    })
}

fn action(
    link: &CriticalSpan,
    profile: &Profile,
    actions: &[Joined<'_>],
    map: &StepMap<'_>,
) -> Action {
    let span = link.span.and_then(|index| profile.spans.get(index));
    let time = Time {
        start_ms: link.start_ms,
        duration_ms: link.duration_ms,
        queued_ms: link.queued_ms,
    };
    let known = span.and_then(|span| {
        let same = |action: &&Joined<'_>| {
            action.primary_output == span.primary_output
                && action.mnemonic == span.mnemonic
                && action
                    .time
                    .is_some_and(|time| (time.start_ms - span.start_ms).abs() < 1.0)
        };
        actions.iter().find(same)
    });
    match known {
        Some(action) => action.report(time, map),
        None => Action {
            label: link.description.clone(),
            mnemonic: String::new(),
            step: None,
            start_ms: time.start_ms,
            duration_ms: time.duration_ms,
            queued_ms: time.queued_ms,
            success: true,
            runner: None,
        },
    }
}

/// More digits would say nothing.
fn ten_thousandths(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}
