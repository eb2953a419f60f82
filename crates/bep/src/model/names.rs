//! Interned texts: each is kept once.

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
    /// By number; the hash is at hand where the table grows, and tells most texts apart.
    known: Vec<Known>,
    texts: Texts,
}

/// A text, by its hash and its place.
#[derive(Clone, Copy, Debug)]
struct Known {
    hash: u32,
    place: Place,
}

impl Known {
    /// For the table, which looks at the highest bits and at the lowest.
    fn spread(hash: u32) -> u64 {
        u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

impl Names {
    /// The text's number, a new one for a new text.
    pub(super) fn number(&mut self, text: &str) -> Name {
        let hash = hash(text);
        let (known, texts) = (&mut self.known, &mut self.texts);
        let is_it = |number: &Name| {
            let known = known[*number as usize];
            known.hash == hash && texts.get(known.place) == text
        };
        let hash_of = |number: &Name| Known::spread(known[*number as usize].hash);
        match self.numbers.entry(Known::spread(hash), is_it, hash_of) {
            Entry::Occupied(number) => *number.get(),
            Entry::Vacant(new) => {
                // More than four billion texts do not fit into any memory.
                let number = known.len() as Name;
                let place = texts.add(text);
                known.push(Known { hash, place });
                new.insert(number);
                number
            }
        }
    }

    /// The number of a text that is there.
    pub(super) fn find(&self, text: &str) -> Option<Name> {
        let is_it = |number: &Name| self.text(*number) == text;
        let found = self.numbers.find(Known::spread(hash(text)), is_it);
        found.copied()
    }

    pub(super) fn text(&self, number: Name) -> &str {
        let known = self.known.get(number as usize);
        known.map_or("", |known| self.texts.get(known.place))
    }
}

fn hash(text: &str) -> u32 {
    (fingerprint(&[text]) >> 16) as u32
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
