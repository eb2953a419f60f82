//! Which lines were shown as they came.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use redact::terminal;

/// The lines that were shown, as their hashes.
#[derive(Clone, Debug, Default)]
pub struct ShownLines {
    hashes: HashSet<u64>,
}

impl ShownLines {
    /// Remembers a text's lines.
    pub fn add(&mut self, text: &str) {
        let text = terminal::plain(text);
        self.hashes.extend(text.lines().filter_map(hash));
    }

    /// Whether each line of a text was shown.
    pub fn has_all(&self, text: &str) -> bool {
        let mut lines = text.lines().filter_map(hash);
        !self.hashes.is_empty() && lines.all(|line| self.hashes.contains(&line))
    }
}

/// `None` for a blank line.
fn hash(line: &str) -> Option<u64> {
    let line = line.trim();
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    (!line.is_empty()).then(|| hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_was_shown_if_all_of_it_was() {
        let mut shown = ShownLines::default();
        assert!(!shown.has_all("\n"));
        shown.add("one\n\x1b[31mtwo\x1b[0m\n");
        assert!(shown.has_all("two\n\n  one\n"));
        assert!(!shown.has_all("one\nthree"));
    }
}
