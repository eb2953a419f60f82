//! The builds of all projects, each in a few words: what pages and terminals list.

use serde::{Deserialize, Serialize};
use service::build::Phase;
use service::{Build, ProjectId, Status, TaskId, Timestamp};
use utoipa::{IntoParams, ToSchema};

/// Of a prompt or an error, a list shows no more.
const LONGEST: usize = 200;

/// A build in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BuildLine {
    /// Names it.
    pub task_id: TaskId,
    /// Its project.
    pub project_id: ProjectId,
    /// The project's name.
    pub project: String,
    /// Where it is.
    pub status: Status,
    /// What the worker does, or did when it was heard of for the last time.
    pub phase: Option<Phase>,
    /// Counts claims.
    pub attempt: u32,
    /// The first line of the prompt, at most 200 characters of it.
    pub title: String,
    /// The first line of the error, at most 200 characters of it.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was claimed for the first time.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// When somebody asked for it to stop.
    pub cancel_at: Option<Timestamp>,
}

impl BuildLine {
    /// What a list shows of a build.
    #[must_use]
    pub fn of(build: Build, project: String) -> Self {
        let error = build.result.and_then(|result| result.error);
        Self {
            task_id: build.task_id,
            project_id: build.project_id,
            project,
            status: build.status,
            phase: build.phase,
            attempt: build.attempt,
            title: first_line(&build.spec.prompt),
            error: error.as_deref().map(first_line),
            created_at: build.created_at,
            started_at: build.started_at,
            finished_at: build.finished_at,
            cancel_at: build.cancel_at,
        }
    }
}

fn first_line(text: &str) -> String {
    let line = text.trim_start().lines().next().unwrap_or_default();
    line.trim_end().chars().take(LONGEST).collect()
}

/// Which builds of all projects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichOfAll {
    /// Those of this project: its id or name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// Those in this status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(first_line("\n\n  Add a page \nthat lists"), "Add a page");
        assert_eq!(first_line(&"ä".repeat(300)).chars().count(), LONGEST);
        assert_eq!(first_line(" \n"), "");
    }
}
