//! The contract of stores, on SQLite.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod contract;

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use contract::support::Bench;
use service::ports::Store;
use service_store::SqliteStore;
use tempfile::TempDir;

struct Sqlite {
    _folder: TempDir,
    path: PathBuf,
    store: Arc<dyn Store>,
}

#[async_trait]
impl Bench for Sqlite {
    fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.store)
    }

    async fn another(&self) -> Arc<dyn Store> {
        Arc::new(SqliteStore::open(&self.path).unwrap())
    }

    async fn sql(&self, sql: &str) -> Result<u64, String> {
        let connection = rusqlite::Connection::open(&self.path).unwrap();
        connection
            .busy_timeout(std::time::Duration::from_secs(10))
            .unwrap();
        connection
            .execute(sql, [])
            .map(|rows| rows as u64)
            .map_err(|error| error.to_string())
    }
}

async fn bench() -> Sqlite {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("service.sqlite");
    let store = Arc::new(SqliteStore::open(&path).unwrap());
    Sqlite {
        _folder: folder,
        path,
        store,
    }
}

contract!(super::bench);
