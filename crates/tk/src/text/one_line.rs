//! Names of files and targets in a line of text.

use std::borrow::Cow;

/// A name in which nothing ends the line, moves the cursor or turns the direction of writing: such letters are written
/// as in Rust, a line feed as `\\n`.
pub fn one_line(name: &str) -> Cow<'_, str> {
    if !name.contains(takes_effect) {
        return Cow::Borrowed(name);
    }
    let mut shown = String::with_capacity(name.len() + 8);
    for letter in name.chars() {
        match takes_effect(letter) {
            true => shown.extend(letter.escape_default()),
            false => shown.push(letter),
        }
    }
    Cow::Owned(shown)
}

fn takes_effect(letter: char) -> bool {
    letter.is_control()
        // Ends of lines and paragraphs, and marks, embeddings, overrides and isolates of a direction.
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_name_stays_in_its_line() {
        for (name, shown) in [
            ("web/src/App.svelte", "web/src/App.svelte"),
            (
                "gr\u{fc}\u{df}e \u{6f22}\u{5b57}",
                "gr\u{fc}\u{df}e \u{6f22}\u{5b57}",
            ),
            ("a\nb\rc\td", r"a\nb\rc\td"),
            ("\u{1b}[31mred\u{7}", r"\u{1b}[31mred\u{7}"),
            ("\u{9b}31m\u{85}", r"\u{9b}31m\u{85}"),
            ("a\u{202e}sr.b\u{2028}", r"a\u{202e}sr.b\u{2028}"),
        ] {
            assert_eq!(one_line(name), shown);
        }
    }
}
