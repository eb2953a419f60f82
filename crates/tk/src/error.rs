//! The errors of `tk` itself: what failed, the cause, a hint, the exit code.

mod exit_codes;
pub mod hints;

use std::io;
use std::path::{Path, PathBuf};

use crate::exit_code::ExitCode;

/// A failure of `tk`. Its message names the operation and the path; [`Error::hint`] the next step.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Two revisions cannot be compared.
    #[error(transparent)]
    Affected(#[from] affected::Error),

    /// `dist/` is invalid, or cannot be changed.
    #[error(transparent)]
    Artifacts(#[from] artifacts::Error),

    /// The checkout, its Bazel or a file is missing or unreadable.
    #[error(transparent)]
    Checkout(#[from] checkout::Error),

    /// Bazel cannot be run, or does not answer.
    #[error(transparent)]
    Bazel(#[from] bazel::Error),

    /// A step's name is unknown.
    #[error("no step named {name:?}{}", suggestion(.nearest, .known))]
    UnknownStep {
        /// The name.
        name: String,
        /// The steps with names like it.
        nearest: Vec<String>,
        /// All steps.
        known: Vec<String>,
    },

    /// Nothing puts artifacts into `dist/`.
    #[error("no artifacts: this workspace has no steps, and only steps put files into dist/")]
    NoStepsForArtifacts,

    /// `--failed` without an earlier run.
    #[error("no earlier `{command}` in this checkout")]
    NothingRemembered {
        /// The command.
        command: &'static str,
    },

    /// A setting in `tk.toml` or a `TK_` variable is invalid.
    #[error(transparent)]
    Settings(#[from] settings::Error),

    /// An invalid command line.
    #[error("{0}")]
    Usage(String),

    /// A file of a build's outputs is not as expected.
    #[error(transparent)]
    Step(#[from] bep::Error),

    /// Two builds cannot be compared.
    #[error(transparent)]
    Determinism(#[from] determinism::Error),

    /// Generated files cannot be compared or updated.
    #[error(transparent)]
    Drift(#[from] drift::Error),

    /// A target has the tag of generated files, and does not say which files it makes.
    #[error(
        "{label} has the tag {}, but does not say which files are made: declare them with generated_file or committed_file of rules/generate, in the version of this tk",
        drift::TAG
    )]
    NotDescribed {
        /// The target.
        label: String,
    },

    /// The history cannot be used.
    #[error(transparent)]
    History(#[from] history::Error),

    /// The history has no record of something.
    #[error("the history has no record of {0}")]
    NothingRecorded(String),

    /// The viewer page for a report is missing.
    #[error("cannot find the viewer page: {reason}")]
    NoViewer {
        /// Why the page is missing or unusable.
        reason: String,
    },

    /// A folder that must not be removed.
    #[error("not removing {}: {reason}", path.display())]
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

    /// Another error of the operating system.
    #[error("{operation}")]
    System {
        /// What was tried.
        operation: &'static str,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
}

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Adds the path to a read error.
    pub fn read(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let add = checkout::Error::read(path);
        move |source| Self::Checkout(add(source))
    }

    /// Adds the path to a write error.
    pub fn write(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let add = checkout::Error::write(path);
        move |source| Self::Checkout(add(source))
    }

    /// The exit code for this error.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Affected(error) => exit_codes::of_affected(error),
            Self::Artifacts(error) => exit_codes::of_artifacts(error),
            Self::Checkout(error) => exit_codes::of_checkout(error),
            Self::Bazel(error) => exit_codes::of_bazel(error),
            Self::Determinism(error) => exit_codes::of_determinism(error),
            Self::Drift(error) => exit_codes::of_drift(error),
            Self::History(error) => exit_codes::of_history(error),
            Self::Settings(error) => exit_codes::of_settings(error),
            Self::UnknownStep { .. } | Self::Usage(_) => ExitCode::Usage,
            Self::NothingRecorded(_)
            | Self::NoViewer { .. }
            | Self::NothingRemembered { .. }
            | Self::NoStepsForArtifacts => ExitCode::NotFound,
            Self::NotOurs { .. } => ExitCode::Refused,
            Self::System { .. } | Self::Watch { .. } => ExitCode::Internal,
            Self::Step(_) | Self::NotDescribed { .. } => ExitCode::BadWorkspace,
        }
    }

    /// What to do about it, if that is not obvious.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Affected(error) => hints::of_affected(error),
            Self::Artifacts(error) => hints::of_artifacts(error),
            Self::Checkout(error) | Self::Settings(settings::Error::Checkout(error)) => {
                hints::of_checkout(error)
            }
            Self::Bazel(bazel::Error::Unreachable { .. }) => Some(hints::UNREACHABLE),
            Self::Bazel(bazel::Error::Start { .. }) => Some("`./tk doctor` reports what is wrong"),
            Self::Bazel(bazel::Error::File(error)) => hints::of_checkout(error),
            Self::History(error) => hints::of_history(error),
            Self::UnknownStep { .. } => {
                Some("name a target with its package, such as //crates/bep or //web:dist")
            }
            Self::NothingRecorded(_) => {
                Some("build it with tk, which records builds unless --no-history is given")
            }
            Self::NoStepsForArtifacts => Some(
                "`tk build` leaves what it builds in Bazel's own folders; `tk bazel info bazel-bin` prints where",
            ),
            Self::NoViewer { .. } => Some(
                "releases of tk include viewer.html; in tk's own repository `tk profile --html` \
                 builds //web:viewer_page; or put that file into .tk/",
            ),
            Self::Watch { source, .. } => hints::of_watching(source),
            Self::NothingRemembered { .. } => Some(
                "run the command without --failed first; it records failures in .tk/failed.json",
            ),
            _ => None,
        }
    }
}

/// An error's message and those of its causes.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(current) = cause {
        let message = current.to_string();
        if !text.ends_with(&message) {
            text.push_str(": ");
            text.push_str(&message);
        }
        cause = current.source();
    }
    text
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
