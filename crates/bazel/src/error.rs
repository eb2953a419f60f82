//! What can go wrong with Bazel as a program.

use std::io;
use std::path::PathBuf;

/// A failure to run Bazel, or to learn something from it. A build that fails is none.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Bazel is there and does not start.
    #[error("cannot start Bazel {}", bazel.display())]
    Start {
        /// The program.
        bazel: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },

    /// A query ended with an error.
    #[error("Bazel could not list {what} (exit code {code}):\n{output}")]
    Query {
        /// What was asked for.
        what: &'static str,
        /// Bazel's exit code.
        code: u8,
        /// What Bazel printed.
        output: String,
    },

    /// A query's answer is not in the form that is read.
    #[error("Bazel's list of {what} is not in the form that tk reads")]
    QueryAnswer {
        /// What was asked for.
        what: &'static str,
        /// Where its JSON is wrong.
        #[source]
        source: serde_json::Error,
    },

    /// A flag for Bazel that would keep `tk` from following the build.
    #[error("{flag} cannot be passed on: {reason}")]
    ReservedFlag {
        /// The flag.
        flag: String,
        /// What it would break, and what to use instead.
        reason: &'static str,
    },

    /// A platform is named where the workspace defines none.
    #[error(
        "--platform={0} names a target of the package //platforms, which this workspace does not have; \
         pass the label of a platform to Bazel: -- --platforms=LABEL"
    )]
    NoPlatforms(String),

    /// The event stream cannot be read.
    #[error("cannot read Bazel's build events from {}", path.display())]
    Events {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },

    /// A profile cannot be read.
    #[error(transparent)]
    Profile(#[from] bep::Error),

    /// A file of the checkout, or a temporary one, cannot be read or written.
    #[error(transparent)]
    File(#[from] checkout::Error),

    /// The operating system does not let this process listen to signals.
    #[error("cannot listen to signals")]
    Signals(#[source] io::Error),
}

/// What functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
