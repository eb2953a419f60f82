//! The states of a build.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a build is. [`Status::may_become`] has the arrows between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for a worker.
    Pending,
    /// A worker holds its lease, or held it and died: then another worker takes over.
    Running,
    /// The work is done and the checks passed.
    Completed,
    /// The work could not be done.
    Failed,
    /// Somebody asked for it to stop, and it stopped.
    Cancelled,
}

/// A word that is no status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no status `{0}`: there are pending, running, completed, failed and cancelled")]
pub struct UnknownStatus(pub String);

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Running,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Whether a build in this status may take the other one. Six pairs of 25 may: a lease that was lost leaves the
    /// build running, with the next attempt.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Pending => matches!(next, Self::Running | Self::Cancelled),
            Self::Running => next != Self::Running,
            Self::Completed | Self::Failed | Self::Cancelled => false,
        }
    }

    /// Whether nothing leaves this status.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }

    /// The word in the database, in JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(word: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or_else(|| UnknownStatus(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_six_arrows() {
        let arrows: Vec<String> = Status::ALL
            .into_iter()
            .flat_map(|from| Status::ALL.into_iter().map(move |to| (from, to)))
            .filter(|(from, to)| from.may_become(*to))
            .map(|(from, to)| format!("{from} -> {to}"))
            .collect();
        insta::assert_snapshot!(arrows.join("\n"), @r"
        pending -> running
        pending -> cancelled
        running -> pending
        running -> completed
        running -> failed
        running -> cancelled
        ");
    }

    #[test]
    fn nothing_leaves_a_terminal_status_and_something_every_other() {
        for status in Status::ALL {
            let leaves = Status::ALL.into_iter().any(|next| status.may_become(next));
            assert_eq!(leaves, !status.is_terminal(), "{status}");
        }
    }

    #[test]
    fn words_are_those_of_json() {
        for status in Status::ALL {
            assert_eq!(
                serde_json::to_string(&status).unwrap(),
                format!("\"{status}\"")
            );
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        assert_eq!(
            "done".parse::<Status>(),
            Err(UnknownStatus("done".to_owned()))
        );
    }
}
