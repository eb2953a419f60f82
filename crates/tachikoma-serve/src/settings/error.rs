//! What can be wrong with settings. Each message names the place and the way out.

use std::path::PathBuf;

use super::given::Unfit;

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
    /// A line of the file is wrong.
    #[error("{file}:{line}: {message}")]
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it, and what to do.
        message: String,
    },
    /// A variable, a flag, or settings together are wrong.
    #[error("{0}")]
    Wrong(String),
    /// There is no folder for what the service keeps.
    #[error("there is no HOME, so no folder for the data: set `data`, TACHIKOMA_DATA or --data")]
    NoData,
}

impl Error {
    /// A value that a variable, a flag or a default gives.
    pub(super) fn value(place: &str, wanted: &str, unfit: Unfit) -> Self {
        Self::Wrong(match unfit {
            Unfit::Found(found) => format!("{place} must be {wanted}, not {found}"),
            Unfit::Refused(why) => format!("{place} {why}"),
        })
    }
}
