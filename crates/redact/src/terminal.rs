//! Makes other programs' output harmless: it could move the cursor, clear the screen or rename the
//! window.

/// The visible form of a control character.
const VISIBLE: char = '\u{fffd}';

/// Text without terminal escapes and control characters other than line feeds and tabs.
pub fn plain(text: &str) -> String {
    stripped(text, |_| false)
}

/// As [`plain`], but colours stay.
pub fn colored(text: &str) -> String {
    stripped(text, is_color)
}

/// Text in which control characters other than line feeds and tabs are visible: nothing is removed,
/// and nothing takes effect.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|letter| if is_control(letter) { VISIBLE } else { letter })
        .collect()
}

fn is_control(letter: char) -> bool {
    letter.is_control() && letter != '\n' && letter != '\t'
}

fn stripped(text: &str, keep: impl Fn(&str) -> bool) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_control) {
        kept.push_str(&rest[..at]);
        let (sequence, behind) = split_control(&rest[at..]);
        if keep(sequence) {
            kept.push_str(sequence);
        }
        rest = behind;
    }
    kept.push_str(rest);
    kept
}

/// Splits the control character or escape sequence off the start of a text.
fn split_control(text: &str) -> (&str, &str) {
    let mut letters = text.chars();
    match letters.next() {
        Some('\u{1b}') => skip_escape(&mut letters),
        Some('\u{9b}') => skip_control_sequence(&mut letters),
        _ => {}
    }
    text.split_at(text.len() - letters.as_str().len())
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
    letters.find(|letter| ('@'..='~').contains(letter));
}

/// Up to BEL or to the string terminator; a line's end ends an unterminated one.
fn skip_control_string(letters: &mut std::str::Chars<'_>) {
    loop {
        let rest = letters.clone();
        match letters.next() {
            None | Some('\u{7}' | '\u{9c}') => return,
            Some('\n') => {
                *letters = rest;
                return;
            }
            // The terminator, `\` behind it, is an escape like others.
            Some('\u{1b}') => return skip_escape(letters),
            Some(_) => {}
        }
    }
}

/// `ESC [ 1 ; 31 m`
fn is_color(sequence: &str) -> bool {
    sequence
        .strip_prefix("\u{1b}[")
        .and_then(|rest| rest.strip_suffix('m'))
        .is_some_and(|codes| codes.chars().all(|c| c.is_ascii_digit() || c == ';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_go_and_text_stays() {
        for (text, expected) in [
            ("\u{1b}[31mred\u{1b}[0m\n", "red\n"),
            ("\u{1b}]8;;http://x\u{7}link\u{1b}]8;;\u{7} é", "link é"),
            ("\u{1b}]8;;http://x\u{1b}\\link", "link"),
            ("\u{1b}]0;never ended\nnext", "\nnext"),
            ("\u{1b}]0;other\u{1b}[1mnext", "next"),
            ("\u{1b}(Bdone\r\n\u{1b}7", "done\n"),
            ("cut \u{1b}", "cut "),
            ("cut \u{1b}[1;", "cut "),
            ("\u{9b}2Kx", "x"),
            ("ünï → ok", "ünï → ok"),
        ] {
            assert_eq!(plain(text), expected, "{text:?}");
        }
    }

    #[test]
    fn colors_stay_where_they_are_wanted() {
        let text =
            "\x1b[31mred\x1b[0m\x1b]0;title\x07 \x1b]8;;x\x1b\\link \x1b[2Jbell\x07\ttab\r\n\x1b";
        assert_eq!(colored(text), "\x1b[31mred\x1b[0m link bell\ttab\n");
        assert_eq!(plain(text), "red link bell\ttab\n");
        assert_eq!(colored("\x1b[?25mx\x1b[m"), "x\x1b[m");
    }

    #[test]
    fn escapes_can_be_seen_and_not_obeyed() {
        assert_eq!(visible("a\u{1b}[2J\tb\n"), "a\u{fffd}[2J\tb\n");
    }
}
