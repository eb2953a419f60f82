//! Why Bazel has to run.

use std::path::PathBuf;

/// What could not be proven.
#[derive(Debug, thiserror::Error)]
pub enum Unproven {
    /// The user wants Bazel to run.
    #[error("--no-fast")]
    Off,

    /// There is no record of this command.
    #[error("no earlier build with this command line and environment is known")]
    NotRemembered,

    /// A file or folder changed, or cannot be checked.
    #[error(transparent)]
    Files(#[from] uptodate::Error),

    /// A server that is gone may not have seen a change.
    #[error(
        "{} changed and has an older time, which only a new server of Bazel sees", .0.display()
    )]
    Unseen(PathBuf),

    /// A variable changed.
    #[error("the environment changed")]
    Environment,

    /// Another commit is checked out, which the manifest names.
    #[error("another commit is checked out")]
    Head,

    /// Outputs that are only in a cache may have been evicted.
    #[error("Bazel rechecks outputs that are only in a cache")]
    Expired,

    /// A flag of Bazel's, of the command line or of an rc file.
    #[error("the flag {flag} {reason}")]
    Flag {
        /// The flag.
        flag: String,
        /// Why it rules out the fast path.
        reason: &'static str,
    },

    /// Bazel had something to do: only the next build can show that the outputs are up to date.
    #[error("Bazel had something to do")]
    Acted,

    /// The build did not succeed or not get far enough.
    #[error("the build did not succeed")]
    Failed,

    /// The clock was changed.
    #[error("the clock was changed while Bazel ran")]
    Clock,

    /// The version of Bazel is decided at each run.
    #[error(".bazelversion is not an exact version")]
    BazelVersion,

    /// The way past Bazel was not tested with this version.
    #[error("Bazel {version} can only be skipped where that was tested: {tested}")]
    Untested {
        /// The version.
        version: String,
        /// The tested ones.
        tested: String,
    },

    /// A new server would run a module extension again, which may make something else.
    #[error(
        "the module extension {0} may read what is recorded nowhere: it does not promise `reproducible = True`, and is \
         not in MODULE.bazel.lock"
    )]
    Extension(String),

    /// What is not looked at counts for a module extension.
    #[error("MODULE.bazel or a module extension names files in {0}, which are not looked at")]
    NotLookedAt(String),

    /// A glob may match files that are not checked.
    #[error("a glob in {} may match .git and .tk", .0.display())]
    WideGlob(PathBuf),
}
