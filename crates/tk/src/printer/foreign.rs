//! Text of other programs, made harmless.

/// Text without control characters other than line feeds, tabs and, where wished, colours.
pub fn printable(text: &str, keep_colors: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_control() && c != '\n' && c != '\t') {
        shown.push_str(&rest[..at]);
        let (sequence, after) = split_control(&rest[at..]);
        if keep_colors && is_color(sequence) {
            shown.push_str(sequence);
        }
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// Splits the control character or escape sequence off the start of a text.
fn split_control(text: &str) -> (&str, &str) {
    let end = if let Some(codes) = text.strip_prefix("\x1b[") {
        codes
            .find(|c: char| ('@'..='~').contains(&c))
            .map(|at| at + 3)
    } else if let Some(command) = text.strip_prefix("\x1b]") {
        let bell = command.find('\x07').map(|at| at + 3);
        let terminator = command.find("\x1b\\").map(|at| at + 4);
        bell.into_iter().chain(terminator).min()
    } else {
        None
    };
    let one = text.chars().next().map_or(0, char::len_utf8);
    text.split_at(end.unwrap_or(one))
}

fn is_color(sequence: &str) -> bool {
    sequence
        .strip_prefix("\x1b[")
        .and_then(|rest| rest.strip_suffix('m'))
        .is_some_and(|codes| codes.chars().all(|c| c.is_ascii_digit() || c == ';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_drive_the_terminal() {
        let text =
            "\x1b[31mred\x1b[0m\x1b]0;title\x07 \x1b]8;;x\x1b\\link \x1b[2Jbell\x07\ttab\r\n\x1b";
        assert_eq!(printable(text, true), "\x1b[31mred\x1b[0m link bell\ttab\n");
        assert_eq!(printable(text, false), "red link bell\ttab\n");
        assert_eq!(printable("ünï → ok", false), "ünï → ok");
    }
}
