//! Claiming builds.

use deadpool_postgres::Client;
use service::timestamp::milliseconds;
use tokio_postgres::Error;

use super::parameters;
use crate::database::ClaimRequest;
use crate::dialect::Dialect;
use crate::rows::claim_columns;
use crate::value::Row;

/// One process claims at a time, so that each sees what the one before it took: a project never runs more builds than it
/// may. The number means nothing.
const CLAIM_LOCK: i64 = 0x7461_6368_0002;

pub(super) async fn claim(client: &mut Client, request: &ClaimRequest) -> Result<Vec<Row>, Error> {
    let transaction = client.transaction().await?;
    let lock = transaction
        .prepare_cached("SELECT pg_advisory_xact_lock($1)")
        .await?;
    transaction.execute(&lock, &[&CLAIM_LOCK]).await?;
    let claim = transaction
        .prepare_cached(&Dialect::Postgres.text(&statement(), 0))
        .await?;
    let found = transaction
        .query(
            &claim,
            &[
                &request.worker,
                &milliseconds(request.lease),
                &i64::from(request.at_most),
            ],
        )
        .await?;
    transaction.commit().await?;
    let mut rows = found
        .iter()
        .map(parameters::row)
        .collect::<Result<Vec<_>, _>>()?;
    // The order in which they were chosen, which an update does not keep: the last column has it.
    rows.sort_by_key(place);
    for row in &mut rows {
        row.0.pop();
    }
    Ok(rows)
}

fn place(row: &Row) -> Option<i64> {
    match row.0.last() {
        Some(crate::value::Value::Number(place)) => Some(*place),
        _ => None,
    }
}

/// Builds whose lease is over, then the first waiting ones of each project that may run one more. A row that somebody
/// changes at the moment is left for the next time.
fn statement() -> String {
    let columns = claim_columns();
    format!(
        "WITH lost AS MATERIALIZED (
           SELECT task_id, worker AS lost_by, 0 AS rank, 0::bigint AS priority, lease_until AS run_at
           FROM build_audit WHERE status = 'running' AND lease_until < {{now}}
           ORDER BY lease_until LIMIT $3 FOR UPDATE SKIP LOCKED),
         room AS MATERIALIZED (
           SELECT id, max_running - (SELECT count(*) FROM build_audit r WHERE r.project_id = project.id AND r.status = 'running') AS free
           FROM project),
         waiting AS MATERIALIZED (
           SELECT w.* FROM room CROSS JOIN LATERAL (
             SELECT task_id, NULL::text AS lost_by, 1 AS rank, priority, run_at
             FROM build_audit b WHERE b.project_id = room.id AND b.status = 'pending' AND b.run_at <= {{now}}
             ORDER BY b.priority DESC, b.run_at, b.task_id LIMIT least($3, greatest(room.free, 0)) FOR UPDATE SKIP LOCKED) w),
         due AS MATERIALIZED (
           SELECT *, row_number() OVER (ORDER BY rank, priority DESC, run_at, task_id) AS place
           FROM (SELECT * FROM lost UNION ALL SELECT * FROM waiting) both_kinds
           ORDER BY place LIMIT $3),
         b AS (
           UPDATE build_audit SET status = 'running', attempt = attempt + 1, writes = 0, worker = $1, lease_until = {{now}} + $2,
             started_at = coalesce(started_at, {{now}}),
             last_seq = last_seq + CASE WHEN due.rank = 0 THEN 2 ELSE 1 END
           FROM due WHERE build_audit.task_id = due.task_id
           RETURNING build_audit.*, due.rank, due.lost_by, due.place),
         added AS (
           INSERT INTO event (task_id, seq, at, attempt, kind, data)
           SELECT task_id, last_seq - 1, {{now}}, attempt, 'lease_lost', json_build_object('worker', coalesce(lost_by, ''))::text
           FROM b WHERE rank = 0
           UNION ALL
           SELECT task_id, last_seq, {{now}}, attempt, 'claimed', json_build_object('worker', worker)::text FROM b)
         SELECT {columns}, b.place FROM b JOIN project p ON p.id = b.project_id"
    )
}
