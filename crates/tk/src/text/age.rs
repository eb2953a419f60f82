//! Durations as people write and read them: `7d`, `2 h ago`.

use std::time::{Duration, SystemTime};

use jiff::{Span, SpanRelativeTo};

/// Parses `30m`, `12h`, `7d`, `2w` or a combination, `1d 12h`; a day has 24 hours.
///
/// # Errors
/// When it is anything else, or negative.
pub fn parse(text: &str) -> Result<Duration, String> {
    const WANTED: &str = "a duration looks like 30m, 12h, 7d or 2w";
    let span: Span = text.parse().map_err(|_| WANTED.to_owned())?;
    let exact = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| format!("{WANTED}; months and years differ in length"))?;
    Duration::try_from(exact).map_err(|_| WANTED.to_owned())
}

/// How long ago something was: `just now`, `5 min ago`, `3 h ago`, `12 days ago`.
pub fn since(then: SystemTime, now: SystemTime) -> String {
    // A time in the future is that of a clock set back: nobody is helped by its number.
    let seconds = now.duration_since(then).unwrap_or_default().as_secs();
    match seconds {
        0..60 => "just now".to_owned(),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..172_800 => format!("{} h ago", seconds / 3600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read() {
        let hours = |hours: u64| Ok(Duration::from_secs(hours * 3600));
        assert_eq!(parse("12h"), hours(12));
        assert_eq!(parse("7d"), hours(7 * 24));
        assert_eq!(parse("2w"), hours(14 * 24));
        assert_eq!(parse("1d 12h"), hours(36));
        assert_eq!(parse("0s"), hours(0));
        for wrong in ["", "7", "d", "-7d", "7d ago", "1mo", "soon"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn ages_are_short() {
        let then = SystemTime::UNIX_EPOCH;
        let after = |seconds| since(then, then + Duration::from_secs(seconds));
        assert_eq!(after(59), "just now");
        assert_eq!(after(3599), "59 min ago");
        assert_eq!(after(47 * 3600), "47 h ago");
        assert_eq!(after(14 * 86_400), "14 days ago");
        assert_eq!(since(then + Duration::from_secs(5), then), "just now");
    }
}
