//! Why something is not proven to be as it was.

use std::path::PathBuf;

/// What could not be proven.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What is remembered cannot be read.
    #[error("what is remembered of the last build cannot be read")]
    Damaged,

    /// Something is not as it was.
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

    /// A file of a repository, at which Bazel was told not to look.
    #[error("{} changed since Bazel fetched it", .0.display())]
    Touched(PathBuf),

    /// There are more files than are worth looking at.
    #[error("there are more than {0} files to look at")]
    TooMany(usize),

    /// A file system whose times are no proof.
    #[error("{} is on a file system whose times prove nothing", .0.display())]
    FileSystem(PathBuf),

    /// Something that cannot be looked at.
    #[error("{} cannot be looked at", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: std::io::Error,
    },
}

impl Error {
    /// Adds the path to a failed look.
    pub fn unreadable(path: impl Into<PathBuf>, source: impl Into<std::io::Error>) -> Self {
        Self::Unreadable {
            path: path.into(),
            source: source.into(),
        }
    }

    /// Something that is not as it was.
    pub fn changed(path: impl Into<PathBuf>, how: &'static str) -> Self {
        Self::Changed {
            path: path.into(),
            how,
        }
    }
}
