//! Builds, from outside of the workers.

use std::time::Duration;

use async_trait::async_trait;
use service::ports::StoreError;
use service::ports::store::{
    BuildFilter, Builds, Cancel, CancelOutcome, Change, IdempotencyKey, NewBuild, Submitted,
};
use service::timestamp::milliseconds;
use service::{Build, Status, TaskId};

use super::{SqlStore, all, build_changes, count, first};
use crate::database::Database;
use crate::rows::{self, BUILD_COLUMNS};
use crate::value::Value;

/// How often a request to stop follows a build from one status to the other.
const CANCEL_TRIES: u32 = 100;

#[async_trait]
impl<D: Database> Builds for SqlStore<D> {
    async fn submit(
        &self,
        build: &NewBuild,
        key: Option<&IdempotencyKey>,
    ) -> Result<Submitted, StoreError> {
        let submitted = self.database.submit(build.clone(), key.cloned()).await?;
        if let Submitted::Queued(id) = submitted {
            self.tell(Change::Work);
            self.tell(Change::Build(id));
        }
        Ok(submitted)
    }

    async fn build(&self, id: TaskId) -> Result<Option<Build>, StoreError> {
        let sql = format!("SELECT {BUILD_COLUMNS} FROM build_audit WHERE task_id = $1");
        first(
            self.read("find a build", sql, vec![id.to_string().into()])
                .await?,
            rows::build,
        )
    }

    async fn builds(&self, filter: &BuildFilter, limit: u32) -> Result<Vec<Build>, StoreError> {
        let mut sql = format!("SELECT {BUILD_COLUMNS} FROM build_audit WHERE true");
        let mut values: Vec<Value> = Vec::new();
        let mut also = |condition: &str, value: String| {
            values.push(value.into());
            sql.push_str(&format!(" AND {condition} ${}", values.len()));
        };
        if let Some(project) = filter.project_id {
            also("project_id =", project.to_string());
        }
        if let Some(status) = filter.status {
            also("status =", status.to_string());
        }
        if let Some(before) = filter.before {
            also("task_id <", before.to_string());
        }
        values.push(limit.into());
        let sql = format!("{sql} ORDER BY task_id DESC LIMIT ${}", values.len());
        all(self.read("list builds", sql, values).await?, rows::build)
    }

    async fn queued_behind(&self, id: TaskId) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM build_audit o WHERE o.status = 'pending'
                     AND (o.priority > b.priority
                       OR o.priority = b.priority AND (o.run_at, o.task_id) < (b.run_at, b.task_id)))
                   FROM build_audit b WHERE b.task_id = $1 AND b.status = 'pending'";
        let rows = self
            .read("count builds", sql, vec![id.to_string().into()])
            .await?;
        first(rows, |row| row.columns().small())
    }

    async fn count(&self, status: Status) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM build_audit WHERE status = $1";
        count(
            self.read("count builds", sql, vec![status.as_str().into()])
                .await?,
        )
    }

    async fn longest_wait(&self) -> Result<Duration, StoreError> {
        let sql = "SELECT coalesce({now} - min(run_at), 0) FROM build_audit
                   WHERE status = 'pending' AND run_at <= {now}";
        let waited = count(self.read("find the longest wait", sql, Vec::new()).await?)?;
        Ok(Duration::from_millis(waited))
    }

    async fn cancel(&self, id: TaskId, cancel: &Cancel) -> Result<CancelOutcome, StoreError> {
        // The build may change between looking at it and writing: then it is looked at again.
        for _ in 0..CANCEL_TRIES {
            if self
                .database
                .change(build_changes::cancel_waiting(id, cancel))
                .await?
            {
                self.tell(Change::Build(id));
                self.tell(Change::Callback);
                return Ok(CancelOutcome::Cancelled);
            }
            if self
                .database
                .change(build_changes::cancel_running(id, cancel))
                .await?
            {
                self.tell(Change::Build(id));
                self.tell(Change::Cancel(id));
                return Ok(CancelOutcome::Requested);
            }
            if let Some(outcome) = self.why_not_cancelled(id).await? {
                return Ok(outcome);
            }
        }
        Err(StoreError::Unavailable {
            what: "cancel a build",
            source: "it changes all the time".into(),
        })
    }

    async fn forget_keys(&self, older_than: Duration) -> Result<u64, StoreError> {
        let sql = "DELETE FROM idempotency WHERE created_at < {now} - $1 RETURNING key";
        let rows = self
            .write("forget keys", sql, vec![milliseconds(older_than).into()])
            .await?;
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    }
}

#[expect(
    private_bounds,
    reason = "only the databases of this crate can be used"
)]
impl<D: Database> SqlStore<D> {
    /// None where the build could be cancelled now.
    async fn why_not_cancelled(&self, id: TaskId) -> Result<Option<CancelOutcome>, StoreError> {
        let Some(build) = self.build(id).await? else {
            return Ok(Some(CancelOutcome::NotFound));
        };
        Ok(match build.status {
            Status::Completed | Status::Failed | Status::Cancelled => {
                Some(CancelOutcome::Ended(build.status))
            }
            Status::Running if build.cancel_at.is_some() => Some(CancelOutcome::Requested),
            Status::Running if build.phase == Some(service::build::Phase::Push) => {
                Some(CancelOutcome::TooLate)
            }
            Status::Pending | Status::Running => None,
        })
    }
}
