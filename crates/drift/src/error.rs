//! What can go wrong with generated files.

use std::path::PathBuf;

/// A failure. Its message names the operation and the path.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error(transparent)]
    Checkout(#[from] checkout::Error),

    /// What a rule wrote of its generated files is not as expected.
    #[error("cannot understand {}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },

    /// The rules are of another version.
    #[error("{} has version {found}, and this tk reads version {known}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The version to read.
        known: u32,
    },

    /// What an interrupted update was to do is not readable any more.
    #[error("cannot understand {}, of an update that was interrupted", path.display())]
    Journal {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
}

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
