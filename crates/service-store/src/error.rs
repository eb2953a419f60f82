//! Why a database cannot be used.

use std::path::PathBuf;

/// A database that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite cannot use the file.
    #[error("cannot open the database {}", path.display())]
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// SQLite's reason.
        #[source]
        source: rusqlite::Error,
    },
    /// Its writer cannot be started.
    #[error("cannot start the thread that writes to the database")]
    Thread(#[source] std::io::Error),
    /// The address cannot be read.
    #[error("the address of PostgreSQL cannot be read")]
    Address(#[source] tokio_postgres::Error),
    /// Prompts and the password would go through a network as they are.
    #[error(
        "PostgreSQL on {host} would be used without encryption, which this version has none of: where the network is trusted, \
         or a tunnel encrypts it, add sslmode=disable to the address"
    )]
    Unencrypted {
        /// The server.
        host: String,
    },
    /// The pool of connections cannot be made.
    #[error("cannot make a pool of connections to PostgreSQL")]
    Pool(#[source] deadpool_postgres::BuildError),
    /// PostgreSQL does not answer.
    #[error("cannot connect to PostgreSQL")]
    Connect(#[source] deadpool_postgres::PoolError),
    /// PostgreSQL does not answer, or refuses.
    #[error("cannot connect to PostgreSQL")]
    Connection(#[source] tokio_postgres::Error),
    /// A statement that makes the tables fails.
    #[error("cannot make the tables in PostgreSQL")]
    Tables(#[source] tokio_postgres::Error),
    /// A newer version made the tables.
    #[error(
        "the database has schema {found}; this version knows {known}: use the version that made it, or a newer one"
    )]
    Newer {
        /// The database's version.
        found: i64,
        /// The newest one here.
        known: i64,
    },
}
