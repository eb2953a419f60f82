//! The builds of all projects, each in a few words: what pages and terminals list.

use std::collections::HashMap;

use axum::Extension;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use service::build::Phase;
use service::ports::store::BuildFilter;
use service::token::Scope;
use service::{Build, ProjectId, Status, TaskId, Timestamp};
use utoipa::{IntoParams, ToSchema};

use crate::access::Caller;
use crate::body::Parameters;
use crate::failure::Answer;
use crate::page::{Page, Part};
use crate::state::Shared;

/// Of a prompt or an error, a list shows no more.
const LONGEST: usize = 200;

/// A build in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BuildLine {
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
    fn of(build: Build, project: String) -> Self {
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
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichOfAll {
    /// Those of this project: its id or name.
    pub project: Option<String>,
    /// Those in this status.
    pub status: Option<Status>,
}

/// Lists the builds of all projects that the token may see, the newest first, each in a few words.
#[utoipa::path(get, path = "/builds", tag = "builds", params(WhichOfAll, Part), responses(
    (status = 200, description = "A page of them", body = Page<BuildLine>),
    (status = 404, description = "There is no such project"),
    (status = 422, description = "The page is wrong"),
))]
pub(crate) async fn list_all_builds(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Parameters(which): Parameters<WhichOfAll>,
    Parameters(part): Parameters<Part>,
) -> Answer<axum::Json<Page<BuildLine>>> {
    let (before, limit) = (part.after()?, part.limit()?);
    let project_id = match which.project {
        Some(project) => Some(shared.project(&project, &caller, Scope::Read).await?.id),
        None => caller.only_project(),
    };
    caller.permit(Scope::Read, project_id)?;
    let filter = BuildFilter {
        project_id,
        status: which.status,
        before,
    };
    let builds = shared.store().builds(&filter, limit + 1).await?;
    let page = Page::of(builds, limit, |build| build.task_id.to_string());
    let mut names = HashMap::new();
    let mut items = Vec::with_capacity(page.items.len());
    for build in page.items {
        let name = name_of(&shared, build.project_id, &mut names).await?;
        items.push(BuildLine::of(build, name));
    }
    let next = page.next;
    Ok(axum::Json(Page { items, next }))
}

/// A project's name, which is asked for once.
async fn name_of(
    shared: &Shared,
    id: ProjectId,
    names: &mut HashMap<ProjectId, String>,
) -> Answer<String> {
    if let Some(name) = names.get(&id) {
        return Ok(name.clone());
    }
    let project = shared.store().project(id).await?;
    let name = project.map_or_else(|| id.to_string(), |project| project.settings.name);
    names.insert(id, name.clone());
    Ok(name)
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
