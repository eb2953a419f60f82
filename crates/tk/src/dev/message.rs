//! What `tk dev` waits for.

use std::path::PathBuf;

use super::work::Outcome;
use crate::error::Error;

/// Something that happened while `tk dev` runs.
pub enum Message {
    /// Files of the workspace changed.
    Changed(Vec<PathBuf>),
    /// The operating system lost changes: any file may have changed.
    ChangedSomewhere,
    /// Changes in some folders are not noticed.
    Unwatched {
        /// The first of the folders, as seen from the root.
        first: PathBuf,
        /// The number of the others.
        others: usize,
        /// Why not.
        reason: Error,
    },
    /// All folders are watched again.
    WatchedAgain,
    /// A signal asks to stop.
    Stop,
    /// A line of Bazel's output to show.
    Passing(String),
    /// A target is built and ready to start; `script` runs it.
    Ready {
        /// The target.
        target: String,
        /// The script.
        script: PathBuf,
    },
    /// A program printed a line.
    Said {
        /// The target's label.
        target: String,
        /// Which run of it.
        run: u64,
        /// The line.
        line: String,
    },
    /// A program exited.
    Ended {
        /// The target's label.
        target: String,
        /// Which run of it.
        run: u64,
        /// Its exit code.
        code: Option<i32>,
    },
    /// The build of a round has ended.
    Built(Box<Outcome>),
    /// A target to start could not be built.
    Unready {
        /// The target.
        target: String,
        /// Bazel's message.
        reason: String,
    },
    /// A round is over: Bazel is ready for the next.
    Over,
}
