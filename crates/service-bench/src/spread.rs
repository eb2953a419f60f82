//! Times of the same thing, done often.

use std::time::Duration;

/// Times, the shortest first.
pub struct Spread(Vec<Duration>);

impl Spread {
    /// Sorts them.
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    /// What so many of a hundred take at most.
    pub fn percentile(&self, percent: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        self.0
            .get(last * percent / 100)
            .copied()
            .unwrap_or_default()
    }

    /// Half of them, 99 of 100, and all.
    pub fn text(&self) -> String {
        let [half, most, all] = [50, 99, 100].map(|percent| milliseconds(self.percentile(percent)));
        format!("p50 {half}, p99 {most}, maximum {all}")
    }
}

/// With as many digits as matter.
pub fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    let digits = if milliseconds < 10.0 { 2 } else { 0 };
    format!("{milliseconds:.digits$} ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let spread = Spread::of((0..=200).rev().map(Duration::from_millis).collect());
        assert_eq!(spread.text(), "p50 100 ms, p99 198 ms, maximum 200 ms");
        assert_eq!(Spread::of(Vec::new()).percentile(99), Duration::ZERO);
        assert_eq!(milliseconds(Duration::from_micros(1234)), "1.23 ms");
    }
}
