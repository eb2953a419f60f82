//! Makes other programs' text harmless: it could move the cursor, clear the screen, rename the window, fill the
//! clipboard, or read as another text than it is.

mod escapes;
mod rewritten;
mod unsafe_letters;

use escapes::{Piece, pieces};
use rewritten::{last_state, rewrites_itself};
use unsafe_letters::{first_unsafe, is_unsafe};

/// The visible form of a letter that must not take effect.
const VISIBLE: char = '\u{fffd}';

/// Text without terminal escapes, control characters other than line feeds and tabs, and letters that change its
/// direction. Of a line that carriage returns rewrite, the last state stays.
pub fn plain(text: &str) -> String {
    stripped(text, false)
}

/// As [`plain`], but colours stay.
pub fn colored(text: &str) -> String {
    stripped(text, true)
}

/// Text in which letters that must not take effect are visible: nothing is removed.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|letter| if is_unsafe(letter) { VISIBLE } else { letter })
        .collect()
}

/// Whether a text has letters that [`plain`] takes away.
pub fn is_plain(text: &str) -> bool {
    first_unsafe(text).is_none()
}

/// JSON that means the same, with letters written as `\u009b` that a terminal would obey. JSON itself writes only the
/// first 32 so.
pub fn escaped_in_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = first_unsafe(rest) {
        escaped.push_str(&rest[..at]);
        let mut letters = rest[at..].chars();
        if let Some(letter) = letters.next() {
            escaped.push_str(&format!("\\u{:04x}", u32::from(letter)));
        }
        rest = letters.as_str();
    }
    escaped.push_str(rest);
    escaped
}

/// As [`plain`], but also with what the last state of a line does not show: all that was ever written.
pub(crate) fn all_written(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    strip_line(text, false, &mut kept);
    kept
}

/// Lines without unsafe letters are most, and are copied in one piece.
fn stripped(text: &str, with_colors: bool) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = first_unsafe(rest) {
        let start = rest[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = rest[at..].find('\n').map_or(rest.len(), |end| at + end);
        kept.push_str(&rest[..start]);
        let line = &rest[start..end];
        if rewrites_itself(line) {
            kept.push_str(&last_state(line, with_colors));
        } else {
            strip_line(line, with_colors, &mut kept);
        }
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

fn strip_line(line: &str, with_colors: bool, kept: &mut String) {
    for piece in pieces(line) {
        match piece {
            Piece::Letter(letter) => kept.push(letter),
            Piece::Sequence(sequence) if with_colors && is_color(sequence) => {
                kept.push_str(sequence);
            }
            Piece::Sequence(_) => {}
        }
    }
}

/// `ESC [ 1 ; 31 m`, and `ESC [ 38 : 2 : : 9 : 9 : 9 m`.
fn is_color(sequence: &str) -> bool {
    sequence
        .strip_prefix("\u{1b}[")
        .and_then(|rest| rest.strip_suffix('m'))
        .is_some_and(|codes| {
            codes
                .bytes()
                .all(|b| b.is_ascii_digit() || b";:".contains(&b))
        })
}

#[cfg(test)]
mod tests;
