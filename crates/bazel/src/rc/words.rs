//! Words of a line of an rc file, as Bazel's client reads them (read off `--announce_rc` of Bazel 7.7.1): between
//! quotes and behind a backslash everything is part of a word; anywhere else `#` begins a comment, even in a word.

/// The words of a line.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        match rest.peek() {
            None | Some('#') => return words,
            Some(_) => words.push(word(&mut rest)),
        }
    }
}

fn word(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut word = String::new();
    let mut quote = None;
    while let Some(c) = rest.next_if(|c| quote.is_some() || !(c.is_whitespace() || *c == '#')) {
        match c {
            '\\' => word.extend(rest.next()),
            _ if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(c),
            _ => word.push(c),
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn quotes_and_backslashes_hold_words_together() {
        assert_eq!(words("  build --a=b\t--c  "), ["build", "--a=b", "--c"]);
        assert_eq!(
            words(r#"build "--a=b c" --d='e "f"' --g=h\ i"#),
            ["build", "--a=b c", r#"--d=e "f""#, "--g=h i"]
        );
        assert_eq!(words("build --a=b#c --d"), ["build", "--a=b"]);
        assert_eq!(
            words("build '--a=#b' --c=\\#d"),
            ["build", "--a=#b", "--c=#d"]
        );
        assert_eq!(words("build ''"), ["build", ""]);
        assert!(words("# build").is_empty() && words("   ").is_empty());
        assert_eq!(words("build --a=\"open"), ["build", "--a=open"]);
    }
}
