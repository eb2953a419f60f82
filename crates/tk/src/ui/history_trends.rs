//! The times of steps as a table, with a line of blocks for each.

use history::Trend;

use crate::text::duration::seconds;

/// The runs in a line of blocks.
const SHOWN: usize = 24;

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Trends as a table.
pub fn lines(trends: &[Trend]) -> Vec<String> {
    let width = |text: fn(&Trend) -> &str| {
        let widths = trends.iter().map(|trend| text(trend).chars().count());
        widths.max().unwrap_or(0)
    };
    let (steps, modes) = (width(|trend| &trend.step), width(|trend| &trend.mode));
    trends
        .iter()
        .map(|trend| line(trend, steps, modes))
        .collect()
}

fn line(trend: &Trend, step_width: usize, mode_width: usize) -> String {
    let last = trend.runs.last();
    let shown = &trend.runs[trend.runs.len().saturating_sub(SHOWN)..];
    let times: Vec<f64> = shown.iter().map(|run| run.duration_ms).collect();
    format!(
        "{:<step_width$}  {:<mode_width$}  {:>10}  median {:>10}  last {:>10}  {}",
        trend.step,
        trend.mode,
        format!("{} runs", trend.runs.len()),
        trend.median_ms.map_or("-".to_owned(), seconds),
        last.map_or("-".to_owned(), |run| seconds(run.duration_ms)),
        sparkline(&times),
    )
}

/// A block for each time, with a height relative to the longest.
fn sparkline(times: &[f64]) -> String {
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
    use history::StepRun;

    use super::*;

    #[test]
    fn trends_are_lines_of_a_table() {
        let run = |duration_ms| StepRun {
            build: 1,
            status: "passed".to_owned(),
            duration_ms,
            actions: 1,
            cached: false,
        };
        let trend = |step: &str, times: &[f64], median_ms| Trend {
            step: step.to_owned(),
            mode: "development".to_owned(),
            runs: times.iter().copied().map(run).collect(),
            median_ms,
        };
        let trends = [
            trend("app", &[1000.0, 2000.0], Some(1500.0)),
            trend("page-build", &[100.0; 30], None),
        ];
        insta::assert_snapshot!(lines(&trends).join("\n"), @"
        app         development      2 runs  median      1.5 s  last      2.0 s  ▅█
        page-build  development     30 runs  median          -  last      0.1 s  ████████████████████████
        ");
    }

    #[test]
    fn blocks_are_as_high_as_times_are_long() {
        assert_eq!(sparkline(&[0.0, 50.0, 100.0]), "▁▅█");
        assert_eq!(sparkline(&[]), "");
    }
}
