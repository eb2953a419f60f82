//! Files that are kept of builds.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use service::result::Artifact;
use service::token::Scope;
use service::{ProblemKind, TaskId};
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use crate::access::Caller;
use crate::failure::{Answer, Failure};
use crate::state::Shared;

/// A file that is kept of a build, or a part of it.
#[utoipa::path(get, path = "/builds/{task_id}/artifacts/{name}", tag = "builds",
    params(("task_id" = TaskId, Path), ("name" = String, Path, description = "Its name in the result, with / written as %2F"),
        ("Range" = Option<String>, Header, description = "Which bytes")),
    responses(
    (status = 200, description = "The file", content_type = "application/octet-stream"),
    (status = 206, description = "A part of it", content_type = "application/octet-stream"),
    (status = 404, description = "There is no such build or file, or it is not kept any more"),
    (status = 416, description = "It is not that long"),
))]
pub(crate) async fn show_artifact(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path((id, name)): Path<(String, String)>,
    request: Request,
) -> Answer<Response> {
    let missing = || Failure::of(ProblemKind::NotFound);
    let build = shared.build(&id, &caller, Scope::Read).await?;
    // Only what the result names: no path is made of what callers say.
    let artifacts = build
        .result
        .map(|result| result.artifacts)
        .unwrap_or_default();
    let artifact = artifacts
        .into_iter()
        .find(|it| it.name == name)
        .ok_or_else(missing)?;
    let path = shared
        .artifacts
        .find(build.task_id, &artifact.name)
        .await
        .ok_or_else(missing)?;
    let served = ServeFile::new(path).oneshot(request).await;
    let mut response = served
        .unwrap_or_else(|never| match never {})
        .into_response();
    if response.status().is_success() {
        protect(&mut response, &artifact);
    }
    Ok(response)
}

/// An agent wrote the file: a browser keeps it, and runs nothing of it in the service's name.
fn protect(response: &mut Response, artifact: &Artifact) {
    let file = artifact.name.rsplit('/').next().unwrap_or_default();
    let is_plain = |it: &char| it.is_ascii_alphanumeric() || ".-_".contains(*it);
    let file: String = file
        .chars()
        .map(|it| if is_plain(&it) { it } else { '_' })
        .collect();
    let attachment = format!("attachment; filename=\"{file}\"");
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, artifact.media_type.as_str()),
        (CONTENT_DISPOSITION, &attachment),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "private, no-cache"),
    ] {
        let value = HeaderValue::from_str(value);
        headers.insert(
            name,
            value.unwrap_or(HeaderValue::from_static("application/octet-stream")),
        );
    }
}
