//! Finds in the history why something ran, and the chain of causes.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::chain::Makers;
use super::runs::{self, Ran};
use crate::builds::{self, Build};
use crate::error::Result;
use crate::stored_report::StoredReport;

/// The version of the JSON format.
pub const VERSION: u32 = 1;

/// What was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A step, by name.
    Step(String),
    /// A target, by its label with package and name.
    Label(String),
    /// Several targets, by their labels: what an alias or a suite stands for.
    Labels(Vec<String>),
    /// The targets of a package: `//PACKAGE`.
    In(String),
    /// The targets below a package: `//PACKAGE/...`, here without `/...`.
    Below(String),
}

/// Why something ran, or did not run, in a build.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The version of this format.
    pub version: u32,
    /// What was asked about, as asked.
    pub asked: String,
    /// The build that it is about.
    pub build: Build,
    /// Whether anything ran in that build.
    pub ran: bool,
    /// How the target ended in that build, if it was requested: `built`, `failed` ...
    pub status: Option<String>,
    /// What ran, the slowest first; if nothing ran in that build, what ran in the last build before it
    /// in which something did.
    pub actions: Vec<Ran>,
}

impl Asked {
    fn matches(&self, label: &str, step: Option<&str>) -> bool {
        match self {
            Self::Step(name) => step == Some(name),
            Self::Label(own) => own == label,
            Self::Labels(own) => own.iter().any(|own| own == label),
            Self::In(package) => label
                .strip_prefix(package.as_str())
                .is_some_and(|rest| rest.starts_with(':')),
            Self::Below(package) => label.strip_prefix(package.as_str()).is_some_and(|rest| {
                // A repository's root ends with the slashes that others begin with.
                package.ends_with("//") || rest.starts_with([':', '/'])
            }),
        }
    }
}

/// The labels of all recorded actions.
pub fn labels(connection: &Connection) -> Result<Vec<String>> {
    let mut select = connection.prepare("SELECT DISTINCT label FROM actions")?;
    let labels = select.query_map([], |row| row.get(0))?;
    Ok(labels.collect::<rusqlite::Result<_>>()?)
}

/// Answers about a build; `None` if there is no record of the subject.
pub fn answer(
    connection: &Connection,
    asked: &Asked,
    words: &str,
    build: Build,
) -> Result<Option<Answer>> {
    let report = StoredReport::of(&builds::report(connection, build.id)?);
    let mut actions = ran_in(connection, asked, build.id)?;
    let ran = !actions.is_empty();
    if !ran && let Some(earlier) = last_run(connection, asked, build.id)? {
        actions = ran_in(connection, asked, earlier)?;
    }
    // Only what was asked for by label is among a build's targets: others end as their step does.
    let status = status(&report, asked).or_else(|| {
        let earlier = actions.first().filter(|_| !ran)?;
        step_status(&report, earlier.step.as_deref()?)
    });
    if actions.is_empty() && status.is_none() {
        return Ok(None);
    }
    Ok(Some(Answer {
        version: VERSION,
        asked: words.to_owned(),
        build,
        ran,
        status,
        actions,
    }))
}

/// How the subject ended in a build, if the report says so.
fn status(report: &StoredReport, asked: &Asked) -> Option<String> {
    match asked {
        Asked::Step(name) => step_status(report, name),
        Asked::Label(label) => report
            .targets
            .iter()
            .find(|target| target.label == *label)
            .map(|target| target.status.clone()),
        Asked::Labels(_) | Asked::In(_) | Asked::Below(_) => None,
    }
}

fn step_status(report: &StoredReport, name: &str) -> Option<String> {
    let step = report.steps.iter().find(|step| step.name == name)?;
    Some(step.status.clone())
}

/// The last build before one in which an action of the subject ran.
fn last_run(connection: &Connection, asked: &Asked, before: i64) -> Result<Option<i64>> {
    const OF_PACKAGE: &str = "substr(actions.label, 1, length(?2) + 1) = ?2 || ':'";
    const BELOW: &str = "substr(actions.label, 1, length(?2) + 1) IN (?2 || ':', ?2 || '/')";
    let (condition, value) = match asked {
        Asked::Step(name) => ("runs.step = ?2", name),
        Asked::Label(label) => ("actions.label = ?2", label),
        Asked::Labels(labels) => {
            let mut last = None;
            for label in labels {
                last = last.max(last_run(connection, &Asked::Label(label.clone()), before)?);
            }
            return Ok(last);
        }
        Asked::In(package) => (OF_PACKAGE, package),
        Asked::Below(package) if package.ends_with("//") => {
            ("instr(actions.label, ?2) = 1", package)
        }
        Asked::Below(package) => (BELOW, package),
    };
    let select = format!(
        "SELECT max(runs.build) FROM runs JOIN actions ON actions.id = runs.action \
         WHERE runs.build < ?1 AND {condition}"
    );
    let found = connection.query_row(&select, params![before, value], |row| row.get(0));
    Ok(found.optional()?.flatten())
}

/// The subject's actions that ran in a build, the slowest first, with chains of causes.
fn ran_in(connection: &Connection, asked: &Asked, build: i64) -> Result<Vec<Ran>> {
    let all = runs::all(connection, build)?;
    let makers = Makers::new(&all);
    let mut found: Vec<Ran> = all
        .iter()
        .filter(|run| asked.matches(&run.label, run.step.as_deref()))
        .cloned()
        .collect();
    for run in &mut found {
        run.because = makers.chain(connection, run)?;
    }
    found.sort_by(|one, other| {
        other
            .duration_ms
            .unwrap_or(0.0)
            .total_cmp(&one.duration_ms.unwrap_or(0.0))
    });
    Ok(found)
}
