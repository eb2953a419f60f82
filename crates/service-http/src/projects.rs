//! Projects: making, listing and showing them.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use service::ports::store::Added;
use service::project::NewProject;
use service::token::Scope;
use service::{Problem, ProblemKind, Project, ProjectId};
use service_api::{CallbackSecrets, Page, Part};

use crate::access::Caller;
use crate::body::{Json, Parameters};
use crate::failure::{Answer, Failure};
use crate::page;
use crate::state::Shared;

/// Makes a project.
#[utoipa::path(post, path = "/projects", tag = "projects", request_body = NewProject, responses(
    (status = 201, description = "It is made", body = Project, headers(("Location" = String, description = "The project"))),
    (status = 409, description = "Another project has the name"),
    (status = 422, description = "Fields are wrong"),
))]
pub(crate) async fn create_project(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(settings): Json<NewProject>,
) -> Answer<Response> {
    caller.permit(Scope::Admin, None)?;
    let faults = settings.faults();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults).into());
    }
    let project = Project {
        id: ProjectId::new(),
        created_at: shared.intake.clock.now(),
        settings,
    };
    match shared.store().add_project(&project).await? {
        Added::Yes => {
            let location = [(LOCATION, format!("/projects/{}", project.id))];
            Ok((StatusCode::CREATED, location, axum::Json(project)).into_response())
        }
        Added::NameTaken => Err(name_taken(&project.settings.name)),
    }
}

pub(crate) fn name_taken(name: &str) -> Failure {
    Failure::new(ProblemKind::NameTaken, format!("there is a project {name}"))
}

/// Lists projects, the oldest first: those that the token may see.
#[utoipa::path(get, path = "/projects", tag = "projects", params(Part), responses(
    (status = 200, description = "A page of them", body = Page<Project>),
    (status = 422, description = "The page is wrong"),
))]
pub(crate) async fn list_projects(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Parameters(part): Parameters<Part>,
) -> Answer<axum::Json<Page<Project>>> {
    let (after, limit) = (page::after(&part)?, page::limit(&part)?);
    let only = caller.only_project();
    caller.permit(Scope::Read, only)?;
    let projects = match only {
        Some(id) => shared
            .store()
            .project(id)
            .await?
            .into_iter()
            .filter(|it| after < Some(it.id))
            .collect(),
        None => shared.store().projects(after, limit + 1).await?,
    };
    Ok(axum::Json(Page::of(projects, limit, |project| {
        project.id.to_string()
    })))
}

/// One project, by its id or its name.
#[utoipa::path(get, path = "/projects/{project}", tag = "projects",
    params(("project" = String, Path, description = "Its id or name")), responses(
    (status = 200, description = "The project", body = Project),
    (status = 404, description = "There is none, or the token may not see it"),
))]
pub(crate) async fn show_project(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(project): Path<String>,
) -> Answer<axum::Json<Project>> {
    shared
        .project(&project, &caller, Scope::Read)
        .await
        .map(axum::Json)
}

/// The secrets with which a project's callbacks are signed.
#[utoipa::path(get, path = "/projects/{project}/callback-secrets", tag = "callbacks",
    params(("project" = String, Path, description = "Its id or name")), responses(
    (status = 200, description = "The secrets", body = CallbackSecrets),
    (status = 403, description = "The token is none of an administrator"),
    (status = 404, description = "There is no such project"),
))]
pub(crate) async fn list_callback_secrets(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(project): Path<String>,
) -> Answer<axum::Json<CallbackSecrets>> {
    let project = shared.project(&project, &caller, Scope::Admin).await?;
    let secrets = shared.intake.callbacks.secrets(project.id);
    Ok(axum::Json(CallbackSecrets { secrets }))
}
