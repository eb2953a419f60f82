//! The times of steps, build by build.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde::Serialize;

use crate::error::Result;

/// The times of one step in one mode: times of different modes are not comparable.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trend {
    /// The step's name.
    pub step: String,
    /// The builds' mode.
    pub mode: String,
    /// The step's runs, the oldest first.
    pub runs: Vec<StepRun>,
    /// The median of those that succeeded and were not all from a cache.
    pub median_ms: Option<f64>,
}

/// A step in one of the builds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepRun {
    /// The build's number.
    pub build: i64,
    /// How the step ended: `passed`, `failed` ...
    pub status: String,
    /// The time in which at least one action of the step ran.
    pub duration_ms: f64,
    /// How many actions were not up to date.
    pub actions: i64,
    /// Whether all results came from a cache.
    pub cached: bool,
}

/// The trends of every step, or of one, in the last builds, without runs that were up to date.
pub fn trends(connection: &Connection, step: Option<&str>, builds: usize) -> Result<Vec<Trend>> {
    let mut select = connection.prepare(
        "SELECT name, builds.mode, steps.build, status, duration_ms, steps.actions, cached \
         FROM steps JOIN builds ON builds.id = steps.build \
         WHERE (?1 IS NULL OR name = ?1) AND steps.actions > 0 AND duration_ms IS NOT NULL \
         AND builds.id > (SELECT coalesce(max(id), 0) - ?2 FROM builds) \
         ORDER BY steps.build, position DESC",
    )?;
    let builds = i64::try_from(builds).unwrap_or(i64::MAX);
    let rows = select.query_map(params![step, builds], |row| {
        let run = StepRun {
            build: row.get(2)?,
            status: row.get(3)?,
            duration_ms: row.get(4)?,
            actions: row.get(5)?,
            cached: row.get::<_, Option<bool>>(6)?.unwrap_or(false),
        };
        Ok(((row.get(0)?, row.get(1)?), run))
    })?;
    let mut trends: BTreeMap<(String, String), Vec<StepRun>> = BTreeMap::new();
    for row in rows {
        let (step_and_mode, run) = row?;
        trends.entry(step_and_mode).or_default().push(run);
    }
    let trends = trends.into_iter().map(|((step, mode), runs)| Trend {
        step,
        mode,
        median_ms: median(whole_times(&runs)),
        runs,
    });
    Ok(trends.collect())
}

/// The names of all steps that are recorded.
pub fn step_names(connection: &Connection) -> Result<Vec<String>> {
    let mut select = connection.prepare("SELECT DISTINCT name FROM steps ORDER BY name")?;
    let names = select.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

/// The times of runs that succeeded and were not all from a cache.
fn whole_times(runs: &[StepRun]) -> Vec<f64> {
    let whole = runs
        .iter()
        .filter(|run| run.status == "passed" && !run.cached);
    whole.map(|run| run.duration_ms).collect()
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

#[cfg(test)]
mod tests {
    use checkout::Workspace;
    use serde_json::json;

    use super::*;
    use crate::builds::tests::entry;
    use crate::{builds, database};

    #[test]
    fn medians_lie_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![3.0, 1.0]), Some(2.0));
        assert_eq!(median(vec![]), None);
    }

    #[test]
    fn runs_that_took_time_are_told_of_the_oldest_first() {
        let dir = tempfile::tempdir().unwrap();
        let (connection, _) = database::open(&Workspace::without_bazel(dir.path())).unwrap();
        for (time, actions) in [
            (json!(7.0), 1),
            (json!(9.0), 2),
            (json!(null), 3),
            (json!(8.0), 0),
        ] {
            let step =
                json!({"name": "a", "status": "passed", "durationMs": time, "actions": actions});
            builds::insert(&connection, &entry(0), &json!({"steps": [step]})).unwrap();
        }
        let times = |step, builds| -> Vec<f64> {
            let trends = trends(&connection, step, builds).unwrap();
            let runs = trends.iter().flat_map(|trend| &trend.runs);
            runs.map(|run| run.duration_ms).collect()
        };
        assert_eq!(times(Some("a"), 100), [7.0, 9.0]);
        assert_eq!(times(None, 3), [9.0], "only the last builds");
        assert_eq!(times(Some("b"), 100), [0.0; 0]);
        assert_eq!(
            trends(&connection, None, 100).unwrap()[0].median_ms,
            Some(8.0)
        );
        assert_eq!(step_names(&connection).unwrap(), ["a"]);
    }
}
