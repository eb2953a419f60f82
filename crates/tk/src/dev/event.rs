//! What `tk dev` waits for.

use std::path::PathBuf;

use super::work::Outcome;

/// Something that happened while `tk dev` runs.
pub enum Event {
    /// Files of the workspace changed.
    Changed(Vec<PathBuf>),
    /// More files changed than the operating system could tell: any may have.
    ChangedSomewhere,
    /// A signal asks for the end.
    Stop,
    /// A line of what Bazel says in passing.
    Passing(String),
    /// A target is built and can be started; `script` runs it.
    Ready {
        /// The target.
        target: String,
        /// The script.
        script: PathBuf,
    },
    /// A program printed a line.
    Said {
        /// Its target.
        target: String,
        /// Which run of it.
        run: u64,
        /// The line.
        line: String,
    },
    /// A program has ended.
    Ended {
        /// Its target.
        target: String,
        /// Which run of it.
        run: u64,
        /// Its exit code.
        code: Option<i32>,
    },
    /// The build of a round has ended.
    Built(Box<Outcome>),
    /// A target that was to be started could not be built.
    Unready {
        /// The target.
        target: String,
        /// What Bazel said.
        reason: String,
    },
    /// A round is over: Bazel is free for the next.
    Over,
}
