//! For who watches over the service.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use service::Status;
use service::token::Scope;

use crate::access::Caller;
use crate::failure::Answer;
use crate::state::Shared;

/// Whether the process answers.
#[utoipa::path(get, path = "/healthz", tag = "operation", security(()), responses((status = 200, description = "It does")))]
pub(crate) async fn show_health() -> StatusCode {
    StatusCode::OK
}

/// Whether the service takes builds: it does not stop, and its database can be written to.
#[utoipa::path(get, path = "/readyz", tag = "operation", security(()), responses(
    (status = 200, description = "It does"),
    (status = 503, description = "It does not"),
))]
pub(crate) async fn show_readiness(State(shared): State<Shared>) -> Answer<StatusCode> {
    shared.refuse_while_stopping()?;
    shared.store().ready().await?;
    Ok(StatusCode::OK)
}

/// Numbers for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation", responses(
    (status = 200, description = "In Prometheus' text format", content_type = "text/plain", body = String),
    (status = 503, description = "The database does not answer"),
))]
pub(crate) async fn show_metrics(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Answer<Response> {
    caller.permit(Scope::Read, None)?;
    // Those that have ended are many, and a count of them is no measure of anything.
    for status in [Status::Pending, Status::Running] {
        let count = u32::try_from(shared.store().count(status).await?).unwrap_or(u32::MAX);
        metrics::gauge!("tachikoma_builds", "status" => status.as_str()).set(f64::from(count));
    }
    let kind = [(CONTENT_TYPE, "text/plain; version=0.0.4")];
    Ok((kind, shared.metrics.text()).into_response())
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "operation", security(()), responses(
    (status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = Object),
))]
pub(crate) async fn show_description(State(shared): State<Shared>) -> Response {
    let kind = [(CONTENT_TYPE, "application/json")];
    (kind, shared.description.clone()).into_response()
}
