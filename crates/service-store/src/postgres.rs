//! PostgreSQL, for services and workers on more than one machine.

mod announcing;
mod connection;
mod locked_claims;
mod one_statement;
mod parameters;
mod server_errors;
mod submissions;

use async_trait::async_trait;
use deadpool_postgres::{Object, Pool};
use service::ports::StoreError;
use service::ports::store::{Change as Told, IdempotencyKey, NewBuild, Submitted};

use crate::changes::Changes;
use crate::database::{Change, ClaimRequest, Database, Statement};
use crate::dialect::Dialect;
use crate::error::OpenError;
use crate::sql::SqlStore;
use crate::value::Row;
use announcing::Announcer;
pub(crate) use connection::config as address;

/// A store in PostgreSQL. Processes that share it hear of each other's changes by `LISTEN` and `NOTIFY`.
pub type PostgresStore = SqlStore<Postgres>;

/// A pool of connections, and one that listens.
pub struct Postgres {
    pool: Pool,
    announcer: Announcer,
}

impl SqlStore<Postgres> {
    /// Connects, and makes the tables where there are none. `address` is a URL or a list of `key=value`, as `psql` takes
    /// them; `connections` is the most that are open at once, beside one that listens.
    ///
    /// Must be called in a runtime of tokio with time and network.
    ///
    /// # Errors
    ///
    /// The server does not answer or refuses, or a newer version made the tables.
    pub async fn connect(address: &str, connections: usize) -> Result<Self, OpenError> {
        let config = connection::config(address)?;
        let pool = connection::pool(&config, connections)?;
        connection::migrate(&pool).await?;
        let changes = Changes::new();
        let announcer = Announcer::start(config, pool.clone(), changes.clone());
        Ok(Self::new(Postgres { pool, announcer }, changes))
    }
}

impl Postgres {
    async fn client(&self, what: &'static str) -> Result<Object, StoreError> {
        self.pool
            .get()
            .await
            .map_err(|error| StoreError::Unavailable {
                what,
                source: Box::new(error),
            })
    }

    async fn run(&self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        let client = self.client(statement.what).await?;
        one_statement::rows(&client, statement)
            .await
            .map_err(|error| server_errors::store_error(statement.what, error))
    }
}

#[async_trait]
impl Database for Postgres {
    const DIALECT: Dialect = Dialect::Postgres;

    async fn read(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        self.run(&statement).await
    }

    async fn write(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        self.run(&statement).await
    }

    async fn change(&self, change: Change) -> Result<bool, StoreError> {
        Ok(!self
            .run(&one_statement::of_change(&change))
            .await?
            .is_empty())
    }

    async fn submit(
        &self,
        build: NewBuild,
        key: Option<IdempotencyKey>,
    ) -> Result<Submitted, StoreError> {
        let what = "queue a build";
        let mut client = self.client(what).await?;
        submissions::submit(&mut client, &build, key.as_ref())
            .await
            .map_err(|error| server_errors::store_error(what, error))
    }

    async fn claim(&self, request: ClaimRequest) -> Result<Vec<Row>, StoreError> {
        let what = "claim builds";
        let client = self.client(what).await?;
        locked_claims::claim(&client, &request)
            .await
            .map_err(|error| server_errors::store_error(what, error))
    }

    fn announce(&self, change: Told) {
        self.announcer.tell(change);
    }
}
