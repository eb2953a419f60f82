//! The updates of a build's row. Each sets `last_seq` to count the events that are written with it.

use service::build::Phase;
use service::ports::store::{Cancel, Finish, GiveBack, Lease};
use service::timestamp::{Timestamp, milliseconds};
use service::{BuildResult, EventKind, Status, TaskId};

use crate::database::{Change, Statement};
use crate::value::Value;

/// The fence. `$1` to `$4` are those of [`fence_values`].
const FENCE: &str =
    "task_id = $1 AND attempt = $2 AND worker = $3 AND writes = $4 AND status = 'running'";

fn fence_values(lease: &Lease) -> Vec<Value> {
    vec![
        lease.task_id.to_string().into(),
        lease.attempt.into(),
        lease.worker.as_str().into(),
        lease.writes.into(),
    ]
}

// What is made of texts, numbers and lists can be written as JSON.
fn json(result: &BuildResult) -> String {
    serde_json::to_string(result).unwrap_or_default()
}

fn length(events: &[EventKind]) -> Value {
    Value::Number(i64::try_from(events.len()).unwrap_or(i64::MAX))
}

fn end(status: Status, result: &BuildResult) -> EventKind {
    EventKind::End {
        status,
        error: result.error.clone(),
    }
}

pub(super) fn enter(lease: &Lease, phase: Phase) -> Change {
    let sql = format!(
        "UPDATE build_audit SET phase = $5, writes = writes + 1, last_seq = last_seq + 1
         WHERE {FENCE} AND cancel_at IS NULL RETURNING task_id, last_seq, attempt"
    );
    let mut values = fence_values(lease);
    values.push(phase.as_str().into());
    Change {
        task_id: lease.task_id,
        update: Statement::new("enter a phase", sql, values),
        events: vec![EventKind::Phase { phase }],
        callback: None,
    }
}

pub(super) fn append(lease: &Lease, events: &[EventKind]) -> Change {
    let sql = format!(
        "UPDATE build_audit SET writes = writes + 1, last_seq = last_seq + $5 WHERE {FENCE} RETURNING task_id, last_seq, attempt"
    );
    let mut values = fence_values(lease);
    values.push(length(events));
    Change {
        task_id: lease.task_id,
        update: Statement::new("write events", sql, values),
        events: events.to_vec(),
        callback: None,
    }
}

/// `run_at` is the time of the event only: the row has the database's.
pub(super) fn give_back(lease: &Lease, give_back: &GiveBack, run_at: Timestamp) -> Change {
    let sql = format!(
        "UPDATE build_audit SET status = 'pending', run_at = {{now}} + $5, max_attempts = max_attempts + $6,
           worker = NULL, lease_until = NULL, last_seq = last_seq + 1
         WHERE {FENCE} AND cancel_at IS NULL RETURNING task_id, last_seq, attempt"
    );
    let mut values = fence_values(lease);
    values.push(milliseconds(give_back.delay).into());
    values.push(i64::from(!give_back.counts).into());
    Change {
        task_id: lease.task_id,
        update: Statement::new("give a build back", sql, values),
        events: vec![EventKind::Retry {
            reason: give_back.reason.clone(),
            run_at,
        }],
        callback: None,
    }
}

pub(super) fn finish(lease: &Lease, finish: &Finish) -> Change {
    let sql = format!(
        "UPDATE build_audit SET status = $5, result = $6, commit_sha = $7, finished_at = {{now}}, lease_until = NULL,
           last_seq = last_seq + $8
         WHERE {FENCE} AND (cancel_at IS NULL OR $5 = 'cancelled') RETURNING task_id, last_seq, attempt"
    );
    let events: Vec<EventKind> = finish
        .events
        .iter()
        .cloned()
        .chain([end(finish.status, &finish.result)])
        .collect();
    let mut values = fence_values(lease);
    values.extend([
        finish.status.as_str().into(),
        json(&finish.result).into(),
        finish.result.commit_sha.as_deref().into(),
        length(&events),
    ]);
    Change {
        task_id: lease.task_id,
        update: Statement::new("end a build", sql, values),
        events,
        callback: finish.callback.clone(),
    }
}

fn cancel_requested(cancel: &Cancel) -> EventKind {
    EventKind::CancelRequested {
        by: cancel.by.clone(),
    }
}

pub(super) fn cancel_waiting(id: TaskId, cancel: &Cancel) -> Change {
    let sql = "UPDATE build_audit SET status = 'cancelled', cancel_at = {now}, cancel_by = $2, finished_at = {now}, result = $3,
                 last_seq = last_seq + 2
               WHERE task_id = $1 AND status = 'pending' RETURNING task_id, last_seq, attempt";
    let values = vec![
        id.to_string().into(),
        cancel.by.as_str().into(),
        json(&cancel.result).into(),
    ];
    Change {
        task_id: id,
        update: Statement::new("cancel a build", sql, values),
        events: vec![
            cancel_requested(cancel),
            end(Status::Cancelled, &cancel.result),
        ],
        callback: cancel.callback.clone(),
    }
}

/// What is being pushed cannot be taken back.
pub(super) fn cancel_running(id: TaskId, cancel: &Cancel) -> Change {
    let sql = "UPDATE build_audit SET cancel_at = {now}, cancel_by = $2, last_seq = last_seq + 1
               WHERE task_id = $1 AND status = 'running' AND cancel_at IS NULL AND (phase IS NULL OR phase <> 'push')
               RETURNING task_id, last_seq, attempt";
    let values = vec![id.to_string().into(), cancel.by.as_str().into()];
    Change {
        task_id: id,
        update: Statement::new("cancel a build", sql, values),
        events: vec![cancel_requested(cancel)],
        callback: None,
    }
}
