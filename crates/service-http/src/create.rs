//! Create-and-build: a project with its repository and its first build, or nothing.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use service::create::Creation;
use service::ports::Plan;
use service::ports::store::BuildFilter;
use service::token::Scope;
use service::{Build, ProblemKind, Project, ProjectId, TaskId};
use service_api::{CreateAndBuild, Created, Queued};

use crate::access::Caller;
use crate::body::Json;
use crate::builds::{answer_queued, asker};
use crate::failure::{Answer, Failure};
use crate::projects::name_taken;
use crate::state::Shared;

/// Makes a project with its repository, and asks for its first build. If a step fails, those before it are undone, the
/// last one first.
#[utoipa::path(post, path = "/project/create-and-build", tag = "projects", request_body = CreateAndBuild,
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, pattern = "^[ -~]+$", description = "With it, a request that was answered before is answered again")),
    responses(
    (status = 202, description = "The project is made, and the build waits", body = Created, headers(("Location" = String, description = "The build"))),
    (status = 400, description = "The body is no JSON"),
    (status = 403, description = "The token is none of an administrator"),
    (status = 409, description = "Another project has the name, or it is being made"),
    (status = 422, description = "Fields are wrong"),
    (status = 502, description = "A step failed: `failed_step` says which, `undone` what was undone"),
    (status = 503, description = "The service is stopping, or its database does not answer"),
))]
pub(crate) async fn create_and_build(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Json(request): Json<CreateAndBuild>,
) -> Answer<Response> {
    shared.refuse_while_stopping()?;
    caller.permit(Scope::Admin, None)?;
    let asker = asker(&caller, &headers)?;
    if let Some(project) = shared.store().project_named(&request.project.name).await? {
        if asker.key.is_none() {
            return Err(name_taken(&request.project.name));
        }
        return answer_again(&shared, &project, &request).await;
    }
    let plan = Plan {
        project: Project {
            id: ProjectId::new(),
            created_at: shared.intake.clock.now(),
            settings: request.project,
        },
        task_id: TaskId::new(),
        spec: request.build,
        requested_by: asker.token,
    };
    let (project_id, task_id) = (plan.project.id, plan.task_id);
    let creation = Creation {
        intake: shared.intake.clone(),
        steps: shared.steps.clone(),
    };
    // Steps are finished or undone also when the caller breaks off.
    let made = tokio::spawn(async move { creation.create(plan).await });
    made.await
        .map_err(|_| Failure::of(ProblemKind::Internal))??;
    Ok(created(project_id, task_id, false))
}

/// The same request again: what it made is there, so nothing has to be remembered of its key.
async fn answer_again(
    shared: &Shared,
    project: &Project,
    request: &CreateAndBuild,
) -> Answer<Response> {
    if project.settings != request.project {
        return Err(name_taken(&project.settings.name));
    }
    match first_build(shared, project.id).await? {
        None => Err(Failure::new(
            ProblemKind::InFlight,
            "the project is being made: ask again soon",
        )),
        Some(build) if build.spec == request.build => Ok(created(project.id, build.task_id, true)),
        Some(_) => Err(name_taken(&project.settings.name)),
    }
}

async fn first_build(shared: &Shared, project: ProjectId) -> Answer<Option<Build>> {
    let mut filter = BuildFilter {
        project_id: Some(project),
        ..BuildFilter::default()
    };
    let mut first = None;
    loop {
        match shared.store().builds(&filter, 200).await?.pop() {
            None => return Ok(first),
            Some(oldest) => {
                filter.before = Some(oldest.task_id);
                first = Some(oldest);
            }
        }
    }
}

fn created(project_id: ProjectId, task_id: TaskId, is_again: bool) -> Response {
    let build = Queued::of(task_id);
    answer_queued(
        &build.status_url.clone(),
        Created { project_id, build },
        is_again,
    )
}
