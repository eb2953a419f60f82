//! Why something is not proven to be unchanged.

use std::path::PathBuf;

/// What could not be proven.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The record cannot be read.
    #[error("cannot read the record of the last build")]
    Damaged,

    /// Something changed.
    #[error("{} {how}", path.display())]
    Changed {
        /// The file or folder.
        path: PathBuf,
        /// In what way, as the rest of a sentence: `is gone`.
        how: &'static str,
    },

    /// Something changed while Bazel looked, or just before.
    #[error("{} changed just now", .0.display())]
    Fresh(PathBuf),

    /// A file of a repository, which Bazel was told not to check.
    #[error("{} changed since Bazel fetched it", .0.display())]
    Touched(PathBuf),

    /// There are too many files to check.
    #[error("there are more than {0} files to check")]
    TooMany(usize),

    /// A file system with unreliable timestamps.
    #[error("{} is on a file system with unreliable timestamps", .0.display())]
    FileSystem(PathBuf),

    /// Something that cannot be checked.
    #[error("cannot check {}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: std::io::Error,
    },
}

impl Error {
    /// Adds the path to a failed check.
    pub fn unreadable(path: impl Into<PathBuf>, source: impl Into<std::io::Error>) -> Self {
        Self::Unreadable {
            path: path.into(),
            source: source.into(),
        }
    }

    /// Something that changed.
    pub fn changed(path: impl Into<PathBuf>, how: &'static str) -> Self {
        Self::Changed {
            path: path.into(),
            how,
        }
    }
}
