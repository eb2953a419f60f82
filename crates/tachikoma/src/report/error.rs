//! Why there is no report.

use std::io;
use std::path::PathBuf;

use crate::exit_code::Exit;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The events could not be read.
    #[error("cannot report on {}", file.display())]
    Read {
        /// The file, or `-`.
        file: PathBuf,
        /// What is wrong with them, or with reading them.
        #[source]
        source: bep::Error,
    },
    /// The directory of the steps could not be read.
    #[error("cannot look for step definitions in {}", directory.display())]
    Steps {
        /// The directory.
        directory: PathBuf,
        /// What the file system said.
        #[source]
        source: io::Error,
    },
    /// The definition of a step or the profile could not be read.
    #[error(transparent)]
    Referenced(#[from] bep::Error),
    /// The profile is of another build.
    #[error("the profile {} is of another build", path.display())]
    OtherProfile {
        /// The profile.
        path: PathBuf,
    },
    /// The report could not be printed.
    #[error("cannot print the report")]
    Print(#[source] io::Error),
}

impl ReportError {
    /// How the program ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Read { source, .. } | Self::Referenced(source) => match source.io() {
                Some(source) => source.kind().into(),
                None => Exit::BadData,
            },
            Self::Steps { source, .. } => source.kind().into(),
            Self::OtherProfile { .. } => Exit::BadData,
            Self::Print(_) => Exit::Io,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Read {
                source: bep::Error::Empty | bep::Error::NotBuildEvents(_),
                ..
            } => Some("create one with: bazel build --build_event_binary_file=FILE TARGET"),
            Self::Read {
                source: bep::Error::OtherFormat(format),
                ..
            } => Some(format.way_out()),
            Self::OtherProfile { .. } => Some("use the profile of the same Bazel command"),
            _ => None,
        }
    }
}
