//! How callbacks went, and posting them once more.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use service::ports::store::CallbackState;
use service::token::Scope;
use service::{ProblemKind, TaskId};
use service_api::Page;

use crate::access::Caller;
use crate::failure::{Answer, Failure};
use crate::state::Shared;

/// The callbacks of a build, and how their tries went.
#[utoipa::path(get, path = "/builds/{task_id}/callbacks", tag = "callbacks", params(("task_id" = TaskId, Path)), responses(
    (status = 200, description = "All of them", body = Page<CallbackState>),
    (status = 404, description = "There is no such build"),
))]
pub(crate) async fn list_callbacks(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Answer<axum::Json<Page<CallbackState>>> {
    let build = shared.build(&id, &caller, Scope::Read).await?;
    let items = shared.store().callbacks(build.task_id).await?;
    Ok(axum::Json(Page { items, next: None }))
}

/// Posts a callback once more: at once, then by the schedule, with the same id and body.
#[utoipa::path(post, path = "/builds/{task_id}/callbacks/{msg_id}/redeliver", tag = "callbacks",
    params(("task_id" = TaskId, Path), ("msg_id" = String, Path, description = "The `webhook-id`")), responses(
    (status = 202, description = "It is posted soon"),
    (status = 403, description = "The token may not ask for it"),
    (status = 404, description = "There is no such build or callback"),
))]
pub(crate) async fn redeliver_callback(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path((id, msg_id)): Path<(String, String)>,
) -> Answer<StatusCode> {
    let build = shared.build(&id, &caller, Scope::Submit).await?;
    if shared.store().redeliver(build.task_id, &msg_id).await? {
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(Failure::of(ProblemKind::NotFound))
    }
}
