//! How many processes ran at once.

use serde::Serialize;

/// How many processes ran at once while there was something to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parallelism {
    /// The processors of this machine.
    pub cores: usize,
    /// From the first process to the last one's end.
    pub span_ms: f64,
    /// Processes that ran at once, on average.
    pub average: f64,
    /// How long fewer processes ran than there are processors.
    pub underused_ms: f64,
    /// Processor time that nothing used in that span.
    pub idle_core_ms: f64,
}

/// Counts, from the beginnings and ends of processes.
pub(super) fn parallelism(processes: &[(f64, f64)], cores: usize) -> Parallelism {
    let mut changes: Vec<(f64, i32)> = processes
        .iter()
        .flat_map(|(start, end)| [(*start, 1), (*end, -1)])
        .collect();
    changes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let Some((first, last)) = changes.first().zip(changes.last()) else {
        return Parallelism {
            cores,
            ..Parallelism::default()
        };
    };
    let span_ms = last.0 - first.0;
    let (mut running, mut before) = (0_i32, first.0);
    let (mut busy, mut underused, mut idle) = (0.0, 0.0, 0.0);
    for (time, change) in &changes {
        let length = time - before;
        let free = f64::from(
            i32::try_from(cores)
                .unwrap_or(i32::MAX)
                .saturating_sub(running)
                .max(0),
        );
        busy += length * f64::from(running);
        idle += length * free;
        if free > 0.0 {
            underused += length;
        }
        running += change;
        before = *time;
    }
    Parallelism {
        cores,
        span_ms,
        average: if span_ms > 0.0 { busy / span_ms } else { 0.0 },
        underused_ms: underused,
        idle_core_ms: idle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_processors_are_counted() {
        let found = parallelism(&[(0.0, 10.0), (0.0, 4.0), (12.0, 14.0)], 2);
        assert_eq!(found.span_ms, 14.0);
        assert_eq!(found.underused_ms, 10.0);
        assert_eq!(found.idle_core_ms, 6.0 + 4.0 + 2.0);
        assert_eq!(parallelism(&[], 2).span_ms, 0.0);
    }
}
