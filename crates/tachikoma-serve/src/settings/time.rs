//! Durations: `250ms`, `30s`, `5m`, `2h`, `7d`.

use std::time::Duration;

use super::given::{Given, Setting, Unfit};

/// A duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(Duration);

impl Time {
    /// The duration.
    pub fn get(self) -> Duration {
        self.0
    }
}

/// What a number in front of each means.
const UNITS: [(&str, u64); 5] = [
    // `s` ends `ms`, too.
    ("ms", 1),
    ("s", 1000),
    ("m", 60 * 1000),
    ("h", 3600 * 1000),
    ("d", 24 * 3600 * 1000),
];

impl Setting for Time {
    const WANTED: &'static str = "a time such as \"250ms\", \"30s\", \"5m\", \"2h\" or \"7d\"";

    fn of(given: Given<'_>) -> Result<Self, Unfit> {
        parse(given.text()?).map(Self).ok_or_else(|| given.unfit())
    }
}

fn parse(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let (number, unit) = UNITS
        .iter()
        .find_map(|(unit, size)| Some((text.strip_suffix(unit)?, size)))?;
    let number: u64 = number.parse().ok()?;
    number.checked_mul(*unit).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let seconds = |text| parse(text).map(|time| time.as_secs_f64());
        assert_eq!(seconds("250ms"), Some(0.25));
        assert_eq!(seconds("30s"), Some(30.0));
        assert_eq!(seconds("5m"), Some(300.0));
        assert_eq!(seconds("2h"), Some(7200.0));
        assert_eq!(seconds("7d"), Some(604_800.0));
        assert_eq!(seconds("0"), Some(0.0));
        for wrong in [
            "",
            "s",
            "1",
            "-1s",
            "1.5h",
            "1 h",
            "99999999999999999999d",
            "18446744073709551615d",
        ] {
            assert_eq!(seconds(wrong), None, "{wrong:?}");
        }
    }
}
