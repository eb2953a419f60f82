//! Callbacks until they are delivered or given up.

use std::time::Duration;

use async_trait::async_trait;
use service::ports::StoreError;
use service::ports::store::{CallbackMessage, CallbackState, Change, Outbox, Posted};
use service::{TaskId, Timestamp};

use super::{SqlStore, all};
use crate::database::Database;
use crate::dialect::Dialect;
use crate::rows::{self, CALLBACK_COLUMNS, MESSAGE_COLUMNS};
use crate::value::Value;

#[async_trait]
impl<D: Database> Outbox for SqlStore<D> {
    async fn claim_callbacks(
        &self,
        now: Timestamp,
        lease: Duration,
        at_most: u32,
    ) -> Result<Vec<CallbackMessage>, StoreError> {
        // Two processes do not wait for each other: each takes what the other has not.
        let locked = match D::DIALECT {
            Dialect::Sqlite => "",
            Dialect::Postgres => "FOR UPDATE SKIP LOCKED",
        };
        let sql = format!(
            "UPDATE callback SET attempt = attempt + 1, lease_until = $2 WHERE msg_id IN (
               SELECT msg_id FROM callback WHERE next_at <= $1 AND (lease_until IS NULL OR lease_until < $1)
               ORDER BY next_at, msg_id LIMIT $3 {locked})
             RETURNING {MESSAGE_COLUMNS}"
        );
        let values = vec![now.0.into(), (now + lease).0.into(), at_most.into()];
        all(
            self.write("claim callbacks", sql, values).await?,
            rows::callback_message,
        )
    }

    async fn callback_posted(
        &self,
        message: &CallbackMessage,
        now: Timestamp,
        posted: &Posted,
    ) -> Result<bool, StoreError> {
        let (status, error, next_at, done_at, dead_at) = match posted {
            Posted::Done { status } => (Some(*status), None, None, Some(now), None),
            Posted::Again {
                status,
                error,
                delay,
            } => (*status, Some(error), Some(now + *delay), None, None),
            Posted::Dead { status, error } => (*status, Some(error), None, None, Some(now)),
        };
        let time = |at: Option<Timestamp>| Value::from(at.map(|at| at.0));
        let values = vec![
            message.msg_id.as_str().into(),
            message.attempt.into(),
            status.map(u32::from).into(),
            error.map(String::as_str).into(),
            time(next_at),
            time(done_at),
            time(dead_at),
        ];
        let sql = "UPDATE callback SET lease_until = NULL, last_status = $3, last_error = $4, next_at = $5, done_at = $6, dead_at = $7
                   WHERE msg_id = $1 AND attempt = $2 AND lease_until IS NOT NULL RETURNING msg_id";
        Ok(!self.write("note a callback", sql, values).await?.is_empty())
    }

    async fn callbacks(&self, id: TaskId) -> Result<Vec<CallbackState>, StoreError> {
        let sql =
            format!("SELECT {CALLBACK_COLUMNS} FROM callback WHERE task_id = $1 ORDER BY msg_id");
        all(
            self.read("list callbacks", sql, vec![id.to_string().into()])
                .await?,
            rows::callback_state,
        )
    }

    async fn redeliver(&self, id: TaskId, msg_id: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE callback SET next_at = 0, lease_until = NULL, first_attempt = attempt, done_at = NULL, dead_at = NULL
                   WHERE msg_id = $1 AND task_id = $2 RETURNING msg_id";
        let rows = self
            .write(
                "redeliver a callback",
                sql,
                vec![msg_id.into(), id.to_string().into()],
            )
            .await?;
        if !rows.is_empty() {
            self.tell(Change::Callback);
        }
        Ok(!rows.is_empty())
    }
    async fn forget_callbacks(&self, end: Timestamp, at_most: u32) -> Result<u32, StoreError> {
        let sql = "DELETE FROM callback WHERE msg_id IN (
                     SELECT msg_id FROM callback WHERE done_at < $1 OR dead_at < $1 LIMIT $2)
                   RETURNING msg_id";
        let values = vec![end.0.into(), at_most.into()];
        let rows = self.write("forget callbacks", sql, values).await?;
        Ok(u32::try_from(rows.len()).unwrap_or(u32::MAX))
    }
}
