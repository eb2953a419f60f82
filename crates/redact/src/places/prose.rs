//! Words behind the name of a flag that go on with a sentence: `option --action_env has changed`.

/// Words that no secret is.
const WORDS: &[&str] = &[
    "a",
    "after",
    "and",
    "are",
    "argument",
    "as",
    "at",
    "be",
    "because",
    "before",
    "being",
    "but",
    "by",
    "can",
    "cannot",
    "changed",
    "could",
    "did",
    "does",
    "expects",
    "flag",
    "flags",
    "for",
    "from",
    "had",
    "has",
    "have",
    "if",
    "in",
    "instead",
    "into",
    "is",
    "isn't",
    "it",
    "its",
    "may",
    "must",
    "needs",
    "no",
    "not",
    "of",
    "on",
    "option",
    "options",
    "or",
    "parameter",
    "requires",
    "should",
    "so",
    "takes",
    "than",
    "that",
    "the",
    "then",
    "this",
    "to",
    "unless",
    "value",
    "values",
    "was",
    "were",
    "when",
    "where",
    "which",
    "while",
    "will",
    "with",
    "without",
    "would",
];

/// Whether a word goes on with a sentence.
pub(super) fn goes_on(word: &str) -> bool {
    let word = word.trim_end_matches([',', '.', ':', ';', ')']);
    word.is_empty() || WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_in_order() {
        assert!(WORDS.is_sorted());
        assert!(goes_on("has") && goes_on("is:") && !goes_on("hunter2"));
    }
}
