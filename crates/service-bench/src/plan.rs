//! How much is measured.

use std::time::Duration;

/// How much of everything.
pub struct Plan {
    /// Operations that a floor is measured with.
    pub floor: usize,
    /// Builds that are claimed for one row.
    pub claims: usize,
    /// How long builds are asked for at one rate.
    pub asking: Duration,
    /// Events that are written.
    pub events: usize,
    /// Builds in the long queue.
    pub queue: usize,
    /// How often the program is started.
    pub starts: usize,
    /// How long it does nothing until its memory is read.
    pub settled: Duration,
    /// How long its processor time is counted.
    pub idle: Duration,
}

impl Plan {
    /// Enough for figures.
    pub fn whole() -> Self {
        Self {
            floor: 500,
            claims: 2000,
            asking: Duration::from_secs(20),
            events: 2000,
            queue: 10_000,
            starts: 11,
            settled: Duration::from_secs(10),
            idle: Duration::from_secs(60),
        }
    }

    /// Enough to see that results are right: a minute in all.
    pub fn short() -> Self {
        Self {
            floor: 50,
            claims: 200,
            asking: Duration::from_secs(4),
            events: 300,
            queue: 1000,
            starts: 2,
            settled: Duration::from_secs(1),
            idle: Duration::from_secs(1),
        }
    }
}
