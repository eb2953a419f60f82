//! Errors of the history.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// A failure to record a build, or to read the history.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder or a file in it cannot be created.
    #[error("cannot write {}", path.display())]
    Write {
        /// The folder or file.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },

    /// The database file cannot be opened or written to.
    #[error("cannot use {}", path.display())]
    Database {
        /// The database file.
        path: PathBuf,
        /// SQLite's reason.
        #[source]
        source: rusqlite::Error,
    },

    /// A query of the opened database fails.
    #[error("the history cannot be read")]
    Query(#[from] rusqlite::Error),

    /// Bazel's execution log cannot be read. It is the only reader here that fails with a bare [`io::Error`]: all
    /// other failures of files name their path.
    #[error("cannot read Bazel's execution log")]
    ExecutionLog(#[from] io::Error),

    /// A newer version of `tk` wrote the database.
    #[error(
        "{} was written by a newer tk; use that one, or remove the file", .0.display()
    )]
    Newer(PathBuf),

    /// No build has been recorded in this checkout.
    #[error("no builds recorded yet: {} does not exist", .0.display())]
    Missing(PathBuf),
}

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Whether the database file is damaged, rather than inaccessible.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Database { source, .. } | Self::Query(source) => matches!(
                source.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
            _ => false,
        }
    }

    /// Names the database file where a query failed.
    pub(crate) fn of_file(self, path: &Path) -> Self {
        match self {
            Self::Query(source) => Self::Database {
                path: path.to_owned(),
                source,
            },
            other => other,
        }
    }

    /// Adds the path to a write error.
    pub(crate) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Write { path, source }
    }
}
