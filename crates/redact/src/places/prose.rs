//! Words behind the name of a flag that are no value: `option --action_env has changed`, `[--password PASSWORD]`.

use crate::names::is_secret_name;

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

/// How help calls a value by its type.
const TYPES: &[&str] = &["string", "strings", "stringArray", "text", "file", "path"];

/// Whether a word stands for a value in help: the name of one in capitals, or of a type.
pub(super) fn is_placeholder(word: &str) -> bool {
    let name = word.trim_end_matches([']', ')', '}', '>', ',', '.', ';', '"', '\'']);
    let is_capital = |byte: u8| byte.is_ascii_uppercase() || byte == b'_' || byte == b'-';
    TYPES.contains(&name) || name.bytes().all(is_capital) && is_secret_name(name)
}

/// A word without the quotes and brackets that open before it.
pub(super) fn without_opening(word: &str) -> &str {
    word.trim_start_matches(['\'', '"', '(', '`', '{', '[', '<', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_in_order() {
        assert!(WORDS.is_sorted());
        assert!(goes_on("has") && goes_on("is:") && !goes_on("hunter2"));
    }

    #[test]
    fn help_names_values() {
        assert!(is_placeholder("API_KEY]") && is_placeholder("string"));
        assert!(!is_placeholder("HUNTER") && !is_placeholder("Token"));
    }
}
