//! Which tables a database has, without making any.

use std::path::Path;

use rusqlite::OptionalExtension as _;
use tokio_postgres::error::SqlState;

use crate::error::OpenError;
use crate::migrations::CURRENT;
use crate::postgres::{PostgresStore, address};
use crate::sqlite::{SqliteStore, read_only};

/// The version of a database's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// What it has; 0 is none.
    pub found: i64,
    /// What this program makes of it.
    pub known: i64,
}

impl Schema {
    fn of(found: i64) -> Result<Self, OpenError> {
        let known = CURRENT;
        if found > known {
            return Err(OpenError::Newer { found, known });
        }
        Ok(Self { found, known })
    }
}

impl SqliteStore {
    /// The schema of a file that is there.
    ///
    /// # Errors
    ///
    /// It cannot be opened, or a newer version made it.
    pub fn schema(path: &Path) -> Result<Schema, OpenError> {
        let read = || {
            let connection = read_only(path)?;
            let version = connection
                .query_row("PRAGMA user_version", [], |row| row.get(0))
                .optional()?;
            Ok(version.unwrap_or(0))
        };
        let found = read().map_err(|source| OpenError::Sqlite {
            path: path.to_owned(),
            source,
        })?;
        Schema::of(found)
    }
}

impl PostgresStore {
    /// The schema of a database.
    ///
    /// # Errors
    ///
    /// It does not answer, or a newer version made it.
    pub async fn schema(text: &str) -> Result<Schema, OpenError> {
        let (client, connection) = address(text)?
            .connect(tokio_postgres::NoTls)
            .await
            .map_err(OpenError::Connection)?;
        let connection = tokio::spawn(connection);
        let rows = client
            .query("SELECT coalesce(max(version), 0) FROM schema_version", &[])
            .await;
        connection.abort();
        let found = match rows {
            Ok(rows) => rows.first().map_or(0, |row| row.get(0)),
            Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => 0,
            Err(error) => return Err(OpenError::Connection(error)),
        };
        Schema::of(found)
    }
}
