//! Databases to measure on.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Result, bail};
use service::ports::Store;
use service_store::{PostgresStore, SqliteStore};
use tempfile::TempDir;

use crate::server::Server;

/// Connections of a process to PostgreSQL: as many as the service has by default.
const CONNECTIONS: usize = 8;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// Where a database is, as the setting `database` of the service has it.
#[derive(Clone, Debug)]
pub struct Place(pub String);

impl Place {
    /// Opens it. SQLite is fully synchronised, as it is in the service.
    pub async fn open(&self) -> Result<Arc<dyn Store>> {
        Ok(match self.0.strip_prefix("sqlite:") {
            Some(path) => Arc::new(SqliteStore::open(Path::new(path))?),
            None => Arc::new(PostgresStore::connect(&self.0, CONNECTIONS).await?),
        })
    }
}

/// A folder and a PostgreSQL for all of them.
pub struct Databases {
    folder: TempDir,
    server: Server,
    made: AtomicU32,
}

impl Databases {
    pub fn start() -> Result<Self> {
        Ok(Self {
            folder: TempDir::with_prefix("service-bench-")?,
            server: Server::start(),
            made: AtomicU32::new(0),
        })
    }

    /// A new folder on the disk that SQLite is measured on.
    pub fn folder(&self) -> Result<PathBuf> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.path().join(number.to_string());
        std::fs::create_dir(&path)?;
        Ok(path)
    }

    /// An empty database.
    pub async fn make(&self, kind: Kind) -> Result<Place> {
        Ok(match kind {
            Kind::Sqlite => {
                let path = self.folder()?.join("service.sqlite");
                Place(format!("sqlite:{}", path.display()))
            }
            Kind::Postgres => Place(self.server.new_database().await),
        })
    }
}

/// The address of a PostgreSQL.
pub fn postgres(place: &Place) -> Result<&str> {
    if place.0.starts_with("sqlite:") {
        bail!("{} is no PostgreSQL", place.0);
    }
    Ok(&place.0)
}
