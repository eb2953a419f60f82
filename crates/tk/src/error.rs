//! What can go wrong in `tk` itself: the thing, the cause, the next step, the exit code.

mod exit_codes;
mod hints;

use std::io;
use std::path::{Path, PathBuf};

use crate::exit_code::ExitCode;

/// A failure of `tk`. Its message names the operation and the path; [`Error::hint`] the next step.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// `dist/` is not as it must be, or cannot be changed.
    #[error(transparent)]
    Artifacts(#[from] artifacts::Error),

    /// The checkout, its Bazel or a file is not to be had.
    #[error(transparent)]
    Checkout(#[from] checkout::Error),

    /// Bazel cannot be run, or does not say what it is asked.
    #[error(transparent)]
    Bazel(#[from] bazel::Error),

    /// A step's name is unknown.
    #[error("there is no step named {name:?}{}", suggestion(.nearest, .known))]
    UnknownStep {
        /// The name.
        name: String,
        /// The steps with names like it.
        nearest: Vec<String>,
        /// All steps.
        known: Vec<String>,
    },

    /// `--failed` without an earlier run.
    #[error("no earlier `{command}` of this checkout is remembered")]
    NothingRemembered {
        /// The command.
        command: &'static str,
    },

    /// A `tk.toml` or a `TK_` variable sets what cannot be set.
    #[error(transparent)]
    Settings(#[from] settings::Error),

    /// A command line that no command understands.
    #[error("{0}")]
    Usage(String),

    /// A file of a build's outputs is not as expected.
    #[error(transparent)]
    Step(#[from] bep::Error),

    /// The history cannot be used.
    #[error(transparent)]
    History(#[from] history::Error),

    /// Of something the history knows nothing.
    #[error("nothing is recorded of {0}")]
    NothingRecorded(String),

    /// There is no page to put a report into.
    #[error("there is no page to show the report in: {reason}")]
    NoViewer {
        /// How the page is missing, or does not fit.
        reason: String,
    },

    /// A folder that must not be removed.
    #[error("{} is not removed: {reason}", path.display())]
    NotOurs {
        /// The folder.
        path: PathBuf,
        /// What would be lost with it.
        reason: String,
    },

    /// Changes of files cannot be followed.
    #[error("cannot watch {} for changes", path.display())]
    Watch {
        /// The folder.
        path: PathBuf,
        /// The watcher's reason.
        #[source]
        source: notify::Error,
    },

    /// Something the operating system refused that has no place above.
    #[error("{operation}")]
    System {
        /// What was tried.
        operation: &'static str,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
}

/// What functions of this crate give back.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Adds the path to a failed reading.
    pub fn read(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let add = checkout::Error::read(path);
        move |source| Self::Checkout(add(source))
    }

    /// Adds the path to a failed writing.
    pub fn write(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let add = checkout::Error::write(path);
        move |source| Self::Checkout(add(source))
    }

    /// The exit code that says so.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Artifacts(error) => exit_codes::of_artifacts(error),
            Self::Checkout(error) => exit_codes::of_checkout(error),
            Self::Bazel(error) => exit_codes::of_bazel(error),
            Self::History(error) => exit_codes::of_history(error),
            Self::Settings(error) => exit_codes::of_settings(error),
            Self::UnknownStep { .. } | Self::Usage(_) => ExitCode::Usage,
            Self::NothingRecorded(_) | Self::NoViewer { .. } | Self::NothingRemembered { .. } => {
                ExitCode::NotFound
            }
            Self::NotOurs { .. } => ExitCode::Refused,
            Self::System { .. } | Self::Watch { .. } => ExitCode::Internal,
            Self::Step(_) => ExitCode::BadWorkspace,
        }
    }

    /// What to do about it, where that is not plain.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Artifacts(error) => hints::of_artifacts(error),
            Self::Checkout(error) | Self::Settings(settings::Error::Checkout(error)) => {
                hints::of_checkout(error)
            }
            Self::Bazel(bazel::Error::Start { .. }) => {
                Some("`./tk doctor` says what is wrong with it")
            }
            Self::Bazel(bazel::Error::File(error)) => hints::of_checkout(error),
            Self::History(error) => hints::of_history(error),
            Self::UnknownStep { .. } => {
                Some("a target is named with its package, like //crates/bep or //web:dist")
            }
            Self::NothingRecorded(_) => {
                Some("build it with tk: each build is recorded, unless --no-history says otherwise")
            }
            Self::NoViewer { .. } => Some(
                "a release of tk has viewer.html beside it; in tk's own repository `tk profile --html` \
                 builds //web:viewer_page; or put that file into .tk/",
            ),
            Self::Watch { source, .. }
                if matches!(source.kind, notify::ErrorKind::MaxFilesWatch) =>
            {
                Some("raise the limit of watches: sysctl fs.inotify.max_user_watches=1048576")
            }
            Self::NothingRemembered { .. } => Some(
                "run the command without --failed first; what fails is then remembered in .tk/failed.json",
            ),
            _ => None,
        }
    }
}

fn suggestion(nearest: &[String], known: &[String]) -> String {
    if !nearest.is_empty() {
        format!("; did you mean {}?", nearest.join(" or "))
    } else if known.is_empty() {
        "; this workspace has no steps".to_owned()
    } else {
        format!("; the steps are {}", known.join(", "))
    }
}

#[cfg(test)]
mod tests;
