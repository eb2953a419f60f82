//! A build as the store keeps it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{ProjectId, TaskId, TokenId};
use crate::result::BuildResult;
use crate::spec::BuildSpec;
use crate::status::Status;
use crate::timestamp::Timestamp;

/// What a worker does at the moment. It is written before it has an effect outside of the database.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Makes the workspace from repository and template.
    Workspace,
    /// Runs the agent.
    Agent,
    /// Builds and tests what the agent left.
    Check,
    /// Makes the commit.
    Commit,
    /// Pushes it. From here on a build cannot be cancelled: what is pushed cannot be taken back.
    Push,
}

impl Phase {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [
        Self::Workspace,
        Self::Agent,
        Self::Check,
        Self::Commit,
        Self::Push,
    ];

    /// The word in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Workspace => "workspace",
            Self::Agent => "agent",
            Self::Check => "check",
            Self::Commit => "commit",
            Self::Push => "push",
        }
    }

    /// The phase of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == word)
    }
}

/// A build: queue and audit entry in one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Build {
    /// Names it.
    pub task_id: TaskId,
    /// Its project.
    pub project_id: ProjectId,
    /// Where it is.
    pub status: Status,
    /// What was asked for.
    pub spec: BuildSpec,
    /// Those with a higher number go first.
    pub priority: i32,
    /// Not before this time.
    pub run_at: Timestamp,
    /// Counts claims. A write of an earlier attempt is refused.
    pub attempt: u32,
    /// The last attempt.
    pub max_attempts: u32,
    /// What the worker does, or did when it was heard of for the last time.
    pub phase: Option<Phase>,
    /// Who works on it.
    pub worker: Option<String>,
    /// Until when the worker has it to itself.
    pub lease_until: Option<Timestamp>,
    /// When somebody asked for it to stop.
    pub cancel_at: Option<Timestamp>,
    /// Who asked, and why.
    pub cancel_by: Option<String>,
    /// The number of its last event.
    pub last_seq: u64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was claimed for the first time.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// What came of it, once it has ended. A build that is cancelled while it waits has one, too.
    pub result: Option<BuildResult>,
    /// The token that asked for it; none where the service takes none.
    pub requested_by: Option<TokenId>,
    /// The build that it repeats.
    pub retry_of: Option<TaskId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_phases_are_those_of_json() {
        for phase in Phase::ALL {
            assert_eq!(
                serde_json::to_string(&phase).unwrap(),
                format!("\"{}\"", phase.as_str())
            );
            assert_eq!(Phase::of(phase.as_str()), Some(phase));
        }
        assert_eq!(Phase::of("later"), None);
        assert!(Phase::ALL.is_sorted());
    }
}
