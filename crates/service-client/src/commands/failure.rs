//! Why a command fails, what to do, and how it exits.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use service::{Problem, ProblemKind, TaskId};

use super::exit::Exit;
use crate::error::ClientError;

/// Why a command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum CommandError {
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The command line asks for what there is not.
    #[error("{what}")]
    Usage { what: String, hint: &'static str },
    #[error("{path} cannot be read")]
    Read {
        path: String,
        #[source]
        source: io::Error,
    },
    #[error("{} cannot be written", path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the build keeps no file {0:?}")]
    NoArtifact(String),
    #[error("{0} is not what the build kept: its SHA-256 is another one")]
    OtherContent(String),
    #[error("standard output cannot be written")]
    Print(#[source] io::Error),
    /// Nobody reads standard output, and nothing was left to know.
    #[error("standard output is closed")]
    Closed,
    /// Nobody reads standard output, and the build has not ended.
    #[error("standard output is closed")]
    ClosedBeforeEnd,
    #[error("the build goes on")]
    Interrupted(TaskId),
}

impl CommandError {
    /// What a person has to know; nothing where nobody reads on.
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Closed | Self::ClosedBeforeEnd => Vec::new(),
            Self::Interrupted(id) => vec![
                String::new(),
                "interrupted: the build goes on".to_owned(),
                format!("  watch it:  tachikoma build watch {id}"),
                format!("  cancel it: tachikoma build cancel {id}"),
            ],
            _ => {
                let causes = self.causes().into_iter();
                let causes = causes.map(|line| format!("  caused by: {line}"));
                let hint = self.hint().map(|hint| format!("  hint: {hint}"));
                std::iter::once(format!("error: {}", self.headline()))
                    .chain(causes)
                    .chain(hint)
                    .collect()
            }
        }
    }

    /// The error without what is said below it.
    fn headline(&self) -> String {
        match self {
            Self::Client(ClientError::Refused { asked, problem, .. }) => {
                let said = Problem {
                    errors: Vec::new(),
                    ..(**problem).clone()
                };
                format!("{asked}: {said}")
            }
            other => other.to_string(),
        }
    }

    /// The texts below the error. Of what the layers of HTTP say, the lowest one says what happened.
    fn causes(&self) -> Vec<String> {
        if let Self::Client(ClientError::Refused { problem, .. }) = self {
            let fields = problem.errors.iter();
            let fields = fields.map(|it| format!("{} {}", it.field, it.message));
            let undone = (!problem.undone.is_empty()).then(|| problem.undone.join(", "));
            return fields
                .chain(undone.map(|it| format!("undone: {it}")))
                .collect();
        }
        let mut texts: Vec<String> = Vec::new();
        let mut cause = self.source();
        while let Some(error) = cause {
            texts.push(error.to_string());
            cause = error.source();
        }
        let is_of_http = matches!(
            self,
            Self::Client(ClientError::Unreachable { .. } | ClientError::Lost { .. })
        );
        texts.split_off(if is_of_http {
            texts.len().saturating_sub(1)
        } else {
            0
        })
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Client(error) => error.hint(),
            Self::Usage { hint, .. } => Some((*hint).to_owned()),
            Self::NoArtifact(_) => Some("without a name, the command lists them".to_owned()),
            _ => None,
        }
    }

    pub fn exit(&self) -> Exit {
        match self {
            Self::Client(error) => exit_of(error),
            Self::Usage { .. } => Exit::Usage,
            Self::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => Exit::NotFound,
            Self::Read { .. } | Self::Write { .. } | Self::Print(_) => Exit::Io,
            Self::NoArtifact(_) => Exit::NotFound,
            Self::OtherContent(_) => Exit::Fault,
            Self::Closed => Exit::Success,
            Self::ClosedBeforeEnd => Exit::Closed,
            Self::Interrupted(_) => Exit::Interrupted,
        }
    }
}

fn exit_of(error: &ClientError) -> Exit {
    match error {
        ClientError::Address { .. }
        | ClientError::NoName(_)
        | ClientError::Token
        | ClientError::Authorities(_) => Exit::Usage,
        ClientError::Unreachable { .. }
        | ClientError::Lost { .. }
        | ClientError::Foreign { .. } => Exit::Unreachable,
        ClientError::Refused { problem, .. } => match problem.status {
            401 | 403 => Exit::NoPermission,
            404 | 410 => Exit::NotFound,
            408 | 429 | 503 => Exit::TryAgain,
            409 if problem.kind == ProblemKind::InFlight.uri() => Exit::TryAgain,
            400..=499 => Exit::Refused,
            _ => Exit::Fault,
        },
        ClientError::Setup(_)
        | ClientError::Unreadable { .. }
        | ClientError::Disordered { .. }
        | ClientError::TooLong(_) => Exit::Fault,
    }
}
