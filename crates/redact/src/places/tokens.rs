//! Tokens whose makers gave them a shape.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::REDACTED;
use crate::names::{MIN_TOKEN_BYTES, TOKEN_SHAPES};

#[expect(clippy::expect_used, reason = "the shapes are a short list of our own")]
static BEGINNINGS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let beginnings = TOKEN_SHAPES.iter().map(|(beginning, _)| beginning);
    AhoCorasick::new(beginnings).expect("a dozen short beginnings can be searched for")
});

/// The word without its tokens; `None` if it has none.
pub(super) fn without_tokens(word: &str) -> Option<String> {
    if word.len() < MIN_TOKEN_BYTES {
        return None;
    }
    let mut out = String::new();
    let mut copied = 0;
    for found in BEGINNINGS.find_iter(word) {
        let (_, least) = TOKEN_SHAPES[found.pattern().as_usize()];
        if found.start() < copied {
            continue;
        }
        let token = &word[found.start()..];
        let size = token.find(|c| !is_part(c)).unwrap_or(token.len());
        if size >= least {
            out.push_str(&word[copied..found.start()]);
            out.push_str(REDACTED);
            copied = found.start() + size;
        }
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&word[copied..]);
    Some(out)
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')
}
