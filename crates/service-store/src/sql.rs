//! The store, written once for both databases.

mod build_changes;
mod build_reads;
mod event_log;
mod leases;
mod outbox;
mod project_rows;
mod provision_rows;
mod token_rows;

use async_trait::async_trait;
use service::ports::store::Change;
use service::ports::{Store, StoreError};
use tokio::sync::broadcast;

use crate::changes::Changes;
use crate::database::{Database, Statement};
use crate::value::{Row, Value};

/// A store in the database `D`.
pub struct SqlStore<D> {
    database: D,
    changes: Changes,
}

#[expect(
    private_bounds,
    reason = "only the databases of this crate can be used"
)]
impl<D: Database> SqlStore<D> {
    pub(crate) fn new(database: D, changes: Changes) -> Self {
        Self { database, changes }
    }

    async fn read(
        &self,
        what: &'static str,
        sql: impl Into<String> + Send,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        self.database.read(Statement::new(what, sql, values)).await
    }

    async fn write(
        &self,
        what: &'static str,
        sql: impl Into<String> + Send,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        self.database.write(Statement::new(what, sql, values)).await
    }

    /// Tells this process and others.
    fn tell(&self, change: Change) {
        self.changes.tell(change);
        self.database.announce(change);
    }
}

#[async_trait]
impl<D: Database> Store for SqlStore<D> {
    fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.listen()
    }

    async fn ready(&self) -> Result<(), StoreError> {
        // It finds no row, and needs the right to write all the same.
        let sql = "UPDATE idempotency SET created_at = created_at WHERE scope = '' AND key = ''";
        self.write("ask whether it can be written to", sql, Vec::new())
            .await
            .map(|_| ())
    }
}

/// The only number of the only row.
fn count(rows: Vec<Row>) -> Result<u64, StoreError> {
    rows.into_iter()
        .next()
        .map_or(Ok(0), |row| row.columns().small())
}

/// Reads the first row, if there is one.
fn first<T>(
    rows: Vec<Row>,
    read: impl Fn(Row) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    rows.into_iter().next().map(read).transpose()
}

/// Reads all rows.
fn all<T>(
    rows: Vec<Row>,
    read: impl Fn(Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    rows.into_iter().map(read).collect()
}
