//! Claiming builds.

use rusqlite::{Connection, params};
use service::EventKind;
use service::timestamp::milliseconds;

use super::{changing, now, run};
use crate::database::ClaimRequest;
use crate::rows::claim_columns;
use crate::value::{Row, Value};

pub(super) fn claim(
    transaction: &Connection,
    request: &ClaimRequest,
) -> rusqlite::Result<Vec<Row>> {
    let mut tasks = lost(transaction, request.at_most)?;
    let free = request
        .at_most
        .saturating_sub(u32::try_from(tasks.len()).unwrap_or(u32::MAX));
    tasks.extend(waiting(transaction, free)?);
    tasks
        .iter()
        .map(|task| take(transaction, request, task))
        .collect::<rusqlite::Result<Vec<_>>>()
        .map(|rows| rows.concat())
}

/// A build to take, and the worker that lost it.
struct Candidate {
    task: String,
    lost_by: Option<String>,
}

fn lost(transaction: &Connection, at_most: u32) -> rusqlite::Result<Vec<Candidate>> {
    transaction
        .prepare(
            "SELECT task_id, worker FROM build_audit WHERE status = 'running' AND lease_until < ?1
             ORDER BY lease_until LIMIT ?2",
        )?
        .query_map(params![now(), at_most], |row| {
            Ok(Candidate {
                task: row.get(0)?,
                lost_by: Some(row.get::<_, Option<String>>(1)?.unwrap_or_default()),
            })
        })?
        .collect()
}

/// The first builds of each project that may run one more; of these, the first of all.
fn waiting(transaction: &Connection, at_most: u32) -> rusqlite::Result<Vec<Candidate>> {
    if at_most == 0 {
        return Ok(Vec::new());
    }
    let now = now();
    let mut found = Vec::new();
    for (project, room) in projects_with_room(transaction, now)? {
        let of_project = transaction
            .prepare(
                "SELECT -priority, run_at, task_id FROM build_audit
                 WHERE project_id = ?1 AND status = 'pending' AND run_at <= ?2
                 ORDER BY priority DESC, run_at, task_id LIMIT ?3",
            )?
            .query_map(params![project, now, room.min(at_most.into())], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, String>(2)?,
                ))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        found.extend(of_project);
    }
    found.sort();
    found.truncate(usize::try_from(at_most).unwrap_or(usize::MAX));
    Ok(found
        .into_iter()
        .map(|(_, _, task)| Candidate {
            task,
            lost_by: None,
        })
        .collect())
}

fn projects_with_room(transaction: &Connection, now: i64) -> rusqlite::Result<Vec<(String, i64)>> {
    transaction
        .prepare(
            "SELECT id, room FROM (
               SELECT id, max_running - (SELECT count(*) FROM build_audit WHERE project_id = project.id AND status = 'running') AS room
               FROM project
               WHERE EXISTS (SELECT 1 FROM build_audit WHERE project_id = project.id AND status = 'pending' AND run_at <= ?1)
             ) WHERE room > 0",
        )?
        .query_map(params![now], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

fn take(
    transaction: &Connection,
    request: &ClaimRequest,
    candidate: &Candidate,
) -> rusqlite::Result<Vec<Row>> {
    let events = claim_events(&request.worker, candidate.lost_by.as_deref());
    let added = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let (attempt, last_seq) = transaction.query_row(
        "UPDATE build_audit SET status = 'running', attempt = attempt + 1, writes = 0, worker = ?2, lease_until = ?3 + ?4,
           started_at = coalesce(started_at, ?3), last_seq = last_seq + ?5
         WHERE task_id = ?1
         RETURNING attempt, last_seq",
        params![candidate.task, request.worker, now(), milliseconds(request.lease), added],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
    )?;
    for (seq, event) in (last_seq - added + 1..).zip(&events) {
        changing::add_event(transaction, &candidate.task, seq, attempt, event)?;
    }
    let columns = claim_columns("b", "p");
    run::query(
        transaction,
        &format!(
            "SELECT {columns} FROM build_audit b JOIN project p ON p.id = b.project_id WHERE b.task_id = $1"
        ),
        &[Value::from(candidate.task.as_str())],
    )
}

fn claim_events(worker: &str, lost_by: Option<&str>) -> Vec<EventKind> {
    let lost = lost_by.map(|worker| EventKind::LeaseLost {
        worker: worker.to_owned(),
    });
    lost.into_iter()
        .chain([EventKind::Claimed {
            worker: worker.to_owned(),
        }])
        .collect()
}
