//! What can go wrong between a client and the service.

use std::error::Error;
use std::time::Duration;

use service::Problem;
use service_api::DEFAULT_LISTEN;
use service_trust::TrustError;

/// What went wrong. [`ClientError::hint`] says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address is none.
    #[error("{text:?} is no address of a build service: {why}")]
    Address {
        /// What was given.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// What shall name something names nothing.
    #[error("{0:?} names nothing")]
    NoName(String),
    /// The token cannot be sent.
    #[error("the token has a space, a line break or another letter that no token has")]
    Token,
    /// The further authorities cannot be trusted.
    #[error(transparent)]
    Authorities(#[from] TrustError),
    /// There is no client.
    #[error("there is no client for HTTP")]
    Setup(#[source] reqwest::Error),
    /// Nothing was sent, or it is not known what came of it.
    #[error("the build service at {url} cannot be reached")]
    Unreachable {
        /// Where it should be.
        url: String,
        /// What happened.
        #[source]
        cause: reqwest::Error,
    },
    /// The answer ended before its end.
    #[error("the connection to the build service at {url} was lost")]
    Lost {
        /// Where it is.
        url: String,
        /// What happened, where something did.
        #[source]
        cause: Option<reqwest::Error>,
    },
    /// The service refuses, and says why.
    #[error("{asked}: {problem}")]
    Refused {
        /// What it was asked for: the method and the path.
        asked: String,
        /// What it says.
        problem: Box<Problem>,
        /// After which time it would be asked again.
        wait: Option<Duration>,
    },
    /// Something answers that is no build service.
    #[error("what answers at {url} is no build service: it answers with status {status}")]
    Foreign {
        /// Where it is.
        url: String,
        /// What it answers.
        status: u16,
    },
    /// The answer is none that this version knows.
    #[error("the answer of the build service at {url} cannot be read")]
    Unreadable {
        /// Where it is.
        url: String,
        /// What is wrong with it.
        #[source]
        cause: serde_json::Error,
    },
    /// Events do not come in their order.
    #[error("event {got} came where event {wanted} was to come")]
    Disordered {
        /// The next number.
        wanted: u64,
        /// The one that came.
        got: u64,
    },
    /// An event has no end.
    #[error("an event has more than {0} bytes")]
    TooLong(usize),
}

impl ClientError {
    /// Whether the same may succeed soon: the network, a service that restarts, or one that is asked too often.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Lost { .. } | Self::Disordered { .. } => true,
            Self::Refused { problem, .. } => matches!(problem.status, 429 | 503),
            // A proxy whose service restarts.
            Self::Foreign { status, .. } => matches!(status, 502..=504),
            _ => false,
        }
    }

    /// Whether the service may have done what it was asked for all the same.
    pub(crate) fn leaves_open_what_was_done(&self) -> bool {
        match self {
            Self::Unreachable { cause, .. } => !cause.is_connect(),
            Self::Lost { .. } => true,
            _ => false,
        }
    }

    /// When the service wants to be asked again.
    pub(crate) fn wait(&self) -> Option<Duration> {
        match self {
            Self::Refused { wait, .. } => *wait,
            _ => None,
        }
    }

    /// What to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Address { .. } => Some(format!(
                "give one like http://{DEFAULT_LISTEN} with --url or TACHIKOMA_URL"
            )),
            Self::NoName(_) => Some("give the name or the id that the service answered".to_owned()),
            Self::Unreachable { cause, .. } if is_of_certificates(cause) => {
                Some("a company's own authority is given with --ca-file".to_owned())
            }
            Self::Unreachable { .. } => Some(
                "start one with `tachikoma serve`, or say where it is with --url or TACHIKOMA_URL"
                    .to_owned(),
            ),
            Self::Refused { problem, wait, .. } => hint_of(problem, *wait),
            Self::Foreign { .. } => {
                Some("look at --url or TACHIKOMA_URL: it may name another server".to_owned())
            }
            Self::Unreadable { .. } | Self::TooLong(_) => {
                Some("the service may be newer than this program".to_owned())
            }
            _ => None,
        }
    }
}

fn hint_of(problem: &Problem, wait: Option<Duration>) -> Option<String> {
    match problem.status {
        401 => {
            Some("give a token: TACHIKOMA_TOKEN has it, or --token-file names its file".to_owned())
        }
        404 => Some("the id or name is another one, or the token may not see it".to_owned()),
        429 | 503 => wait.map(|wait| format!("try again in {} s", wait.as_secs().max(1))),
        500 | 502 => {
            let id = problem.request_id.as_deref()?;
            Some(format!("the service's log says more of the request {id}"))
        }
        _ => None,
    }
}

fn is_of_certificates(error: &reqwest::Error) -> bool {
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("certificate") {
            return true;
        }
        cause = error.source();
    }
    false
}
