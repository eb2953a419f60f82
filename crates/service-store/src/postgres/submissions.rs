//! Asking for a build.

use deadpool_postgres::{Client, Transaction};
use service::ports::store::{IdempotencyKey, NewBuild, Submitted};
use service::timestamp::milliseconds;
use tokio_postgres::Error;

/// While a queue has room for this many more, those who add to it do not wait for each other: so many do not come
/// between a count and its insert.
const SLACK: i64 = 64;

// A transaction that is dropped is rolled back.
pub(super) async fn submit(
    client: &mut Client,
    build: &NewBuild,
    key: Option<&IdempotencyKey>,
) -> Result<Submitted, Error> {
    let transaction = client.transaction().await?;
    if let Some(key) = key
        && let Some(answer) = answered_before(&transaction, build, key).await?
    {
        return Ok(answer);
    }
    let Some(queued) = queued(&transaction, build).await? else {
        return Ok(Submitted::NoProject);
    };
    let most = i64::from(build.max_queued);
    let is_full = if queued < most && queued + SLACK >= most {
        lock(&transaction, build).await?;
        self::queued(&transaction, build)
            .await?
            .is_none_or(|queued| queued >= most)
    } else {
        queued >= most
    };
    if is_full {
        return Ok(Submitted::QueueFull);
    }
    add(&transaction, build).await?;
    transaction.commit().await?;
    Ok(Submitted::Queued(build.task_id))
}

/// Takes the key, or answers what it was used for. Waits for another transaction that takes it at the moment.
async fn answered_before(
    transaction: &Transaction<'_>,
    build: &NewBuild,
    key: &IdempotencyKey,
) -> Result<Option<Submitted>, Error> {
    let insert = transaction
        .prepare_cached(
            "INSERT INTO idempotency (scope, key, request_sha256, task_id, created_at) VALUES ($1, $2, $3, $4, now_ms())
             ON CONFLICT DO NOTHING",
        )
        .await?;
    let task = build.task_id.to_string();
    if transaction
        .execute(&insert, &[&key.scope, &key.key, &key.request_sha256, &task])
        .await?
        == 1
    {
        return Ok(None);
    }
    let select = transaction
        .prepare_cached(
            "SELECT request_sha256, task_id FROM idempotency WHERE scope = $1 AND key = $2",
        )
        .await?;
    let row = transaction
        .query_one(&select, &[&key.scope, &key.key])
        .await?;
    let (digest, task): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    Ok(Some(match task.parse() {
        Ok(task) if digest == key.request_sha256 => Submitted::Again(task),
        _ => Submitted::KeyReused,
    }))
}

/// How many builds of the project wait, as far as that matters; none where there is no such project.
async fn queued(transaction: &Transaction<'_>, build: &NewBuild) -> Result<Option<i64>, Error> {
    let count = transaction
        .prepare_cached(
            "SELECT (SELECT count(*) FROM (SELECT FROM build_audit WHERE project_id = $1 AND status = 'pending' LIMIT $2) q)
             FROM project WHERE id = $1",
        )
        .await?;
    let row = transaction
        .query_opt(
            &count,
            &[&build.project_id.to_string(), &i64::from(build.max_queued)],
        )
        .await?;
    row.map(|row| row.try_get(0)).transpose()
}

/// Lets no other build into the project's queue until this transaction ends.
async fn lock(transaction: &Transaction<'_>, build: &NewBuild) -> Result<(), Error> {
    let lock = transaction
        .prepare_cached("SELECT FROM project WHERE id = $1 FOR NO KEY UPDATE")
        .await?;
    transaction
        .execute(&lock, &[&build.project_id.to_string()])
        .await
        .map(|_| ())
}

async fn add(transaction: &Transaction<'_>, build: &NewBuild) -> Result<(), Error> {
    let insert = transaction
        .prepare_cached(
            "WITH queued AS (
               INSERT INTO build_audit (task_id, project_id, status, spec, spec_sha256, priority, run_at, attempt, max_attempts,
                 writes, last_seq, created_at, requested_by, retry_of)
               SELECT $1, $2, 'pending', $3, $4, $5, now + $6, 0, $7, 0, 1, now, $8, $9 FROM (SELECT now_ms() AS now) t
               RETURNING task_id, run_at, created_at)
             INSERT INTO event (task_id, seq, at, attempt, kind, data)
             SELECT task_id, 1, created_at, 0, 'queued', json_build_object('run_at', run_at)::text FROM queued",
        )
        .await?;
    // What was read from JSON can be written as JSON.
    let spec = serde_json::to_string(&build.spec).unwrap_or_default();
    transaction
        .execute(
            &insert,
            &[
                &build.task_id.to_string(),
                &build.project_id.to_string(),
                &spec,
                &build.spec.sha256(),
                &i64::from(build.priority),
                &milliseconds(build.delay),
                &i64::from(build.max_attempts),
                &build.requested_by.map(|id| id.to_string()),
                &build.retry_of.map(|id| id.to_string()),
            ],
        )
        .await
        .map(|_| ())
}
