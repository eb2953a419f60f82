//! Stores builds, and finds them.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::Value;

use crate::compression;
use crate::error::Result;
use crate::stored_report::StoredReport;

/// A recorded build, without its report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Build {
    /// The build's number in this checkout.
    pub id: i64,
    /// Bazel's id of the invocation.
    pub uuid: String,
    /// The command of `tk`: `build`, `test` ...
    pub command: String,
    /// The arguments of the command, without flags that can carry secrets.
    pub arguments: Vec<String>,
    /// The mode, as `--config` names it.
    pub mode: String,
    /// How it ended: `passed`, `failed`, `interrupted`, `incomplete`.
    pub outcome: String,
    /// Bazel's exit code.
    pub exit_code: i64,
    /// When it started, in milliseconds since 1970-01-01 UTC.
    pub started_ms: i64,
    /// How long it took, including Bazel's start and waiting.
    pub elapsed_ms: f64,
    /// The commit that was checked out.
    pub commit: Option<String>,
    /// How many actions were not up to date.
    pub actions: i64,
    /// The share of cache hits.
    pub hit_rate: Option<f64>,
    /// How many failures it had.
    pub failures: i64,
}

const COLUMNS: &str = "id, uuid, command, words, mode, outcome, exit_code, started_ms, \
     elapsed_ms, head, actions, hit_rate, failures";

fn build(row: &Row<'_>) -> rusqlite::Result<Build> {
    let words: String = row.get(3)?;
    Ok(Build {
        id: row.get(0)?,
        uuid: row.get(1)?,
        command: row.get(2)?,
        arguments: serde_json::from_str(&words).unwrap_or_default(),
        mode: row.get(4)?,
        outcome: row.get(5)?,
        exit_code: row.get(6)?,
        started_ms: row.get(7)?,
        elapsed_ms: row.get(8)?,
        commit: row.get(9)?,
        actions: row.get(10)?,
        hit_rate: row.get(11)?,
        failures: row.get(12)?,
    })
}

/// Stores a build and returns its new `id`. `report` is already redacted.
pub fn insert(connection: &Connection, build: &Build, report: &Value) -> Result<i64> {
    let text = serde_json::to_vec(report).unwrap_or_default();
    connection.execute(
        "INSERT INTO builds (uuid, command, words, mode, outcome, exit_code, started_ms, \
         elapsed_ms, head, actions, hit_rate, failures, report) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            build.uuid,
            build.command,
            serde_json::to_string(&build.arguments).unwrap_or_default(),
            build.mode,
            build.outcome,
            build.exit_code,
            build.started_ms,
            build.elapsed_ms,
            build.commit,
            build.actions,
            build.hit_rate,
            build.failures,
            compression::pack(&text),
        ],
    )?;
    let id = connection.last_insert_rowid();
    insert_steps(connection, id, report)?;
    Ok(id)
}

fn insert_steps(connection: &Connection, build: i64, report: &Value) -> Result<()> {
    let mut insert = connection.prepare(
        "INSERT INTO steps (build, position, name, status, duration_ms, actions, cached) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (position, step) in StoredReport::of(report).steps.iter().enumerate() {
        insert.execute(params![
            build,
            i64::try_from(position).unwrap_or(i64::MAX),
            step.name,
            step.status,
            step.duration_ms,
            step.actions,
            step.cached,
        ])?;
    }
    Ok(())
}

/// The last builds, the newest first.
pub fn list(connection: &Connection, limit: usize) -> Result<Vec<Build>> {
    let mut select = connection.prepare(&format!(
        "SELECT {COLUMNS} FROM builds ORDER BY id DESC LIMIT ?1"
    ))?;
    let rows = select.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], build)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A build by its number.
pub fn find(connection: &Connection, id: i64) -> Result<Option<Build>> {
    let select = format!("SELECT {COLUMNS} FROM builds WHERE id = ?1");
    Ok(connection.query_row(&select, [id], build).optional()?)
}

/// The newest build.
pub fn last(connection: &Connection) -> Result<Option<Build>> {
    Ok(list(connection, 1)?.pop())
}

/// The newest build before another one, preferably with the same command line.
pub fn before(connection: &Connection, later: &Build) -> Result<Option<Build>> {
    let select = format!(
        "SELECT {COLUMNS} FROM builds WHERE id < ?1 \
         ORDER BY (command = ?2 AND mode = ?3 AND words = ?4) DESC, \
         (command = ?2 AND mode = ?3) DESC, id DESC LIMIT 1"
    );
    let later = params![
        later.id,
        later.command,
        later.mode,
        serde_json::to_string(&later.arguments).unwrap_or_default(),
    ];
    Ok(connection.query_row(&select, later, build).optional()?)
}

/// The stored report of a build.
pub fn report(connection: &Connection, id: i64) -> Result<Value> {
    let select = "SELECT report FROM builds WHERE id = ?1";
    let blob: Vec<u8> = connection.query_row(select, [id], |row| row.get(0))?;
    let text = compression::unpack(&blob).unwrap_or_default();
    Ok(serde_json::from_slice(&text).unwrap_or_default())
}

#[cfg(test)]
pub mod tests;
