//! Text as people should see it: labels in their own letters, output without terminal escapes.

use std::borrow::Cow;

/// Undoes Bazel's double encoding and the marks of the main repository.
///
/// Bazel keeps the bytes of a label as Latin-1 letters and encodes those again, so that `ü`
/// arrives as `Ã¼`. Text that is no such thing stays as it is.
pub(crate) fn label(raw: &str) -> Cow<'_, str> {
    let text = unmangled(raw);
    let marked = ["@@//", "@//"]
        .iter()
        .find(|mark| text.starts_with(**mark))
        .map(|mark| mark.len() - 2);
    match (marked, text) {
        (None, text) => text,
        (Some(mark), Cow::Borrowed(text)) => Cow::Borrowed(&text[mark..]),
        (Some(mark), Cow::Owned(mut text)) => {
            text.drain(..mark);
            Cow::Owned(text)
        }
    }
}

/// A label of an event as people write it: in its own letters, and without the marks of the main
/// repository.
#[must_use]
pub fn readable_label(raw: &str) -> String {
    label(raw).into_owned()
}

/// Undoes the double encoding in a label or path.
pub(crate) fn unmangled(raw: &str) -> Cow<'_, str> {
    if raw.is_ascii() {
        return Cow::Borrowed(raw);
    }
    let bytes: Option<Vec<u8>> = raw
        .chars()
        .map(|c| u8::try_from(u32::from(c)).ok())
        .collect();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.map_or(Cow::Borrowed(raw), Cow::Owned)
}

/// Output without terminal escapes, carriage returns and other control letters.
pub(crate) fn plain(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut letters = raw.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => skip_escape(&mut letters),
            '\u{9b}' => skip_control_sequence(&mut letters),
            '\n' | '\t' => text.push(letter),
            letter if letter.is_control() => {}
            letter => text.push(letter),
        }
    }
    text
}

/// What follows the escape letter: a control sequence, a string (OSC and its kin), or a letter.
fn skip_escape(letters: &mut std::str::Chars<'_>) {
    match letters.next() {
        Some('[') => skip_control_sequence(letters),
        Some(']' | 'P' | 'X' | '^' | '_') => skip_control_string(letters),
        // Designations of letter sets take one more.
        Some('(' | ')' | '*' | '+' | '#' | ' ') => {
            letters.next();
        }
        _ => {}
    }
}

/// Up to its final letter, `@` to `~`.
fn skip_control_sequence(letters: &mut std::str::Chars<'_>) {
    for letter in letters.by_ref() {
        if ('@'..='~').contains(&letter) {
            return;
        }
    }
}

/// Up to BEL or to the string terminator; a line's end ends one that nobody ended.
fn skip_control_string(letters: &mut std::str::Chars<'_>) {
    loop {
        let rest = letters.clone();
        match letters.next() {
            None | Some('\u{7}' | '\u{9c}') => return,
            Some('\n') => {
                *letters = rest;
                return;
            }
            Some('\u{1b}') => {
                if letters.clone().next() == Some('\\') {
                    letters.next();
                } else {
                    *letters = rest;
                    letters.next();
                    skip_escape(letters);
                }
                return;
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_get_their_own_letters_back() {
        assert_eq!(label("//:gr\u{c3}\u{bc}\u{c3}\u{9f}e"), "//:grüße");
        assert_eq!(label("//:grüße"), "//:grüße");
        assert_eq!(label("//:漢字"), "//:漢字");
        assert_eq!(label("@@//a:b"), "//a:b");
        assert_eq!(label("@//a:b"), "//a:b");
        assert_eq!(
            label("@@rules_rust++crate+crates//:serde"),
            "@@rules_rust++crate+crates//:serde"
        );
    }

    #[test]
    fn terminal_escapes_go_and_text_stays() {
        assert_eq!(plain("\u{1b}[31mred\u{1b}[0m\n"), "red\n");
        assert_eq!(
            plain("\u{1b}]8;;http://x\u{7}link\u{1b}]8;;\u{7} é"),
            "link é"
        );
        assert_eq!(plain("\u{1b}]8;;http://x\u{1b}\\link"), "link");
        assert_eq!(plain("\u{1b}]0;never ended\nnext"), "\nnext");
        assert_eq!(plain("\u{1b}(Bdone\r\n\u{1b}7"), "done\n");
        assert_eq!(plain("cut \u{1b}"), "cut ");
        assert_eq!(plain("\u{9b}2Kx"), "x");
    }
}
