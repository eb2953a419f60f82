//! Lines and words of an rc file, as Bazel's client reads them (read off `--announce_rc` of Bazel 7.7.1): between
//! quotes and behind a backslash everything is part of a word; anywhere else `#` begins a comment, even in a word.
//! A backslash in the end continues a line, even that of a comment.

/// The lines of a text, each with the number of its first.
pub fn lines(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut is_continued = false;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let ended = line
            .strip_suffix("\\\r\n")
            .or_else(|| line.strip_suffix("\\\n"));
        let part = ended.unwrap_or(line);
        match lines.last_mut().filter(|_| is_continued) {
            Some((_, begun)) => begun.push_str(part),
            None => lines.push((index + 1, part.to_owned())),
        }
        is_continued = ended.is_some();
    }
    lines
}

/// The words of a line.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        while rest.next_if(|c| is_blank(*c)).is_some() {}
        match rest.peek() {
            None | Some('#') => return words,
            Some(_) => words.push(word(&mut rest)),
        }
    }
}

/// C's, which knows nothing of Unicode's.
fn is_blank(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\u{b}'
}

fn word(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut word = String::new();
    let mut quote = None;
    while let Some(c) = rest.next_if(|c| quote.is_some() || !(is_blank(*c) || *c == '#')) {
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
