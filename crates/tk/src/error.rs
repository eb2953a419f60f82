//! What can go wrong in `tk` itself: the thing, the cause, the next step, the exit code.

use std::io;
use std::path::{Path, PathBuf};

use crate::exit_code::ExitCode;
use crate::history::store::StoreError;

/// A failure of `tk`. Its message names the operation and the path; [`Error::hint`] the next step.
#[derive(Debug, thiserror::Error)]
pub enum Error {
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
    Step(#[from] bep::StepError),

    /// The history cannot be used.
    #[error(transparent)]
    History(#[from] StoreError),

    /// The history's database refuses.
    #[error("the history cannot be read")]
    Database(#[from] rusqlite::Error),

    /// Of something the history knows nothing.
    #[error("nothing is recorded of {0}")]
    NothingRecorded(String),

    /// There is no page to put a report into.
    #[error("there is no page to show the report in: {reason}")]
    NoViewer {
        /// Why.
        reason: String,
    },

    /// A step says that it leaves a file which is not there.
    #[error("the step {step} says that it leaves {}, which is not there", path.display())]
    MissingArtifact {
        /// The step.
        step: String,
        /// The file.
        path: PathBuf,
    },

    /// Two steps want the same place in `dist/`.
    #[error("both {first} and {second} leave {path:?} in dist/")]
    SamePlace {
        /// A label.
        first: String,
        /// Another.
        second: String,
        /// The place.
        path: String,
    },

    /// A step's place in `dist/` leads out of it.
    #[error("the step {step} leaves {path:?}, which is not a path below dist/<platform>/")]
    BadPlace {
        /// The step.
        step: String,
        /// The place.
        path: String,
    },

    /// Nothing was built that could be listed.
    #[error("there are no artifacts: {} is not there, or not of tk", path.display())]
    NoArtifacts {
        /// What would be there.
        path: PathBuf,
    },

    /// A folder that must not be removed.
    #[error("{} is not removed: {reason}", path.display())]
    NotOurs {
        /// The folder.
        path: PathBuf,
        /// Why it is not.
        reason: String,
    },

    /// Changes of files cannot be followed.
    #[error("cannot watch {} for changes", path.display())]
    Watch {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: notify::Error,
    },

    /// Something the operating system refused that has no place above.
    #[error("{operation}")]
    System {
        /// What was tried.
        operation: &'static str,
        /// Why.
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
            Self::Checkout(error) => of_checkout(error),
            Self::Bazel(error) => of_bazel(error),
            Self::Settings(error) => of_settings(error),
            Self::UnknownStep { .. } | Self::Usage(_) => ExitCode::Usage,
            Self::MissingArtifact { .. }
            | Self::NoArtifacts { .. }
            | Self::NothingRecorded(_)
            | Self::NoViewer { .. }
            | Self::History(StoreError::Missing(_))
            | Self::NothingRemembered { .. } => ExitCode::NotFound,
            Self::NotOurs { .. } => ExitCode::Refused,
            Self::System { .. } | Self::Watch { .. } => ExitCode::Internal,
            Self::Step(_)
            | Self::History(_)
            | Self::Database(_)
            | Self::SamePlace { .. }
            | Self::BadPlace { .. } => ExitCode::BadWorkspace,
        }
    }

    /// What to do about it, where that is not plain.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Checkout(error) | Self::Settings(settings::Error::Checkout(error)) => {
                checkout_hint(error)
            }
            Self::Bazel(bazel::Error::Start { .. }) => {
                Some("`./tk doctor` says what is wrong with it")
            }
            Self::Bazel(bazel::Error::File(error)) => checkout_hint(error),
            Self::UnknownStep { .. } => {
                Some("a target is named with its package, like //crates/bep or //web:dist")
            }
            Self::NoArtifacts { .. } => {
                Some("`tk build` leaves them there; `tk artifacts list` lists what there is")
            }
            Self::NothingRecorded(_) => {
                Some("build it with tk: each build is recorded, unless --no-history says otherwise")
            }
            Self::History(StoreError::Missing(_)) => Some("run `tk build`: each build is recorded"),
            Self::Database(_) => {
                Some("the next build sets a damaged history aside and begins anew")
            }
            Self::History(error) if error.is_damage() => {
                Some("the next build sets the damaged history aside and begins anew")
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
            Self::MissingArtifact { .. } => Some(
                "with a remote cache, build with --remote_download_toplevel so that outputs are fetched",
            ),
            Self::NothingRemembered { .. } => Some(
                "run the command without --failed first; what fails is then remembered in .tk/failed.json",
            ),
            Self::SamePlace { .. } => {
                Some("give one of them another path in its build_step's artifacts")
            }
            _ => None,
        }
    }
}

