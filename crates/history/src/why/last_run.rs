//! The inputs of each action in its last run, as recorded in the database.

use rusqlite::{Connection, OptionalExtension, params};

use super::command::Command;
use crate::compression;
use crate::error::Result;

/// Identifies an action.
#[derive(Clone, Copy, Debug)]
pub struct ActionKey<'a> {
    /// The target's label.
    pub label: &'a str,
    /// The kind of work, as Bazel names it.
    pub mnemonic: &'a str,
    /// The first output of the action.
    pub output: &'a str,
}

/// The inputs of an action in its last run.
#[derive(Clone, Debug, PartialEq)]
pub struct LastRun {
    /// The action's row.
    pub id: i64,
    /// The build in which it ran.
    pub build: i64,
    /// The process's exit code.
    pub exit_code: i32,
    /// The command that started the process.
    pub command: Command,
    /// The inputs, ascending: each file's row, doubled, plus 1 for a tool.
    pub inputs: Vec<u64>,
}

/// The last run of an action; `None` if it never ran, or the record is damaged.
pub fn find(connection: &Connection, key: ActionKey<'_>) -> Result<Option<LastRun>> {
    let mut select = connection.prepare(
        "SELECT id, build, exit_code, command, inputs FROM actions \
         WHERE output = ?1 AND mnemonic = ?2 AND label = ?3",
    )?;
    let found = select
        .query_row([key.output, key.mnemonic, key.label], |row| {
            let command: Vec<u8> = row.get(3)?;
            let inputs: Vec<u8> = row.get(4)?;
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, command, inputs))
        })
        .optional()?;
    Ok(found.and_then(|(id, build, exit_code, command, inputs)| {
        Some(LastRun {
            id,
            build,
            exit_code,
            command: serde_json::from_slice(&compression::unpack(&command)?).ok()?,
            inputs: compression::unpack_ascending(&inputs)?,
        })
    }))
}

/// Records an action's current run; returns its row.
pub fn replace(
    connection: &Connection,
    key: ActionKey<'_>,
    build: i64,
    exit_code: i32,
    command: &Command,
    inputs: &[u64],
) -> Result<i64> {
    let mut upsert = connection.prepare(
        "INSERT INTO actions (label, mnemonic, output, build, exit_code, command, inputs) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
         ON CONFLICT (output, mnemonic, label) DO UPDATE SET build = excluded.build, \
         exit_code = excluded.exit_code, command = excluded.command, inputs = excluded.inputs \
         RETURNING id",
    )?;
    let command = serde_json::to_vec(command).unwrap_or_default();
    let row = params![
        key.label,
        key.mnemonic,
        key.output,
        build,
        exit_code,
        compression::pack(&command),
        compression::pack_ascending(inputs)
    ];
    Ok(upsert.query_row(row, |row| row.get(0))?)
}
