//! Foreign text, times and sizes as people read them.

use std::time::Duration;

use redact::terminal;
use service::Timestamp;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

const DAY: u64 = 24 * 3600;

/// Foreign text as one line, of which a terminal obeys nothing.
pub(super) fn one_line(text: &str) -> String {
    let plain = terminal::plain(text);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// The beginning of a text that takes no more than so many columns.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let mut kept = String::new();
    for letter in text.chars() {
        let Some(rest) = left.checked_sub(letter.width().unwrap_or(0)) else {
            break;
        };
        left = rest;
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

/// The lines of a text that is broken between words. A word that is longer stays whole: it may be a path to copy.
pub(super) fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().map(|line| (columns(line), line));
        match line {
            Some((taken @ 1.., line)) if taken + 1 + columns(word) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            Some((0, line)) => line.push_str(word),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `just now`, `5 min ago`, `3 h ago`, `12 days ago`.
pub(super) fn age(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.since(then).as_secs();
    match seconds {
        0..60 => "just now".to_owned(),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..172_800 => format!("{} h ago", seconds / 3600),
        _ => format!("{} days ago", seconds / DAY),
    }
}

/// `now`, `in 30 s`, `in 5 min`, `in 3 h`, `in 12 days`.
pub(super) fn until(then: Timestamp, now: Timestamp) -> String {
    let seconds = then.since(now).as_secs();
    match seconds {
        0 => "now".to_owned(),
        1..120 => format!("in {seconds} s"),
        120..7200 => format!("in {} min", seconds / 60),
        7200..172_800 => format!("in {} h", seconds / 3600),
        _ => format!("in {} days", seconds / DAY),
    }
}

/// `0.4 s`, `12.3 s`, `2 min 05 s`, `1 h 02 min`.
pub(super) fn length(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    let whole = seconds.round() as u64;
    if seconds < 59.95 {
        return format!("{seconds:.1} s");
    }
    match whole {
        0..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole % 3600 / 60),
    }
}

/// `512 B`, `1.5 kB`, `18.3 MB`.
pub(super) fn size(bytes: u64) -> String {
    let (mut value, mut unit) = (bytes as f64, "B");
    for larger in ["kB", "MB", "GB"] {
        // What is rounded to 1000.0 belongs to the next one.
        if value < 999.95 {
            break;
        }
        (value, unit) = (value / 1000.0, larger);
    }
    match unit {
        "B" => format!("{bytes} B"),
        _ => format!("{value:.1} {unit}"),
    }
}

/// `1 file`, `2 files`.
pub(super) fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_one_harmless_line() {
        assert_eq!(one_line(" a\n\tb\u{1b}[2J\u{202e}c "), "a bc");
    }

    #[test]
    fn texts_are_shortened_by_the_columns_they_take() {
        assert_eq!(shortened("abcdef", 6), "abcdef");
        assert_eq!(shortened("abcdefg", 6), "abcde…");
        assert_eq!(shortened("漢字漢字", 6), "漢字…");
        assert_eq!(shortened("ab cd", 4), "ab…");
        assert_eq!(shortened("abc", 0), "…");
    }

    #[test]
    fn texts_are_broken_between_words() {
        let lines = wrapped("an error that is told of /a/long/path in full", 10);
        assert_eq!(
            lines,
            ["an error", "that is", "told of", "/a/long/path", "in full"]
        );
        assert_eq!(wrapped("", 10), [""]);
    }

    #[test]
    fn times_are_short() {
        let after = |seconds: i64| Timestamp(seconds * 1000);
        let ages = [59, 3599, 47 * 3600, 14 * 86_400].map(|it| age(Timestamp(0), after(it)));
        assert_eq!(ages, ["just now", "59 min ago", "47 h ago", "14 days ago"]);
        assert_eq!(age(after(5), Timestamp(0)), "just now");
        let times = [5, 300, 7200, 14 * 86_400].map(|it| until(after(it), Timestamp(0)));
        assert_eq!(until(after(5), after(6)), "now");
        assert_eq!(times, ["in 5 s", "in 5 min", "in 2 h", "in 14 days"]);
        let lengths =
            [0.04, 59.94, 59.96, 125.0, 3599.6].map(|it| length(Duration::from_secs_f64(it)));
        assert_eq!(
            lengths,
            ["0.0 s", "59.9 s", "1 min 00 s", "2 min 05 s", "1 h 00 min"]
        );
    }

    #[test]
    fn sizes_are_rounded_once() {
        let sizes = [0, 999, 1000, 999_949, 999_950, 18_300_000].map(size);
        assert_eq!(
            sizes,
            ["0 B", "999 B", "1.0 kB", "999.9 kB", "1.0 MB", "18.3 MB"]
        );
    }
}