fn of_bazel(error: &bazel::Error) -> ExitCode {
    match error {
        bazel::Error::Start { .. } => ExitCode::Unavailable,
        bazel::Error::Query { code, .. } => ExitCode::Bazel(*code),
        bazel::Error::ReservedFlag { .. } | bazel::Error::NoPlatforms(_) => ExitCode::Usage,
        bazel::Error::Events { .. } | bazel::Error::Profile(_) => ExitCode::BadWorkspace,
        bazel::Error::File(error) => of_checkout(error),
        bazel::Error::QueryAnswer { .. } | bazel::Error::Signals(_) => ExitCode::Internal,
    }
}

fn of_checkout(error: &checkout::Error) -> ExitCode {
    match error {
        checkout::Error::NoWorkspace(_) => ExitCode::BadWorkspace,
        checkout::Error::NoBazel(_) => ExitCode::Unavailable,
        checkout::Error::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => {
            ExitCode::NotFound
        }
        checkout::Error::Read { .. } => ExitCode::BadWorkspace,
        checkout::Error::Write { .. } => ExitCode::CannotWrite,
    }
}

fn of_settings(error: &settings::Error) -> ExitCode {
    match error {
        settings::Error::Checkout(error) => of_checkout(error),
        settings::Error::ConfigFile { .. } => ExitCode::BadWorkspace,
        settings::Error::Variable { .. } => ExitCode::Usage,
    }
}

fn checkout_hint(error: &checkout::Error) -> Option<&'static str> {
    match error {
        checkout::Error::NoWorkspace(_) => {
            Some("run tk in a checkout, or name its root in TK_ROOT")
        }
        checkout::Error::NoBazel(_) => {
            Some("run the checkout's launcher, ./tk, which finds or fetches Bazel")
        }
        checkout::Error::Write { source, .. } => write_hint(source.kind()),
        checkout::Error::Read { .. } => None,
    }
}

fn write_hint(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::PermissionDenied => {
            Some("make the folder writable for you, then run the command again")
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            Some("the file system is read-only; use a checkout on a writable one")
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("free some space (`tk clean` and `tk clean --all` say how much they free)")
        }
        _ => None,
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
mod tests {
    use super::*;

    #[test]
    fn failures_of_bazel_keep_their_codes() {
        let code = |error: bazel::Error| Error::from(error).exit_code().code();
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let bazel = PathBuf::from("/no/bazel");
        let source = missing();
        assert_eq!(code(bazel::Error::Start { bazel, source }), 69);
        let reserved = bazel::Error::ReservedFlag {
            flag: "--x".to_owned(),
            reason: "y",
        };
        assert_eq!(code(reserved), 64);
        assert_eq!(code(bazel::Error::NoPlatforms("x".to_owned())), 64);
        let file = checkout::Error::write("/x")(missing());
        assert_eq!(code(file.into()), 73);
        let query = bazel::Error::Query {
            what: "steps",
            code: 7,
            output: String::new(),
        };
        assert_eq!(code(query), 7);
    }

    #[test]
    fn settings_that_are_wrong_end_with_64_or_65() {
        let variable = [("TK_RETRIES".into(), "many".into())].into_iter();
        let error = settings::Sources::read(None, None, variable).unwrap_err();
        assert_eq!(Error::from(error).exit_code().code(), 64);

        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(settings::FILE_NAME), "retries = -1").unwrap();
        let none = std::iter::empty();
        let error = settings::Sources::read(Some(dir.path()), None, none).unwrap_err();
        assert_eq!(Error::from(error).exit_code().code(), 65);
    }
}
