//! What a receiver's answer means.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use service::Timestamp;
use service::ports::Delivery;

/// Characters of an answer that are kept to find out what is wrong with the receiver.
const EXCERPT: usize = 200;

/// The longest wait that a receiver may ask for: the longest one of the schedule.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

pub(crate) fn judge(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Delivery {
    let number = status.as_u16();
    if status.is_success() {
        return Delivery::Delivered { status: number };
    }
    let error = match number {
        410 => "the receiver says that it is gone for good".to_owned(),
        300..=399 => "the receiver answers with a redirect, which is not followed".to_owned(),
        _ => excerpt(body),
    };
    let error = format!("HTTP {number}: {error}");
    if status == StatusCode::GONE {
        return Delivery::Dead {
            status: Some(number),
            error,
        };
    }
    Delivery::Failed {
        status: Some(number),
        error,
        wait: retry_after(headers, now),
    }
}

/// The beginning of an answer on one line, without what moves a terminal's cursor.
fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let printable = text
        .chars()
        .map(|it| if it.is_control() { ' ' } else { it });
    let words: String = printable.take(EXCERPT).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        "the answer is empty".to_owned()
    } else {
        words
    }
}

/// `Retry-After`: seconds, or a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        value.parse().map_or(LONGEST, Duration::from_secs)
    } else {
        let until = httpdate::parse_http_date(value).ok()?;
        until.duration_since(system_time(now)).unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

fn system_time(at: Timestamp) -> SystemTime {
    UNIX_EPOCH + at.since(Timestamp(0))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn wait(value: &str) -> Option<u64> {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_str(value).unwrap())]);
        retry_after(&headers, NOW).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_dates_are_waited_for() {
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait("Tue, 14 Nov 2023 22:15:20 GMT"), Some(120));
        assert_eq!(wait("Tue, 14 Nov 2023 22:13:00 GMT"), Some(0), "it is over");
        assert_eq!(wait("99999999999999999999999"), Some(24 * 3600));
        assert_eq!(wait("Fri, 14 Nov 2053 22:15:20 GMT"), Some(24 * 3600));
        for nothing in ["", "-1", "soon", "1.5"] {
            assert_eq!(wait(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn an_answer_becomes_one_line() {
        let body = format!("a\r\n\u{1b}[31m\0b{}", "x".repeat(1000));
        let line = excerpt(body.as_bytes());
        assert!(
            line.starts_with("a [31m bxxx") && line.len() <= EXCERPT,
            "{line}"
        );
        assert_eq!(excerpt(b" \n"), "the answer is empty");
        assert_eq!(excerpt(b"\xff"), "\u{fffd}");
    }
}
