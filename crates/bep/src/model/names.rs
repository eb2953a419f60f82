//! Texts that turn up again and again, each kept once.

use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::texts::{Place, Texts};

/// A text's number.
pub(super) type Name = u32;

/// Labels, kinds, mnemonics and their like, and the numbers that stand for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// The numbers, found by the hashes of their texts.
    numbers: HashTable<Name>,
    /// By number.
    places: Vec<Place>,
    texts: Texts,
}

impl Names {
    /// The text's number, a new one for a new text.
    pub(super) fn number(&mut self, text: &str) -> Name {
        let (places, texts) = (&mut self.places, &mut self.texts);
        let text_of = |number: &Name| texts.get(places[*number as usize]);
        let entry = self.numbers.entry(
            fingerprint(&[text]),
            |number| text_of(number) == text,
            |number| fingerprint(&[text_of(number)]),
        );
        match entry {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                // More than four billion texts do not fit into any memory.
                let number = places.len() as Name;
                places.push(texts.add(text));
                new.insert(number);
                number
            }
        }
    }

    /// The number of a text that is there.
    pub(super) fn find(&self, text: &str) -> Option<Name> {
        let is_it = |number: &Name| self.text(*number) == text;
        self.numbers.find(fingerprint(&[text]), is_it).copied()
    }

    pub(super) fn text(&self, number: Name) -> &str {
        let place = self.places.get(number as usize).copied();
        place.map_or("", |place| self.texts.get(place))
    }
}

/// A hash of the parts, the same in every run.
pub(super) fn fingerprint(parts: &[&str]) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    for part in parts {
        part.hash(&mut hasher);
    }
    hasher.finish()
}

/// For keys that are hashes already.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 << 8) | u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_number() {
        let mut names = Names::default();
        let long = "x".repeat(200_000);
        let texts = ["", "a", "b", &long, "a\u{e9}"];
        let numbers: Vec<_> = texts.iter().map(|text| names.number(text)).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4]);
        for (number, text) in (0..).zip(texts) {
            assert_eq!(names.number(text), number);
            assert_eq!(names.text(number), text);
            assert_eq!(names.find(text), Some(number));
        }
        assert_eq!(names.find("c"), None);
        assert_eq!(names.text(77), "");
    }
}
