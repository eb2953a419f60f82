//! The time of day in the form in which files and databases keep it.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970-01-01 UTC, now.
pub fn now_ms() -> i64 {
    milliseconds(SystemTime::now())
}

/// Milliseconds since 1970-01-01 UTC; 0 for a time before that.
pub fn milliseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
