//! What can go wrong with a checkout and its files.

use std::io;
use std::path::{Path, PathBuf};

/// A failure. Its message names the operation and the path.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No folder upwards is a Bazel workspace.
    #[error("{} is not in a Bazel workspace: neither it nor a folder above has a MODULE.bazel", .0.display())]
    NoWorkspace(PathBuf),

    /// There is no Bazel.
    #[error("there is no Bazel to run: {0}")]
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

/// What functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Adds the path to a failed reading.
    pub fn read(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |source| Self::Read { path, source }
    }

    /// Adds the path to a failed writing.
    pub fn write(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |source| Self::Write { path, source }
    }
}
