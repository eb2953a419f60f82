//! How the times of steps went, build by build.

use std::collections::BTreeMap;

use serde::Serialize;

use super::builds::StepInBuild;
use crate::text::duration::seconds;

/// Runs that a line of blocks shows.
const SHOWN: usize = 24;

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The times of one step in one mode.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trend {
    /// The step.
    pub step: String,
    /// The mode.
    pub mode: String,
    /// Its runs, the oldest first.
    pub runs: Vec<Run>,
    /// The median of those that succeeded and were not all from a cache.
    pub median_ms: Option<f64>,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// The build.
    pub build: i64,
    /// How it ended.
    pub status: String,
    /// How long it took.
    pub duration_ms: f64,
    /// How many actions.
    pub actions: i64,
    /// Whether all came from a cache.
    pub cached: bool,
}

/// The trends of steps, from their runs, the newest first.
pub fn of(rows: Vec<StepInBuild>) -> Vec<Trend> {
    let mut trends: BTreeMap<(String, String), Vec<Run>> = BTreeMap::new();
    for row in rows {
        let Some(duration_ms) = row.step.duration_ms else {
            continue;
        };
        trends
            .entry((row.step.name, row.mode))
            .or_default()
            .push(Run {
                build: row.build,
                status: row.step.status,
                duration_ms,
                actions: row.step.actions,
                cached: row.step.cached.unwrap_or(false),
            });
    }
    let trends = trends.into_iter().map(|((step, mode), mut runs)| {
        runs.reverse();
        let whole = runs
            .iter()
            .filter(|run| run.status == "passed" && !run.cached);
        let median_ms = median(whole.map(|run| run.duration_ms).collect());
        Trend {
            step,
            mode,
            runs,
            median_ms,
        }
    });
    trends.collect()
}

fn median(mut times: Vec<f64>) -> Option<f64> {
    times.sort_by(f64::total_cmp);
    let middle = times.len() / 2;
    match times.len() {
        0 => None,
        count if count % 2 == 1 => Some(times[middle]),
        _ => Some((times[middle - 1] + times[middle]) / 2.0),
    }
}

/// Trends as a table.
pub fn lines(trends: &[Trend]) -> Vec<String> {
    let width = |text: fn(&Trend) -> &str| {
        trends
            .iter()
            .map(|trend| text(trend).chars().count())
            .max()
            .unwrap_or(0)
    };
    let (steps, modes) = (width(|trend| &trend.step), width(|trend| &trend.mode));
    trends
        .iter()
        .map(|trend| {
            let last = trend.runs.last();
            let times: Vec<f64> = trend
                .runs
                .iter()
                .rev()
                .take(SHOWN)
                .rev()
                .map(|run| run.duration_ms)
                .collect();
            format!(
                "{:<steps$}  {:<modes$}  {:>10}  median {:>10}  last {:>10}  {}",
                trend.step,
                trend.mode,
                format!("{} runs", trend.runs.len()),
                trend.median_ms.map_or("-".to_owned(), seconds),
                last.map_or("-".to_owned(), |run| seconds(run.duration_ms)),
                sparkline(&times),
            )
        })
        .collect()
}

/// A block for each time, as high as it is long beside the longest.
pub fn sparkline(times: &[f64]) -> String {
    let longest = times.iter().copied().fold(0.0, f64::max);
    times
        .iter()
        .map(|time| {
            let height = if longest > 0.0 {
                time / longest * 7.0
            } else {
                0.0
            };
            BLOCKS[(height.round() as usize).min(7)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_as_high_as_times_are_long() {
        assert_eq!(sparkline(&[0.0, 50.0, 100.0]), "▁▅█");
        assert_eq!(sparkline(&[]), "");
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![3.0, 1.0]), Some(2.0));
        assert_eq!(median(vec![]), None);
    }
}
