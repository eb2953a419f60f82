//! Words of a prompt.

/// The number behind a word, or 0.
pub fn number(prompt: &str, word: &str) -> u32 {
    let found = prompt
        .split_whitespace()
        .find_map(|it| it.strip_prefix(word));
    found.map_or(0, |number| number.parse().unwrap())
}
