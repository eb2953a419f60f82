//! Colours, headings, counts and lengths of time.

use crate::environment::Look;

/// What a piece of text means, and so its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// No special meaning.
    Plain,
    /// A heading.
    Heading,
    /// Something succeeded.
    Good,
    /// Something failed.
    Bad,
    /// Neither, but notable.
    Odd,
    /// Less important.
    Faint,
}

/// `text` in the colour of its meaning.
pub fn painted(text: &str, tone: Tone, colours: bool) -> String {
    let code = match tone {
        Tone::Plain => return text.to_owned(),
        Tone::Heading => "1",
        Tone::Good => "32",
        Tone::Bad => "31",
        Tone::Odd => "33",
        Tone::Faint => "2",
    };
    if colours {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// A section's title, on a line of its own.
pub fn heading(text: &str, look: Look) -> String {
    format!("{}\n", painted(text, Tone::Heading, look.colours))
}

/// `340 ms`, `12.3 s`, `2 min 05 s`, `1 h 02 min`.
pub fn duration(ms: f64) -> String {
    let seconds = ms / 1_000.0;
    if ms < 999.5 {
        format!("{ms:.0} ms")
    } else if seconds < 59.95 {
        format!("{seconds:.1} s")
    } else if seconds < 3_599.5 {
        let whole = seconds.round() as u64;
        format!("{} min {:02} s", whole / 60, whole % 60)
    } else {
        let minutes = (seconds / 60.0).round() as u64;
        format!("{} h {:02} min", minutes / 60, minutes % 60)
    }
}

/// `1 target`, `2 targets`.
pub fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_long_as_they_read() {
        let shown = [
            0.0,
            0.4,
            340.2,
            999.6,
            12_345.0,
            59_960.0,
            125_000.0,
            3_599_600.0,
        ]
        .map(duration);
        assert_eq!(
            shown,
            [
                "0 ms",
                "0 ms",
                "340 ms",
                "1.0 s",
                "12.3 s",
                "1 min 00 s",
                "2 min 05 s",
                "1 h 00 min"
            ]
        );
    }
}
