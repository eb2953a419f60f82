//! What can go wrong with Bazel as a program.

use std::io;
use std::path::PathBuf;

use crate::rc::Place;

/// A failure to run Bazel, or to get information from it. A failed build is not an error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Bazel exists but does not start.
    #[error("cannot start Bazel {}", bazel.display())]
    Start {
        /// The program.
        bazel: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },

    /// It waited for Bazel's lock, and was stopped with the server of the command that held it, again and again.
    #[error(
        "Bazel was stopped {times} times while it waited for another command: something stops this checkout's server"
    )]
    NoPlace {
        /// How often it was started.
        times: u32,
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

    /// A host that modules or repositories come from cannot be reached.
    #[error("Bazel cannot download what this workspace depends on: {reason}")]
    Unreachable {
        /// What Bazel says of it.
        reason: String,
        /// Bazel's exit code.
        code: u8,
    },

    /// A query's answer cannot be parsed.
    #[error("cannot parse Bazel's list of {what}")]
    QueryAnswer {
        /// What was asked for.
        what: &'static str,
        /// Where its JSON is wrong.
        #[source]
        source: serde_json::Error,
    },

    /// A flag for Bazel that is reserved for `tk`.
    #[error("{flag} cannot be passed to Bazel: {reason}")]
    ReservedFlag {
        /// The flag.
        flag: String,
        /// Why it is reserved, and what to use instead.
        reason: &'static str,
        /// The line of the rc file that has it; `None`: the user gave it.
        #[source]
        place: Option<Place>,
    },

    /// A platform is named, but the workspace defines none.
    #[error(
        "--platform={0} needs the package //platforms, which this workspace does not have; \
         pass a platform's label to Bazel instead: -- --platforms=LABEL"
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

    /// The operating system does not let this process handle signals.
    #[error("cannot listen for signals")]
    Signals(#[source] io::Error),
}

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
