//! What can go wrong with a checkout and its files.

use std::io;
use std::path::{Path, PathBuf};

/// A failure. Its message names the operation and the path.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither the folder nor a parent is a Bazel workspace.
    #[error("{} is not in a Bazel workspace: no MODULE.bazel in it or in a parent folder", .0.display())]
    NoWorkspace(PathBuf),

    /// Bazel was not found.
    #[error("cannot find Bazel: {0}")]
    NoBazel(String),

    /// A file or folder cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },

    /// A file or folder cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
}

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Adds the path to a read error.
    pub fn read(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |source| Self::Read { path, source }
    }

    /// Adds the path to a write error.
    pub fn write(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |source| Self::Write { path, source }
    }
}
