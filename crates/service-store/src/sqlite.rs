//! SQLite: one file, one thread that writes, and a few connections that read.

mod backup;
mod changing;
mod claiming;
mod failure;
mod open;
mod reader;
mod run;
mod submitting;
mod writer;

use std::path::Path;

use async_trait::async_trait;
use service::Timestamp;
use service::ports::StoreError;
use service::ports::store::{Change as Told, IdempotencyKey, NewBuild, Submitted};

use crate::changes::Changes;
use crate::database::{Change, ClaimRequest, Database, Statement};
use crate::dialect::Dialect;
use crate::error::OpenError;
use crate::sql::SqlStore;
use crate::value::Row;
pub use backup::{BackupError, back_up};
pub(crate) use open::to_read as read_only;
use reader::Readers;
use writer::Writer;

/// A store in a file. Several processes may use it; they find each other's changes by polling.
pub type SqliteStore = SqlStore<Sqlite>;

/// The connections to one file.
pub struct Sqlite {
    writer: Writer,
    readers: Readers,
}

impl SqlStore<Sqlite> {
    /// Opens the file, and makes it and its tables where there are none.
    ///
    /// # Errors
    ///
    /// It cannot be opened, or a newer version made it.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let connection = open::to_write(path)?;
        let database = Sqlite {
            writer: Writer::start(connection)?,
            readers: Readers::new(path),
        };
        Ok(Self::new(database, Changes::new()))
    }
}

#[async_trait]
impl Database for Sqlite {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn read(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        self.readers.run(statement).await
    }

    async fn write(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        let what = statement.what;
        self.writer
            .run(what, move |transaction| run::rows(transaction, &statement))
            .await
    }

    async fn change(&self, change: Change) -> Result<bool, StoreError> {
        let what = change.update.what;
        self.writer
            .run(what, move |transaction| {
                changing::change(transaction, &change)
            })
            .await
    }

    async fn submit(
        &self,
        build: NewBuild,
        key: Option<IdempotencyKey>,
    ) -> Result<Submitted, StoreError> {
        self.writer
            .run("queue a build", move |transaction| {
                submitting::submit(transaction, &build, key.as_ref())
            })
            .await
    }

    async fn claim(&self, request: ClaimRequest) -> Result<Vec<Row>, StoreError> {
        self.writer
            .run("claim builds", move |transaction| {
                claiming::claim(transaction, &request)
            })
            .await
    }

    // Another process finds it by polling: SQLite tells nobody.
    fn announce(&self, _: Told) {}
}

/// The clock of leases: all processes that use the file run on this machine.
fn now() -> i64 {
    Timestamp::of_this_machine().0
}
