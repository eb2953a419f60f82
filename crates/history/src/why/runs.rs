//! Actions that ran, and the chains of causes that made them run.

use rusqlite::{Connection, Row};
use serde::Serialize;

use super::reason::Reason;
use crate::error::Result;

/// An action that ran, and why.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ran {
    /// The build in which it ran.
    pub build: i64,
    /// The target that it belongs to.
    pub label: String,
    /// The kind of work, as Bazel names it.
    pub mnemonic: String,
    /// The first output.
    pub output: String,
    /// The step that it belongs to.
    pub step: Option<String>,
    /// What ran it: `linux-sandbox`, `disk cache hit` ...
    pub runner: String,
    /// The process's exit code.
    pub exit_code: i32,
    /// How long it took.
    pub duration_ms: Option<f64>,
    /// Why it ran.
    pub reason: Reason,
    /// The chain of causes, the nearest first: the action that wrote the changed file, and why it ran.
    pub because: Vec<Link>,
    /// All outputs.
    #[serde(skip)]
    pub outputs: Vec<String>,
}

/// One link of a chain of causes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The file that changed.
    pub file: String,
    /// What it is a copy of or a link to, if that is what changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// The target whose action wrote it; none if Bazel itself did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The action's kind of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mnemonic: Option<String>,
    /// Why that ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// All actions that ran in a build, without their chains of causes.
pub fn all(connection: &Connection, build: i64) -> Result<Vec<Ran>> {
    let mut select = connection.prepare(
        "SELECT label, mnemonic, output, step, runner, runs.exit_code, duration_ms, reason, outputs \
         FROM runs JOIN actions ON actions.id = runs.action WHERE runs.build = ?1",
    )?;
    let rows = select.query_map([build], |row| ran(row, build))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn ran(row: &Row<'_>, build: i64) -> rusqlite::Result<Ran> {
    let reason: String = row.get(7)?;
    let outputs: String = row.get(8)?;
    Ok(Ran {
        build,
        label: row.get(0)?,
        mnemonic: row.get(1)?,
        output: row.get(2)?,
        step: row.get(3)?,
        runner: row.get(4)?,
        exit_code: row.get(5)?,
        duration_ms: row.get(6)?,
        reason: serde_json::from_str(&reason).unwrap_or_default(),
        because: Vec::new(),
        outputs: serde_json::from_str(&outputs).unwrap_or_default(),
    })
}
