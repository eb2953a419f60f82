//! What can go wrong before two builds are compared.

use std::io;
use std::path::PathBuf;

/// A build that cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of the checkout or of a build cannot be read or written.
    #[error(transparent)]
    Checkout(#[from] checkout::Error),

    /// An execution log is unreadable.
    #[error("cannot read the execution log {}", path.display())]
    Log {
        /// The log.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },

    /// `git` does not list the files of a repository.
    #[error("`git ls-files` failed in {}: {reason}", root.display())]
    Git {
        /// The checkout.
        root: PathBuf,
        /// What it said.
        reason: String,
    },
}

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
