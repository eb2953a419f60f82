//! Builds: asking for them, looking at them, stopping and repeating them.

use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use service::ports::store::BuildFilter;
use service::start::{Accepted, Asker, fault_of_key};
use service::token::Scope;
use service::{Build, BuildSpec, Problem, Status, TaskId};
use service_api::{BuildNow, Page, Part, Queued, Reason, Stopping, Wait, Which, header};

use crate::access::Caller;
use crate::body::{Json, JsonOrNothing, Parameters};
use crate::failure::Answer;
use crate::page;
use crate::state::Shared;
use crate::wait;

const KEY: HeaderName = HeaderName::from_static(header::IDEMPOTENCY_KEY);

/// Says that an earlier request with the same key made what is answered.
const REPLAYED: HeaderName = HeaderName::from_static(header::IDEMPOTENCY_REPLAYED);

/// Asks for a build of a project. It is answered as soon as the build is in the queue.
#[utoipa::path(post, path = "/projects/{project}/builds", tag = "builds", request_body = BuildSpec,
    params(("project" = String, Path, description = "The project's id or name"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, pattern = "^[ -~]+$", description = "Requests with the same key and body are one build, for 24 hours")),
    responses(
    (status = 202, description = "It waits", body = Queued, headers(("Location" = String, description = "The build"))),
    (status = 400, description = "The body is no JSON"),
    (status = 403, description = "The token may not ask for builds"),
    (status = 404, description = "There is no such project"),
    (status = 413, description = "The body has more than 256 KiB"),
    (status = 422, description = "Fields are wrong, or the key came with another body"),
    (status = 429, description = "The project's queue is full"),
    (status = 503, description = "The service is stopping, or its database does not answer"),
))]
pub(crate) async fn create_build(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(project): Path<String>,
    headers: HeaderMap,
    Json(spec): Json<BuildSpec>,
) -> Answer<Response> {
    shared.refuse_while_stopping()?;
    let project = shared.project(&project, &caller, Scope::Submit).await?;
    let asker = asker(&caller, &headers)?;
    let accepted = shared.intake.submit(&project, spec, &asker).await?;
    Ok(queued(accepted, None))
}

/// Lists the builds of a project, the newest first.
#[utoipa::path(get, path = "/projects/{project}/builds", tag = "builds",
    params(("project" = String, Path, description = "The project's id or name"), Which, Part), responses(
    (status = 200, description = "A page of them", body = Page<Build>),
    (status = 404, description = "There is no such project"),
    (status = 422, description = "The page is wrong"),
))]
pub(crate) async fn list_builds(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(project): Path<String>,
    Parameters(which): Parameters<Which>,
    Parameters(part): Parameters<Part>,
) -> Answer<axum::Json<Page<Build>>> {
    let project = shared.project(&project, &caller, Scope::Read).await?;
    let limit = page::limit(&part)?;
    let filter = BuildFilter {
        project_id: Some(project.id),
        status: which.status,
        before: page::after(&part)?,
    };
    let builds = shared.store().builds(&filter, limit + 1).await?;
    Ok(axum::Json(Page::of(builds, limit, |build| {
        build.task_id.to_string()
    })))
}

/// One build.
#[utoipa::path(get, path = "/builds/{task_id}", tag = "builds", params(("task_id" = TaskId, Path), Wait), responses(
    (status = 200, description = "The build", body = BuildNow),
    (status = 404, description = "There is none, or the token may not see it"),
    (status = 422, description = "The time to wait is wrong"),
))]
pub(crate) async fn show_build(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Parameters(wait): Parameters<Wait>,
) -> Answer<axum::Json<BuildNow>> {
    let time = wait
        .wait
        .as_deref()
        .map_or(Ok(Duration::ZERO), wait::duration)?;
    let mut build = shared.build(&id, &caller, Scope::Read).await?;
    if !build.status.is_terminal() && !time.is_zero() {
        build = wait::until_ended(&shared, build, time).await?;
    }
    let queued_behind = match build.status {
        Status::Pending => shared.store().queued_behind(build.task_id).await?,
        _ => None,
    };
    Ok(axum::Json(BuildNow {
        build,
        queued_behind,
    }))
}

/// Asks a build to stop. One that waits is cancelled at once; of one that runs, everything is stopped first.
#[utoipa::path(post, path = "/builds/{task_id}/cancel", tag = "builds", params(("task_id" = TaskId, Path)),
    request_body(content = Option<Reason>), responses(
    (status = 202, description = "It is, or will be, cancelled", body = Stopping),
    (status = 403, description = "The token may not stop builds"),
    (status = 404, description = "There is no such build"),
    (status = 409, description = "It has ended, or is being pushed"),
))]
pub(crate) async fn cancel_build(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    JsonOrNothing(Reason { reason }): JsonOrNothing<Reason>,
) -> Answer<Response> {
    let task_id = shared.build(&id, &caller, Scope::Cancel).await?.task_id;
    let status = shared
        .intake
        .cancel(task_id, &caller.name(), reason.as_deref())
        .await?;
    Ok((
        StatusCode::ACCEPTED,
        axum::Json(Stopping { task_id, status }),
    )
        .into_response())
}

/// Repeats a build that has ended, as another one.
#[utoipa::path(post, path = "/builds/{task_id}/retry", tag = "builds",
    params(("task_id" = TaskId, Path),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, pattern = "^[ -~]+$", description = "Requests with the same key are one build, for 24 hours")),
    responses(
    (status = 202, description = "The other one waits", body = Queued, headers(("Location" = String, description = "The other build"))),
    (status = 403, description = "The token may not ask for builds"),
    (status = 404, description = "There is no such build"),
    (status = 409, description = "It has not ended"),
    (status = 422, description = "What it asks for is not there any more"),
    (status = 429, description = "The project's queue is full"),
    (status = 503, description = "The service is stopping"),
))]
pub(crate) async fn retry_build(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    shared.refuse_while_stopping()?;
    let task_id = shared.build(&id, &caller, Scope::Submit).await?.task_id;
    let asker = asker(&caller, &headers)?;
    let accepted = shared.intake.retry(task_id, &asker).await?;
    Ok(queued(accepted, Some(task_id)))
}

/// Who asks, and with which key.
pub(crate) fn asker(caller: &Caller, headers: &HeaderMap) -> Answer<Asker> {
    let key = match headers.get(KEY) {
        None => None,
        Some(key) => {
            let key = String::from_utf8_lossy(key.as_bytes()).into_owned();
            if let Some(fault) = fault_of_key(&key) {
                return Err(Problem::invalid(vec![fault]).into());
            }
            Some(key)
        }
    };
    Ok(Asker {
        token: caller.token_id(),
        key,
        priority: 0,
    })
}

fn queued(accepted: Accepted, retry_of: Option<TaskId>) -> Response {
    let body = Queued {
        retry_of,
        ..Queued::of(accepted.task_id)
    };
    answer_queued(&body.status_url.clone(), body, accepted.is_again)
}

/// 202 with the place of the build, also where an earlier request made it.
pub(crate) fn answer_queued(location: &str, body: impl Serialize, is_again: bool) -> Response {
    let mut response = (StatusCode::ACCEPTED, axum::Json(body)).into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(location) {
        headers.insert(LOCATION, location);
    }
    if is_again {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}
