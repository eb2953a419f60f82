//! What a store needs of its database.

use std::time::Duration;

use async_trait::async_trait;
use service::ports::StoreError;
use service::ports::store::{IdempotencyKey, NewBuild, NewCallback, Submitted};
use service::{EventKind, TaskId};

use crate::dialect::Dialect;
use crate::value::{Row, Value};

/// A statement and its parameters, and what it is for: errors name it.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) what: &'static str,
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

impl Statement {
    pub(crate) fn new(
        what: &'static str,
        sql: impl Into<String>,
        values: impl Into<Vec<Value>>,
    ) -> Self {
        Self {
            what,
            sql: sql.into(),
            values: values.into(),
        }
    }
}

/// A change of one build, with its events and its callback, in one transaction.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) task_id: TaskId,
    /// Updates the build's row, or none: then nothing of the rest is written. It sets `last_seq` to count the events.
    pub(crate) update: Statement,
    pub(crate) events: Vec<EventKind>,
    pub(crate) callback: Option<NewCallback>,
}

/// Builds to claim.
#[derive(Clone, Debug)]
pub(crate) struct ClaimRequest {
    pub(crate) worker: String,
    pub(crate) lease: Duration,
    pub(crate) at_most: u32,
}

/// A database with the tables of this crate.
#[async_trait]
pub(crate) trait Database: Send + Sync + 'static {
    /// Its SQL.
    const DIALECT: Dialect;

    /// Runs a statement that only reads.
    async fn read(&self, statement: Statement) -> Result<Vec<Row>, StoreError>;

    /// Runs a statement that writes, in a transaction of its own.
    async fn write(&self, statement: Statement) -> Result<Vec<Row>, StoreError>;

    /// Changes a build. False where the update finds no row.
    async fn change(&self, change: Change) -> Result<bool, StoreError>;

    /// Adds a build that waits, unless the key was used or the queue is full.
    async fn submit(
        &self,
        build: NewBuild,
        key: Option<IdempotencyKey>,
    ) -> Result<Submitted, StoreError>;

    /// Claims builds: rows of [`crate::rows::CLAIM_COLUMNS`].
    async fn claim(&self, request: ClaimRequest) -> Result<Vec<Row>, StoreError>;

    /// Tells other processes.
    fn announce(&self, change: service::ports::store::Change);
}
