//! Why build events, or a file that they name, could not be read.

use std::io;
use std::path::PathBuf;

use crate::other_format::OtherFormat;

/// The largest event accepted, in bytes. The largest ones seen are below 100 MB.
pub const MAX_EVENT_BYTES: u64 = 256 * 1024 * 1024;

/// The version of `step.json` that this crate reads.
pub const STEP_VERSION: u32 = 1;

/// What the functions of this crate return.
pub type Result<T> = std::result::Result<T, Error>;

/// Why build events, or a file that they name, could not be read. Offsets are bytes from the
/// start of the stream.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file of build events could not be opened.
    #[error("cannot open {}", path.display())]
    Open {
        /// The file of build events.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The source of the build events failed.
    #[error("cannot read the build events at byte {offset}")]
    Io {
        /// Where reading stopped.
        offset: u64,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The stream ends in the middle of an event.
    #[error("the build events end in the middle of an event that begins at byte {offset}")]
    Truncated {
        /// Where the unfinished event begins.
        offset: u64,
    },
    /// An event is larger than the limit.
    #[error(
        "the event at byte {offset} is {size} bytes long; the limit is \
         {MAX_EVENT_BYTES} bytes"
    )]
    TooLarge {
        /// Where it begins.
        offset: u64,
        /// Its declared length.
        size: u64,
    },
    /// The bytes are not an event.
    #[error("there is no build event at byte {offset}")]
    Malformed {
        /// Where the event should begin.
        offset: u64,
        /// What is wrong with it; `None` if its length is invalid.
        #[source]
        source: Option<prost::DecodeError>,
    },
    /// The JSON is not that of an event.
    #[error("line {line} is no build event: {reason} at column {column}")]
    MalformedJson {
        /// Where it is not, counted from 1.
        line: u64,
        /// Where in the line.
        column: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// There is nothing in the stream.
    #[error("it is empty: no build events")]
    Empty,
    /// The stream does not begin with a build event.
    #[error(
        "not a build event file, as Bazel writes with --build_event_binary_file or \
         --build_event_json_file"
    )]
    NotBuildEvents(#[source] Option<Box<Error>>),
    /// The file is of another kind that is known.
    #[error("it is {0}, not a build event file")]
    OtherFormat(OtherFormat),

    /// The definition of a step could not be read.
    #[error("cannot read the step definition {}", path.display())]
    StepIo {
        /// The step definition.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file is not a step definition.
    #[error("{} is not a step definition", path.display())]
    NotStep {
        /// What was read as one.
        path: PathBuf,
        /// Where it is no JSON, or which field is not as it should be.
        #[source]
        source: serde_json::Error,
    },
    /// The step definition is of a version that this crate does not know.
    #[error(
        "{} is a step definition of version {found}; this program reads version {STEP_VERSION}",
        path.display()
    )]
    StepVersion {
        /// The step definition.
        path: PathBuf,
        /// The version that it names.
        found: u32,
    },

    /// The profile could not be read.
    #[error("cannot read the profile {}", path.display())]
    ProfileIo {
        /// The profile.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file is not a profile.
    #[error("{} is not a Bazel profile", path.display())]
    NotProfile {
        /// What was read as one.
        path: PathBuf,
    },
}

impl Error {
    /// What the system said, where it did not let read something; `None` where what was read is
    /// not as it should be.
    pub fn io(&self) -> Option<&io::Error> {
        match self {
            Self::Open { source, .. }
            | Self::Io { source, .. }
            | Self::StepIo { source, .. }
            | Self::ProfileIo { source, .. } => Some(source),
            _ => None,
        }
    }

    /// Whether one event is not as it should be, and those behind it are read.
    pub fn is_of_one_event(&self) -> bool {
        matches!(
            self,
            Self::MalformedJson { .. }
                | Self::Malformed {
                    source: Some(_),
                    ..
                }
        )
    }
}
