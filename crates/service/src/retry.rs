//! When something is tried again.

use std::time::Duration;

/// How long a build waits after its attempt number `attempt` failed for a reason that another attempt may not have:
/// 10 s, then 4 times as long each time, at most 10 min, and up to a fifth more or less so that many do not return at
/// once.
#[must_use]
pub fn after_attempt(attempt: u32, random: &mut fastrand::Rng) -> Duration {
    let exponent = attempt.saturating_sub(1).min(10);
    let seconds = (10 * 4_u64.pow(exponent)).min(600);
    spread(Duration::from_secs(seconds), 0.2, random)
}

/// How long a callback waits after its try number `tries` failed; none where it was the last. The example of the
/// Standard Webhooks: at once, then 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h later, a tenth more or less.
#[must_use]
pub fn after_delivery(tries: u32, random: &mut fastrand::Rng) -> Option<Duration> {
    const HOUR: u64 = 3600;
    const SECONDS: [u64; 9] = [
        5,
        300,
        1800,
        2 * HOUR,
        5 * HOUR,
        10 * HOUR,
        14 * HOUR,
        20 * HOUR,
        24 * HOUR,
    ];
    let index = usize::try_from(tries.checked_sub(1)?).ok()?;
    let seconds = SECONDS.get(index)?;
    Some(spread(Duration::from_secs(*seconds), 0.1, random))
}

/// A duration, up to `part` of it shorter or longer.
fn spread(duration: Duration, part: f64, random: &mut fastrand::Rng) -> Duration {
    duration.mul_f64(1.0 + part * (2.0 * random.f64() - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds_between(mut wait: impl FnMut() -> Duration) -> (u64, u64) {
        let all: Vec<u64> = (0..2000).map(|_| wait().as_secs()).collect();
        (
            all.iter().copied().min().unwrap(),
            all.iter().copied().max().unwrap(),
        )
    }

    #[test]
    fn attempts_wait_four_times_as_long_each_time_and_ten_minutes_at_most() {
        let mut random = fastrand::Rng::with_seed(7);
        for (attempt, least, most) in [
            (1, 8, 12),
            (2, 32, 48),
            (3, 128, 192),
            (4, 480, 720),
            (40, 480, 720),
        ] {
            let (shortest, longest) = seconds_between(|| after_attempt(attempt, &mut random));
            assert!(
                least <= shortest && shortest < least + least / 8,
                "attempt {attempt}: {shortest} s"
            );
            assert!(
                longest <= most && longest > most - most / 8 - 1,
                "attempt {attempt}: {longest} s"
            );
        }
    }

    #[test]
    fn callbacks_are_tried_ten_times_in_three_days() {
        let mut random = fastrand::Rng::with_seed(7);
        let waits: Vec<Duration> = (1..)
            .map_while(|tries| after_delivery(tries, &mut random))
            .collect();
        assert_eq!(waits.len(), 9, "the first try is at once");
        let hours = waits.iter().sum::<Duration>().as_secs_f64() / 3600.0;
        assert!((68.0..84.0).contains(&hours), "{hours} h");
        assert!(waits.is_sorted());
        assert_eq!(after_delivery(0, &mut random), None);
    }
}
