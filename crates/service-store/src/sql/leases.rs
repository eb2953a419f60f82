//! The queue, as workers see it.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use service::build::Phase;
use service::ports::StoreError;
use service::ports::store::{Beat, Change, Claim, Fenced, Finish, GiveBack, Lease, Queue};
use service::timestamp::{Timestamp, milliseconds};
use service::{EventKind, TaskId};

use super::{SqlStore, all, build_changes, first};
use crate::database::{self, ClaimRequest, Database};
use crate::rows;
use crate::value::without_nul;

#[async_trait]
impl<D: Database> Queue for SqlStore<D> {
    async fn claim(
        &self,
        worker: &str,
        lease: Duration,
        at_most: u32,
    ) -> Result<Vec<Claim>, StoreError> {
        let request = ClaimRequest {
            worker: without_nul(worker.to_owned()),
            lease,
            at_most,
        };
        let claims = all(self.database.claim(request).await?, rows::claim)?;
        for claim in &claims {
            self.tell(Change::Build(claim.build.task_id));
        }
        Ok(claims)
    }

    async fn beat(&self, leases: &[Lease], lease: Duration) -> Result<Vec<Beat>, StoreError> {
        let records: Vec<serde_json::Value> = leases
            .iter()
            .map(|it| serde_json::json!({"task_id": it.task_id, "attempt": it.attempt, "worker": it.worker}))
            .collect();
        let held = D::DIALECT.records(
            "$2",
            "held",
            &[
                ("task_id", "text"),
                ("attempt", "bigint"),
                ("worker", "text"),
            ],
        );
        let sql = format!(
            "UPDATE build_audit SET lease_until = {{now}} + $1
             WHERE status = 'running' AND (task_id, attempt, worker) IN (SELECT task_id, attempt, worker FROM {held})
             RETURNING task_id, attempt, cancel_at"
        );
        let values = vec![
            milliseconds(lease).into(),
            serde_json::Value::Array(records).to_string().into(),
        ];
        let rows = all(
            self.write("make leases longer", sql, values).await?,
            |row| {
                let mut columns = row.columns();
                let attempt = (columns.parse()?, columns.small()?);
                Ok((attempt, columns.maybe_number()?.is_some()))
            },
        )?;
        let held: HashMap<(TaskId, u32), bool> = rows.into_iter().collect();
        let beat = |lease: &Lease| {
            let cancel_requested = held.get(&(lease.task_id, lease.attempt));
            cancel_requested.map_or(Beat::Lost, |&cancel_requested| Beat::Held {
                cancel_requested,
            })
        };
        Ok(leases.iter().map(beat).collect())
    }

    async fn enter(&self, lease: &Lease, phase: Phase) -> Result<Fenced, StoreError> {
        self.fenced(lease, build_changes::enter(lease, phase)).await
    }

    async fn append(&self, lease: &Lease, events: &[EventKind]) -> Result<Fenced, StoreError> {
        self.fenced(lease, build_changes::append(lease, events))
            .await
    }

    async fn give_back(&self, lease: &Lease, give_back: &GiveBack) -> Result<Fenced, StoreError> {
        let run_at = Timestamp::of_this_machine() + give_back.delay;
        let fenced = self
            .fenced(lease, build_changes::give_back(lease, give_back, run_at))
            .await?;
        if fenced == Fenced::Written {
            self.tell(Change::Work);
        }
        Ok(fenced)
    }

    async fn finish(&self, lease: &Lease, finish: &Finish) -> Result<Fenced, StoreError> {
        let fenced = self
            .fenced(lease, build_changes::finish(lease, finish))
            .await?;
        if fenced == Fenced::Written {
            // The project may run another one.
            self.tell(Change::Work);
            if finish.callback.is_some() {
                self.tell(Change::Callback);
            }
        }
        Ok(fenced)
    }
}

#[expect(
    private_bounds,
    reason = "only the databases of this crate can be used"
)]
impl<D: Database> SqlStore<D> {
    async fn fenced(&self, lease: &Lease, change: database::Change) -> Result<Fenced, StoreError> {
        if self.database.change(change).await? {
            self.tell(Change::Build(lease.task_id));
            return Ok(Fenced::Written);
        }
        self.why_not_written(lease).await
    }

    /// The attempt is lost, or somebody asked for a stop; or the write is written already, and its answer was lost.
    async fn why_not_written(&self, lease: &Lease) -> Result<Fenced, StoreError> {
        let sql = "SELECT writes, cancel_at FROM build_audit
                   WHERE task_id = $1 AND attempt = $2 AND worker = $3 AND status = 'running'";
        let values = vec![
            lease.task_id.to_string().into(),
            lease.attempt.into(),
            lease.worker.as_str().into(),
        ];
        let row = first(self.read("look at a lease", sql, values).await?, |row| {
            let mut columns = row.columns();
            Ok((columns.number()?, columns.maybe_number()?))
        })?;
        let before = i64::from(lease.writes);
        Ok(match row {
            Some((writes, _)) if writes == before + 1 => Fenced::Written,
            Some((writes, Some(_))) if writes == before => Fenced::CancelRequested,
            _ => Fenced::Lost,
        })
    }
}
