//! Events in another order, and events that come twice.

use bep::wire::BuildEvent;

use crate::support::{self, events, report_of};

/// The same numbers in an order that the seed decides.
pub fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    let mut state = seed | 1;
    for last in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let other = usize::try_from(state % (last as u64 + 1)).unwrap();
        items.swap(last, other);
    }
    items
}

#[test]
fn order_and_repetition_change_nothing() {
    for recording in support::RECORDINGS {
        let events = events(recording);
        let expected = report_of(&events);
        for seed in [1, 900_001] {
            assert_eq!(
                report_of(&shuffled(events.clone(), seed)),
                expected,
                "{recording} {seed}"
            );
            let doubled = [events.clone(), events.clone()].concat();
            assert_eq!(
                report_of(&shuffled(doubled, seed)),
                expected,
                "{recording} twice {seed}"
            );
        }
        let backwards: Vec<_> = events.iter().rev().cloned().collect();
        assert_eq!(report_of(&backwards), expected, "{recording} backwards");
    }
}

/// The stream as Bazel may have written it as well: pieces of output before or behind what they
/// announce, ends of targets late, and some of them twice.
fn as_bazel_may(events: &[BuildEvent], random: &mut fastrand::Rng) -> Vec<BuildEvent> {
    use bep::wire::Id;
    let kind = |event: &BuildEvent| event.id.as_ref().and_then(|id| id.id.clone());
    let mut changed = events.to_vec();
    for place in 1..changed.len() {
        let is_progress = |event| matches!(kind(event), Some(Id::Progress(_)));
        let swaps = is_progress(&changed[place]) || is_progress(&changed[place - 1]);
        if swaps && random.bool() {
            changed.swap(place - 1, place);
        }
    }
    for place in (0..changed.len()).rev() {
        if matches!(kind(&changed[place]), Some(Id::TargetCompleted(_))) {
            let event = match random.u8(..3) {
                0 => continue,
                1 => changed.remove(place),
                _ => changed[place].clone(),
            };
            let later = random.usize(place..=changed.len());
            changed.insert(later, event);
        }
    }
    changed
}

#[test]
fn a_thousand_orders_of_bazels_say_the_same() {
    let recordings = [
        "interrupted",
        "keep_going",
        "success",
        "terminated",
        "tests",
    ];
    let known = recordings.map(|recording| {
        let events = events(recording);
        let expected = report_of(&events);
        (recording, events, expected)
    });
    let mut changed = 0;
    for seed in 0..1_000 {
        let (recording, events, expected) = &known[seed as usize % known.len()];
        let other = as_bazel_may(events, &mut fastrand::Rng::with_seed(seed));
        changed += usize::from(&other != events);
        assert_eq!(&report_of(&other), expected, "{recording}, seed {seed}");
    }
    assert!(changed > 990, "only {changed} of the orders were others");
}
