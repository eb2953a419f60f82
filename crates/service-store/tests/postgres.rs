//! The contract of stores, on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod contract;
mod server;

use std::sync::Arc;

use async_trait::async_trait;
use contract::support::Bench;
use server::Server;
use service::ports::Store;
use service_store::PostgresStore;

struct Postgres {
    address: String,
    store: Arc<dyn Store>,
}

#[async_trait]
impl Bench for Postgres {
    fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    async fn another(&self) -> Arc<dyn Store> {
        Arc::new(PostgresStore::connect(&self.address, 4).await.unwrap())
    }

    async fn sql(&self, sql: &str) -> Result<u64, String> {
        server::execute(&self.address, sql).await
    }
}

async fn bench() -> Postgres {
    let address = Server::shared().new_database().await;
    let store = Arc::new(PostgresStore::connect(&address, 4).await.unwrap());
    Postgres { address, store }
}

contract!(super::bench);
