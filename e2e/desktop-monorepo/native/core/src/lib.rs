//! What the engine knows, without Node.js.

/// How often each word is in a text, the most frequent first.
pub fn frequencies(text: &str) -> Vec<(String, u32)> {
    let mut counts = std::collections::BTreeMap::<String, u32>::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sorted
}

#[cfg(test)]
mod tests {
    #[test]
    fn counts_words_of_any_case() {
        let expected = vec![("the".to_owned(), 2), ("shell".to_owned(), 1)];
        assert_eq!(super::frequencies("The shell the"), expected);
    }
}
