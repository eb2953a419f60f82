//! Reading and forgetting events.

use async_trait::async_trait;
use service::ports::StoreError;
use service::ports::store::EventLog;
use service::{Event, TaskId, Timestamp};

use super::{SqlStore, all};
use crate::database::Database;
use crate::rows;

#[async_trait]
impl<D: Database> EventLog for SqlStore<D> {
    async fn events(&self, id: TaskId, after: u64, limit: u32) -> Result<Vec<Event>, StoreError> {
        let sql = "SELECT task_id, seq, at, attempt, kind, data FROM event
                   WHERE task_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let values = vec![id.to_string().into(), after.into(), limit.into()];
        all(self.read("read events", sql, values).await?, rows::event)
    }

    async fn forget_events(&self, end: Timestamp, at_most: u32) -> Result<u32, StoreError> {
        // The first event is there as long as the others are.
        let sql = "DELETE FROM event WHERE task_id IN (
                     SELECT b.task_id FROM build_audit b JOIN event e ON e.task_id = b.task_id AND e.seq = 1
                     WHERE b.finished_at < $1 AND b.last_seq > 1 LIMIT $2)
                   AND seq < (SELECT last_seq FROM build_audit WHERE build_audit.task_id = event.task_id)
                   RETURNING seq";
        let rows = self
            .write("forget events", sql, vec![end.0.into(), at_most.into()])
            .await?;
        let firsts = rows
            .into_iter()
            .filter(|row| row.0 == [1_i64.into()])
            .count();
        Ok(u32::try_from(firsts).unwrap_or(u32::MAX))
    }
}
