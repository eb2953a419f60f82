//! What can go wrong with `dist/`.

use std::io;
use std::path::{Path, PathBuf};

/// A failure. Its message names the file or the step.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error(transparent)]
    Checkout(#[from] checkout::Error),

    /// A step declares an artifact that does not exist.
    #[error("the step {step} declares the artifact {}, which does not exist", path.display())]
    MissingArtifact {
        /// The step's name.
        step: String,
        /// The file, below Bazel's outputs.
        path: PathBuf,
    },

    /// Two steps want the same place in `dist/`.
    #[error("both {first} and {second} put {path:?} in dist/")]
    SamePlace {
        /// The label that has the place.
        first: String,
        /// The label that wants it, too.
        second: String,
        /// The place, below `dist/<platform>/`.
        path: String,
    },

    /// A step's place in `dist/` leads out of it.
    #[error("the step {step} has the artifact path {path:?}, which is not below dist/<platform>/")]
    BadPlace {
        /// The step's name.
        step: String,
        /// The place, as the step has it.
        path: String,
    },

    /// A directory that a step leaves has something in it that cannot be published.
    #[error("the step {step} has {label} as an artifact, in which {} {reason}", path.display())]
    Unfit {
        /// The step's name.
        step: String,
        /// The label of the artifact.
        label: String,
        /// What cannot be published.
        path: PathBuf,
        /// Why not, as the rest of a sentence.
        reason: String,
    },

    /// There are no artifacts to list.
    #[error("no artifacts: {} does not exist, or tk did not create it", path.display())]
    NoArtifacts {
        /// The folder or manifest that a build would create.
        path: PathBuf,
    },

    /// There are none of this platform, but some of others.
    #[error("no artifacts: dist/ has none for {platform}, only for {}", others.join(", "))]
    NotForPlatform {
        /// The platform.
        platform: String,
        /// The platforms that have some.
        others: Vec<String>,
    },

    /// A platform's folder contains files that no build put there.
    #[error("not removing {}: {first}{} was added or changed since the build; move or remove it first",
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

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Adds the path to a read error.
    pub(crate) fn read(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let add = checkout::Error::read(path);
        move |source| Self::Checkout(add(source))
    }

    /// Adds the path to a write error.
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
