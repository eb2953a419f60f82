//! Counts words.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How often each word stands in a text, whatever its case is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordCounts {
    counts: BTreeMap<String, usize>,
}

impl WordCounts {
    /// Adds the words of a text: what stands between characters that are neither letters nor digits.
    pub fn add(&mut self, text: &str) {
        let words = text.split(|character: char| !character.is_alphanumeric());
        for word in words.filter(|word| !word.is_empty()) {
            *self.counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }

    /// All words together.
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }

    /// The most frequent words, and those that are equally frequent by the alphabet.
    #[must_use]
    pub fn most_frequent(&self, limit: usize) -> Vec<(&str, usize)> {
        let counts = self.counts.iter();
        let mut words: Vec<_> = counts
            .map(|(word, count)| (word.as_str(), *count))
            .collect();
        // The sort is stable, and the map is ordered by the alphabet.
        words.sort_by_key(|(_, count)| Reverse(*count));
        words.truncate(limit);
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_whatever_their_case_is() {
        let mut counts = WordCounts::default();
        counts.add("The cat, the DOG");
        counts.add("cat-the");
        assert_eq!(counts.total(), 6);
        assert_eq!(
            counts.most_frequent(3),
            [("the", 3), ("cat", 2), ("dog", 1)]
        );
    }

    #[test]
    fn no_more_are_named_than_asked_for() {
        let mut counts = WordCounts::default();
        counts.add("b a");
        assert_eq!(counts.most_frequent(1), [("a", 1)]);
        assert_eq!(WordCounts::default().most_frequent(1), []);
    }
}
