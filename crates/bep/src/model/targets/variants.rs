//! Configurations and aspects in which targets are built: few, and the same for many targets.

use rustc_hash::FxHashMap;

use crate::model::names::Name;

/// The number of a configuration with an aspect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Variant(u16);

/// All that were seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Variants {
    numbers: FxHashMap<(Name, Name), Variant>,
    keys: Vec<(Name, Name)>,
}

impl Variants {
    /// The number of a configuration and an aspect; `None` where there are too many to count.
    pub(super) fn number(&mut self, key: (Name, Name)) -> Option<Variant> {
        if let Some(known) = self.numbers.get(&key) {
            return Some(*known);
        }
        let new = Variant(u16::try_from(self.keys.len()).ok()?);
        self.numbers.insert(key, new);
        self.keys.push(key);
        Some(new)
    }

    /// The configuration and the aspect.
    pub(super) fn key(&self, Variant(number): Variant) -> (Name, Name) {
        self.keys
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    }
}
