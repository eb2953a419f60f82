//! Asking for a build.

use rusqlite::{Connection, OptionalExtension as _, params};
use service::EventKind;
use service::ports::store::{IdempotencyKey, NewBuild, Submitted};
use service::timestamp::{Timestamp, milliseconds};

use super::{changing, now};

pub(super) fn submit(
    transaction: &Connection,
    build: &NewBuild,
    key: Option<&IdempotencyKey>,
) -> rusqlite::Result<Submitted> {
    if let Some(key) = key
        && let Some(answer) = answered_before(transaction, key)?
    {
        return Ok(answer);
    }
    let project = build.project_id.to_string();
    let queued = transaction
        .query_row(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM build_audit WHERE project_id = ?1 AND status = 'pending' LIMIT ?2))
             FROM project WHERE id = ?1",
            params![project, build.max_queued],
            |row| row.get::<_, u32>(0),
        )
        .optional()?;
    match queued {
        None => return Ok(Submitted::NoProject),
        Some(queued) if queued >= build.max_queued => return Ok(Submitted::QueueFull),
        Some(_) => {}
    }
    add(transaction, build)?;
    if let Some(key) = key {
        transaction
            .prepare("INSERT INTO idempotency (scope, key, request_sha256, task_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![key.scope, key.key, key.request_sha256, build.task_id.to_string(), now()])?;
    }
    Ok(Submitted::Queued(build.task_id))
}

fn answered_before(
    transaction: &Connection,
    key: &IdempotencyKey,
) -> rusqlite::Result<Option<Submitted>> {
    let found = transaction
        .query_row(
            "SELECT request_sha256, task_id FROM idempotency WHERE scope = ?1 AND key = ?2",
            params![key.scope, key.key],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )
        .optional()?;
    Ok(found.map(|(digest, task)| match task.parse() {
        Ok(task) if digest == key.request_sha256 => Submitted::Again(task),
        _ => Submitted::KeyReused,
    }))
}

fn add(transaction: &Connection, build: &NewBuild) -> rusqlite::Result<()> {
    let now = now();
    let run_at = now.saturating_add(milliseconds(build.delay));
    // What was read from JSON can be written as JSON.
    let spec = serde_json::to_string(&build.spec).unwrap_or_default();
    let task = build.task_id.to_string();
    transaction
        .prepare(
            "INSERT INTO build_audit (task_id, project_id, status, spec, spec_sha256, priority, run_at, attempt, max_attempts,
               writes, last_seq, created_at, requested_by, retry_of)
             VALUES (?1, ?2, 'pending', ?3, ?4, ?5, ?6, 0, ?7, 0, 1, ?8, ?9, ?10)",
        )?
        .execute(params![
            task,
            build.project_id.to_string(),
            spec,
            build.spec.sha256(),
            build.priority,
            run_at,
            build.max_attempts,
            now,
            build.requested_by.map(|id| id.to_string()),
            build.retry_of.map(|id| id.to_string()),
        ])?;
    changing::add_event(
        transaction,
        &task,
        1,
        0,
        &EventKind::Queued {
            run_at: Timestamp(run_at),
        },
    )
}
