//! What can go wrong with `dist/`.

use std::io;
use std::path::{Path, PathBuf};

/// A failure. Its message names the file or the step.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error(transparent)]
    Checkout(#[from] checkout::Error),

    /// A step says that it leaves a file which is not there.
    #[error("the step {step} says that it leaves {}, which is not there", path.display())]
    MissingArtifact {
        /// The step's name.
        step: String,
        /// The file, below Bazel's outputs.
        path: PathBuf,
    },

    /// Two steps want the same place in `dist/`.
    #[error("both {first} and {second} leave {path:?} in dist/")]
    SamePlace {
        /// The label that has the place.
        first: String,
        /// The label that wants it, too.
        second: String,
        /// The place, below `dist/<platform>/`.
        path: String,
    },

    /// A step's place in `dist/` leads out of it.
    #[error("the step {step} leaves {path:?}, which is not a path below dist/<platform>/")]
    BadPlace {
        /// The step's name.
        step: String,
        /// The place, as the step has it.
        path: String,
    },

    /// Nothing was built that could be listed.
    #[error("there are no artifacts: {} is not there, or not of tk", path.display())]
    NoArtifacts {
        /// The folder or manifest that a build would leave.
        path: PathBuf,
    },

    /// A platform's folder holds files that no build left there.
    #[error("{} is not removed: {first}{} was added or changed since the build; move or remove it first",
        folder.display(), and_more(*.more))]
    HasForeignFiles {
        /// The platform's folder.
        folder: PathBuf,
        /// The first of the files, below the folder.
        first: String,
        /// The number of the others.
        more: usize,
    },
}

/// What functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Adds the path to a failed reading.
    pub(crate) fn read(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let add = checkout::Error::read(path);
        move |source| Self::Checkout(add(source))
    }

    /// Adds the path to a failed writing.
    pub(crate) fn write(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let add = checkout::Error::write(path);
        move |source| Self::Checkout(add(source))
    }
}

fn and_more(more: usize) -> String {
    match more {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    }
}
