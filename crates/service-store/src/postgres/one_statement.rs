//! A statement, and a change of a build as one statement: one round trip, one commit.

use deadpool_postgres::Client;
use tokio_postgres::types::ToSql;

use super::parameters;
use crate::database::{Change, Statement};
use crate::dialect::Dialect;
use crate::value::{Row, Value};

pub(super) async fn rows(
    client: &Client,
    statement: &Statement,
) -> Result<Vec<Row>, tokio_postgres::Error> {
    let prepared = client
        .prepare_cached(&Dialect::Postgres.text(&statement.sql, 0))
        .await?;
    let found = client
        .query(&prepared, &references(&statement.values))
        .await?;
    found.iter().map(parameters::row).collect()
}

pub(super) fn references(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

/// The update, and what is inserted if it finds its row.
pub(super) fn of_change(change: &Change) -> Statement {
    let mut values = change.update.values.clone();
    let mut parameter = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let events: Vec<serde_json::Value> = change
        .events
        .iter()
        .zip(1_u32..)
        .map(|(event, number)| serde_json::json!({"number": number, "kind": event.name(), "data": event.data()}))
        .collect();
    let length = parameter(Value::from(u32::try_from(events.len()).unwrap_or(u32::MAX)));
    let events = parameter(serde_json::Value::Array(events).to_string().into());
    let events = Dialect::Postgres.records(
        &events,
        "e",
        &[("number", "bigint"), ("kind", "text"), ("data", "text")],
    );
    let mut sql = format!(
        "WITH changed AS ({}), added AS (
           INSERT INTO event (task_id, seq, at, attempt, kind, data)
           SELECT changed.task_id, changed.last_seq - {length}::bigint + e.number, {{now}}, changed.attempt, e.kind, e.data
           FROM changed, {events})",
        change.update.sql
    );
    if let Some(callback) = &change.callback {
        let (id, url, body) = (
            parameter(callback.msg_id.as_str().into()),
            parameter(callback.url.as_str().into()),
            parameter(callback.body.as_str().into()),
        );
        sql.push_str(&format!(
            ", posted AS (
               INSERT INTO callback (msg_id, task_id, url, body, attempt, first_attempt, next_at)
               SELECT {id}::text, changed.task_id, {url}::text, {body}::text, 0, 0, 0 FROM changed)"
        ));
    }
    sql.push_str(" SELECT task_id FROM changed");
    Statement::new(change.update.what, sql, values)
}
