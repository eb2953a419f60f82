//! Why Bazel has to be asked.

use std::path::PathBuf;

/// What could not be proven.
#[derive(Debug, thiserror::Error)]
pub enum Unproven {
    /// Somebody wants Bazel asked.
    #[error("--no-fast")]
    Off,

    /// No such command is remembered.
    #[error("no build like this one, with these variables, is remembered")]
    NotRemembered,

    /// A file or folder is not as it was, or cannot be looked at.
    #[error(transparent)]
    Files(#[from] uptodate::Error),

    /// A variable is not as it was.
    #[error("the environment changed")]
    Environment,

    /// Another commit is checked out, which the manifest names.
    #[error("another commit is checked out")]
    Head,

    /// Outputs that are only in a cache may be forgotten by now.
    #[error("Bazel looks again at outputs that are only in a cache")]
    Expired,

    /// A flag of Bazel's, of the command line or of an rc file.
    #[error("the flag {flag} {reason}")]
    Flag {
        /// It.
        flag: String,
        /// What of it.
        reason: &'static str,
    },

    /// Bazel had something to do: whether outputs are still what it made is seen with the next.
    #[error("Bazel had something to do")]
    Acted,

    /// The build did not succeed or not get far enough.
    #[error("the build did not succeed")]
    Failed,

    /// The clock was set.
    #[error("the clock was set while Bazel ran")]
    Clock,

    /// Which Bazel runs is decided anew each time.
    #[error(".bazelversion names no exact version")]
    BazelVersion,

    /// A glob that may see what is not looked at.
    #[error("a glob in {} may reach .git and .tk", .0.display())]
    WideGlob(PathBuf),
}
