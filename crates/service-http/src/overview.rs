//! The builds of all projects.

use std::collections::HashMap;

use axum::Extension;
use axum::extract::State;
use service::ProjectId;
use service::ports::store::BuildFilter;
use service::token::Scope;
use service_api::{BuildLine, Page, Part, WhichOfAll};

use crate::access::Caller;
use crate::body::Parameters;
use crate::failure::Answer;
use crate::page;
use crate::state::Shared;

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
    let (before, limit) = (page::after(&part)?, page::limit(&part)?);
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
    let found = Page::of(builds, limit, |build| build.task_id.to_string());
    let mut names = HashMap::new();
    let mut items = Vec::with_capacity(found.items.len());
    for build in found.items {
        let name = name_of(&shared, build.project_id, &mut names).await?;
        items.push(BuildLine::of(build, name));
    }
    let next = found.next;
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
