//! What can go wrong when two revisions are compared.

use std::io;
use std::path::PathBuf;

/// Revisions that cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error(transparent)]
    Checkout(#[from] checkout::Error),

    /// Bazel cannot say what is in the checkout.
    #[error(transparent)]
    Bazel(#[from] bazel::Error),

    /// Bazel cannot say what is in the base.
    #[error("the base {commit} cannot be compared with")]
    Base {
        /// The commit.
        commit: String,
        /// What Bazel says of it.
        #[source]
        source: bazel::Error,
    },

    /// git is not installed.
    #[error("cannot start git, which knows what has changed")]
    NoGit(#[source] io::Error),

    /// The workspace is in no repository, or git refuses to look at it.
    #[error("{} is not in a git repository that git reads: {reason}", root.display())]
    NoRepository {
        /// The workspace.
        root: PathBuf,
        /// What git says.
        reason: String,
    },

    /// The base is unknown to git.
    #[error("git knows no revision {revision:?}{}", shallow(*.is_shallow))]
    UnknownRevision {
        /// The revision, as given.
        revision: String,
        /// Whether the clone has not all commits.
        is_shallow: bool,
    },

    /// None of the usual names is a branch.
    #[error("cannot tell which branch is the main one: there is none of {tried}")]
    NoMainBranch {
        /// The names.
        tried: String,
    },

    /// Two revisions without a common ancestor.
    #[error("{branch} and the checkout have no common commit{}", shallow(*.is_shallow))]
    NoMergeBase {
        /// The main branch.
        branch: String,
        /// Whether the clone has not all commits.
        is_shallow: bool,
    },

    /// git fails.
    #[error("`git {command}` failed: {reason}")]
    Git {
        /// The command's name.
        command: String,
        /// What it said.
        reason: String,
    },

    /// Bazel's answer is in another form than expected.
    #[error("cannot read Bazel's list of {what}")]
    Answer {
        /// What was asked for.
        what: &'static str,
        /// Where it is wrong.
        #[source]
        source: prost::DecodeError,
    },
}

fn shallow(is_shallow: bool) -> &'static str {
    if is_shallow {
        "; this clone is shallow, so the commit may be missing from it"
    } else {
        ""
    }
}

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
