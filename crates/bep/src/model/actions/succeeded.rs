//! Actions that succeeded: only their kind and their target are of use, so that they are counted.

use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasherDefault;

use rustc_hash::FxHashMap;

use crate::model::names::{AsItIs, Name, Names, fingerprint};
use crate::profile::ActionSpan;
use crate::text;
use crate::wire::light;

use super::STATUS_MNEMONIC;

/// How many there are of each label and mnemonic, and when they ran where events tell. Each
/// action counts once, however often its event comes.
#[derive(Clone, Debug, Default)]
pub(super) struct Succeeded {
    /// The first action of each label, by the label's number: most labels have no other.
    first: Vec<FirstAction>,
    /// Further actions of such labels, and what is of no label.
    seen: HashSet<u64, BuildHasherDefault<AsItIs>>,
    /// How many of the others there are, of those without times.
    counts: Counts,
    /// Those with times, as newer Bazels write them.
    timed: BTreeMap<u64, TimedAction>,
}

/// Numbers of actions by label and mnemonic.
pub(super) type Counts = FxHashMap<(Name, Name), u32>;

/// An action without times, in twelve bytes: its key in halves, and its mnemonic.
#[derive(Clone, Copy, Debug)]
struct FirstAction {
    key: [u32; 2],
    mnemonic: Name,
}

/// The mnemonic of a label without actions.
const NONE: Name = Name::MAX;

impl FirstAction {
    const EMPTY: Self = Self {
        key: [0; 2],
        mnemonic: NONE,
    };

    fn new(key: u64, mnemonic: Name) -> Self {
        Self {
            key: [(key >> 32) as u32, key as u32],
            mnemonic,
        }
    }

    fn is(self, key: u64) -> bool {
        self.mnemonic != NONE && self.key == Self::new(key, NONE).key
    }
}

/// An action with times: milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimedAction {
    pub(super) label: Name,
    pub(super) mnemonic: Name,
    pub(super) start_ms: f64,
    pub(super) end_ms: f64,
}

impl Succeeded {
    pub(super) fn add(
        &mut self,
        names: &mut Names,
        event: &light::Succeeded<'_>,
        time: Option<(f64, f64)>,
    ) {
        let output = text::unmangled(event.primary_output);
        let label = text::label(event.label);
        let key = key(&output, &label, event.mnemonic);
        if event.mnemonic == STATUS_MNEMONIC {
            self.seen.insert(key);
            return;
        }
        let (label, mnemonic) = (names.number(&label), names.number(event.mnemonic));
        match time {
            None => self.count(label, mnemonic, key),
            Some((start_ms, end_ms)) => {
                if !self.first(label).is(key) && self.seen.insert(key) {
                    let action = TimedAction {
                        label,
                        mnemonic,
                        start_ms,
                        end_ms,
                    };
                    self.timed.insert(key, action);
                }
            }
        }
    }

    fn count(&mut self, label: Name, mnemonic: Name, key: u64) {
        let index = label as usize;
        if self.first.len() <= index {
            self.first.resize(index + 1, FirstAction::EMPTY);
        }
        let first = &mut self.first[index];
        if first.is(key) || self.seen.contains(&key) {
            return;
        }
        if first.mnemonic == NONE {
            *first = FirstAction::new(key, mnemonic);
            return;
        }
        self.seen.insert(key);
        let count = self.counts.entry((label, mnemonic)).or_default();
        *count = count.saturating_add(1);
    }

    fn first(&self, label: Name) -> FirstAction {
        let first = self.first.get(label as usize).copied();
        first.unwrap_or(FirstAction::EMPTY)
    }

    /// Whether any event came.
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty() && self.seen.is_empty()
    }

    /// The key of an action of the profile, where an event came of it.
    pub(super) fn key_of(&self, names: &Names, span: &ActionSpan) -> Option<u64> {
        let key = key(&span.primary_output, &span.label, &span.mnemonic);
        let label = names.find(&span.label);
        let is_first = label.is_some_and(|label| self.first(label).is(key));
        (is_first || self.seen.contains(&key)).then_some(key)
    }

    /// All without times, by label and mnemonic.
    pub(super) fn counts(&self) -> Counts {
        let mut counts = self.counts.clone();
        for (label, first) in (0..).zip(&self.first) {
            if first.mnemonic != NONE {
                let count = counts.entry((label, first.mnemonic)).or_default();
                *count = count.saturating_add(1);
            }
        }
        counts
    }

    /// All with times, by key.
    pub(super) fn timed(&self) -> BTreeMap<u64, TimedAction> {
        self.timed.clone()
    }
}

/// What tells actions apart: the first output, which no other action has.
fn key(primary_output: &str, label: &str, mnemonic: &str) -> u64 {
    match primary_output {
        "" => fingerprint(&[label, mnemonic]),
        output => fingerprint(&[output]),
    }
}
