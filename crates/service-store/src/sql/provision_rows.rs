//! Runs of create-and-build.

use std::time::Duration;

use async_trait::async_trait;
use service::id::ProvisionId;
use service::ports::StoreError;
use service::ports::store::{Provision, Provisions};
use service::timestamp::milliseconds;

use super::{SqlStore, first};
use crate::database::Database;
use crate::dialect::Dialect;
use crate::rows::{self, PROVISION_COLUMNS};

#[async_trait]
impl<D: Database> Provisions for SqlStore<D> {
    async fn begin_provision(
        &self,
        provision: &Provision,
        lease: Duration,
    ) -> Result<bool, StoreError> {
        let values = vec![
            provision.id.to_string().into(),
            provision.project.as_str().into(),
            provision.plan.as_str().into(),
            provision.state.as_str().into(),
            provision.begun.into(),
            provision.error.as_deref().into(),
            provision.attempt.into(),
            milliseconds(lease).into(),
        ];
        let sql = format!(
            "INSERT INTO provision ({PROVISION_COLUMNS}, lease_until)
             VALUES ($1, $2, $3, $4, $5, $6, $7, {{now}} + $8)
             ON CONFLICT (project) WHERE state IN ('doing', 'undoing') DO NOTHING RETURNING id"
        );
        Ok(!self
            .write("begin create-and-build", sql, values)
            .await?
            .is_empty())
    }

    async fn write_provision(
        &self,
        provision: &Provision,
        lease: Duration,
    ) -> Result<bool, StoreError> {
        let values = vec![
            provision.id.to_string().into(),
            provision.state.as_str().into(),
            provision.begun.into(),
            provision.error.as_deref().into(),
            provision.attempt.into(),
            milliseconds(lease).into(),
        ];
        let sql =
            "UPDATE provision SET state = $2, begun = $3, error = $4, lease_until = {now} + $6
                   WHERE id = $1 AND attempt = $5 AND state IN ('doing', 'undoing') RETURNING id";
        Ok(!self
            .write("write create-and-build", sql, values)
            .await?
            .is_empty())
    }

    async fn provision(&self, id: ProvisionId) -> Result<Option<Provision>, StoreError> {
        let sql = format!("SELECT {PROVISION_COLUMNS} FROM provision WHERE id = $1");
        first(
            self.read(
                "find a run of create-and-build",
                sql,
                vec![id.to_string().into()],
            )
            .await?,
            rows::provision,
        )
    }

    async fn claim_provision(&self, lease: Duration) -> Result<Option<Provision>, StoreError> {
        let locked = match D::DIALECT {
            Dialect::Sqlite => "",
            Dialect::Postgres => "FOR UPDATE SKIP LOCKED",
        };
        let sql = format!(
            "UPDATE provision SET attempt = attempt + 1, lease_until = {{now}} + $1 WHERE id IN (
               SELECT id FROM provision WHERE state IN ('doing', 'undoing') AND lease_until < {{now}}
               ORDER BY lease_until LIMIT 1 {locked})
             RETURNING {PROVISION_COLUMNS}"
        );
        first(
            self.write(
                "take over create-and-build",
                sql,
                vec![milliseconds(lease).into()],
            )
            .await?,
            rows::provision,
        )
    }
}
