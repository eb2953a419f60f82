//! For who watches over the service.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use service::token::Scope;

use crate::access::Caller;
use crate::failure::Answer;
use crate::metrics::{self, Metrics};
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
    metrics::read_queue(shared.store()).await?;
    Ok(as_text(&shared.metrics))
}

pub(crate) fn as_text(metrics: &Metrics) -> Response {
    let kind = [(CONTENT_TYPE, "text/plain; version=0.0.4")];
    (kind, metrics.text()).into_response()
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "operation", security(()), responses(
    (status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = Object),
))]
pub(crate) async fn show_description(State(shared): State<Shared>) -> Response {
    let kind = [(CONTENT_TYPE, "application/json")];
    (kind, shared.description.clone()).into_response()
}
