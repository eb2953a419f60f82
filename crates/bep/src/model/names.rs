//! Texts that turn up again and again, each kept once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// A text's number.
pub(super) type Name = u32;

/// How much memory is asked from the system for texts at a time, at the most and at first.
const CHUNK: usize = 64 * 1024;
const FIRST_CHUNK: usize = 1024;

/// Labels, kinds, mnemonics and their like, and the numbers that stand for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// By the text's hash; where two texts share one, the later is found at the next free number.
    numbers: Fingerprints<Name>,
    places: Vec<Place>,
    texts: Texts,
}

/// Numbers by hashes of 64 bits, which are not hashed again.
pub(super) type Fingerprints<V> = HashMap<u64, V, BuildHasherDefault<AsItIs>>;

impl Names {
    /// The text's number, a new one for a new text.
    pub(super) fn number(&mut self, text: &str) -> Name {
        let mut hash = fingerprint(&[text]);
        while let Some(number) = self.numbers.get(&hash) {
            if self.text(*number) == text {
                return *number;
            }
            hash = hash.wrapping_add(1);
        }
        // More than four billion texts do not fit into any memory.
        let number = self.places.len() as Name;
        self.numbers.insert(hash, number);
        self.places.push(self.texts.add(text));
        number
    }

    /// The number of a text that is there.
    pub(super) fn find(&self, text: &str) -> Option<Name> {
        let mut hash = fingerprint(&[text]);
        while let Some(number) = self.numbers.get(&hash) {
            if self.text(*number) == text {
                return Some(*number);
            }
            hash = hash.wrapping_add(1);
        }
        None
    }

    pub(super) fn text(&self, number: Name) -> &str {
        let place = self.places.get(number as usize).copied();
        place.map_or("", |place| self.texts.get(place))
    }
}

/// Texts behind each other, in pieces that never move.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    chunks: Vec<String>,
}

/// Where a text lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    chunk: u32,
    start: u32,
    size: u32,
}

impl Texts {
    pub(super) fn add(&mut self, text: &str) -> Place {
        let full = |chunk: &String| chunk.len() + text.len() > chunk.capacity();
        if self.chunks.last().is_none_or(full) {
            let last = self.chunks.last().map_or(0, String::capacity);
            let size = (2 * last).clamp(FIRST_CHUNK, CHUNK).max(text.len());
            self.chunks.push(String::with_capacity(size));
        }
        let chunk = self.chunks.len() - 1;
        let start = self.chunks[chunk].len();
        self.chunks[chunk].push_str(text);
        Place {
            chunk: chunk as u32,
            start: start as u32,
            size: text.len() as u32,
        }
    }

    pub(super) fn get(&self, place: Place) -> &str {
        let start = place.start as usize;
        let chunk = self.chunks.get(place.chunk as usize);
        chunk
            .and_then(|chunk| chunk.get(start..start + place.size as usize))
            .unwrap_or_default()
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
        let long = "x".repeat(2 * CHUNK);
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
