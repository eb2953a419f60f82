//! Elapsed times as text.

/// A measured duration as text.
pub fn of(time: std::time::Duration) -> String {
    seconds(time.as_secs_f64() * 1000.0)
}

/// `0.4 s`, `12.3 s`, `2 min 05 s`.
pub fn seconds(milliseconds: f64) -> String {
    let seconds = milliseconds / 1000.0;
    if seconds < 99.95 {
        return format!("{seconds:.1} s");
    }
    // Durations of builds fit by far.
    let whole = seconds.round() as u64;
    format!("{} min {:02} s", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_start_at_a_hundred_seconds() {
        assert_eq!(seconds(0.0), "0.0 s");
        assert_eq!(seconds(12_340.0), "12.3 s");
        assert_eq!(seconds(99_960.0), "1 min 40 s");
        assert_eq!(seconds(125_400.0), "2 min 05 s");
    }
}
