//! Values that JSON writes as texts: times, numbers of 64 bits, bytes.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Seconds and nanoseconds of a time.
pub(super) type Time = (i64, i32);

const NANOS: i32 = 1_000_000_000;

/// `2026-11-21T08:02:37.652Z`, as seconds and nanoseconds since 1970-01-01 UTC.
pub(super) fn timestamp(text: &str) -> Option<Time> {
    let time: jiff::Timestamp = text.parse().ok()?;
    let (seconds, nanos) = (time.as_second(), time.subsec_nanosecond());
    // The protocol's nanoseconds count forwards, before 1970 too.
    Some(match nanos {
        ..0 => (seconds - 1, nanos + NANOS),
        _ => (seconds, nanos),
    })
}

/// `1.5s` or `-0.000000001s`.
pub(super) fn duration(text: &str) -> Option<Time> {
    let text = text.strip_suffix('s')?;
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text),
    };
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || rest.len() > 9 || !all_digits(whole) || !all_digits(rest) {
        return None;
    }
    let seconds: i64 = whole.parse().ok()?;
    let nanos: i32 = format!("{rest:0<9}").parse().ok()?;
    Some((sign * seconds, sign as i32 * nanos))
}

/// A whole number: `17`, also as other programs write it, such as `1.7e1`.
pub(super) fn number(text: &str) -> Option<i64> {
    let whole = text.parse().ok();
    // What is beyond an int64 is a uint64: the same bits.
    let whole = whole.or_else(|| text.parse::<u64>().ok().map(|number| number as i64));
    whole.or_else(|| integral(text.parse().ok()?))
}

/// A floating-point number that is whole.
pub(super) fn integral(number: f64) -> Option<i64> {
    let fits = number.fract() == 0.0 && (-(2f64.powi(63))..2f64.powi(63)).contains(&number);
    fits.then_some(number as i64)
}

/// Base64 in either alphabet, with or without padding.
pub(super) fn bytes(text: &[u8]) -> Option<Vec<u8>> {
    let standard: Vec<u8> = text
        .iter()
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    BASE64.decode(standard).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_up_to_nine_digits_behind_the_point() {
        let written = [
            ("1970-01-01T00:00:00Z", Some((0, 0))),
            (
                "2026-11-21T08:02:37.652Z",
                Some((1_795_248_157, 652_000_000)),
            ),
            ("1970-01-01T01:00:00.000000001+01:00", Some((0, 1))),
            ("1969-12-31T23:59:59.750Z", Some((-1, 750_000_000))),
            ("yesterday", None),
        ];
        for (text, time) in written {
            assert_eq!(timestamp(text), time, "{text}");
        }
        let written = [
            ("0s", Some((0, 0))),
            ("1.5s", Some((1, 500_000_000))),
            ("-0.000000001s", Some((0, -1))),
            ("3", None),
            ("s", None),
            ("1.s", Some((1, 0))),
            ("1.0000000001s", None),
            ("1.-5s", None),
            ("99999999999999999999s", None),
        ];
        for (text, time) in written {
            assert_eq!(duration(text), time, "{text}");
        }
    }

    #[test]
    fn numbers_and_bytes_are_written_in_several_ways() {
        let written = [
            ("17", Some(17)),
            ("-1", Some(-1)),
            ("1.7e1", Some(17)),
            ("18446744073709551615", Some(-1)),
            ("1.5", None),
            ("1e300", None),
            ("", None),
            ("seven", None),
        ];
        for (text, value) in written {
            assert_eq!(number(text), value, "{text}");
        }
        for text in ["+/8=", "-_8=", "+/8"] {
            assert_eq!(bytes(text.as_bytes()), Some(vec![0xfb, 0xff]), "{text}");
        }
        assert_eq!(bytes(b"?"), None);
    }
}
