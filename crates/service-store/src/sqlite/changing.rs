//! A change of a build, with its events and its callback.

use rusqlite::{Connection, params};
use service::EventKind;
use service::ports::store::NewCallback;

use super::{now, run};
use crate::database::Change;

pub(super) fn change(transaction: &Connection, change: &Change) -> rusqlite::Result<bool> {
    if run::rows(transaction, &change.update)?.is_empty() {
        return Ok(false);
    }
    let task = change.task_id.to_string();
    let (last_seq, attempt) = transaction.query_row(
        "SELECT last_seq, attempt FROM build_audit WHERE task_id = ?1",
        params![task],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
    )?;
    let first = last_seq - i64::try_from(change.events.len()).unwrap_or(i64::MAX);
    for (seq, event) in (first + 1..).zip(&change.events) {
        add_event(transaction, &task, seq, attempt, event)?;
    }
    if let Some(callback) = &change.callback {
        add_callback(transaction, &task, callback)?;
    }
    Ok(true)
}

pub(super) fn add_event(
    transaction: &Connection,
    task: &str,
    seq: i64,
    attempt: i64,
    event: &EventKind,
) -> rusqlite::Result<()> {
    transaction
        .prepare("INSERT INTO event (task_id, seq, at, attempt, kind, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![task, seq, now(), attempt, event.name(), event.data()])
        .map(|_| ())
}

// Due at once, whatever the time is.
fn add_callback(
    transaction: &Connection,
    task: &str,
    callback: &NewCallback,
) -> rusqlite::Result<()> {
    transaction
        .prepare(
            "INSERT INTO callback (msg_id, task_id, url, body, attempt, first_attempt, next_at)
             VALUES (?1, ?2, ?3, ?4, 0, 0, 0)",
        )?
        .execute(params![callback.msg_id, task, callback.url, callback.body])
        .map(|_| ())
}
