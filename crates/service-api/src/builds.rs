//! Builds: asking for them, looking at them, stopping them.

use serde::{Deserialize, Serialize};
use service::{Build, Status, TaskId};
use utoipa::{IntoParams, ToSchema};

/// A build that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Queued {
    /// Names it.
    pub task_id: TaskId,
    /// Where its status is.
    #[schema(examples("/builds/019af0c6-6c1e-7000-8000-000000000000"))]
    pub status_url: String,
    /// Where its events are.
    pub events_url: String,
    /// The build that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_of: Option<TaskId>,
}

impl Queued {
    /// One that repeats no other.
    #[must_use]
    pub fn of(task_id: TaskId) -> Self {
        Self {
            task_id,
            status_url: format!("/builds/{task_id}"),
            events_url: format!("/builds/{task_id}/events"),
            retry_of: None,
        }
    }
}

/// A build as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BuildNow {
    /// What the audit says.
    #[serde(flatten)]
    pub build: Build,
    /// How many waiting builds go before it, where it waits.
    pub queued_behind: Option<u64>,
}

/// Which builds of a project.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Those in this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// How long an answer may wait.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wait {
    /// Answer when the build has ended, or after this time: `30s`, at most 60 s.
    #[param(example = "30s", pattern = "^[0-9]{1,2}s?$")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<String>,
}

/// Why a build is stopped.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// For the audit.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A build that was asked to stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stopping {
    /// Names it.
    pub task_id: TaskId,
    /// `cancelled`, or `running` until its worker has stopped.
    pub status: Status,
}

/// Where a stream begins.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct After {
    /// The number of the last event that the reader has; none is from the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
}
