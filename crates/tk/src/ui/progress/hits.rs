//! How many results came from Bazel's action cache so far.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Bazel's events lag behind its output by up to this much.
const EVENTS_LAG: Duration = Duration::from_millis(1_000);

/// Counts what Bazel counts as done without an event.
#[derive(Debug, Default)]
pub struct Hits {
    /// How many there were.
    pub so_far: u64,
    /// Bazel's counts of done actions, not older than needed.
    counts: VecDeque<(Instant, u64)>,
}

impl Hits {
    /// Only counts of some time ago are compared with the events of now, which are behind.
    pub fn count(&mut self, now: Instant, done: u64, events: u64) {
        self.counts.push_back((now, done));
        let mut settled = None;
        while let Some((time, done)) = self.counts.front().copied() {
            if now.duration_since(time) < EVENTS_LAG {
                break;
            }
            settled = Some(done);
            self.counts.pop_front();
        }
        if let Some(done) = settled {
            self.so_far = self.so_far.max(done.saturating_sub(events));
        }
    }
}
