//! What who watches over a process asks, of one that has no API.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::get;
use service::ProblemKind;
use service::ports::{Stop, Store};

use crate::failure::{self, Answer, Failure};
use crate::metrics::{self, Metrics};
use crate::operation;

/// A process that is watched over.
#[derive(Clone)]
pub struct Watched {
    /// Its database.
    pub store: Arc<dyn Store>,
    /// What it counts.
    pub metrics: Metrics,
    /// Says that it stops.
    pub stop: Stop,
}

/// `/healthz`, `/readyz` and `/metrics`, for everybody who reaches the address.
pub fn watch(watched: Watched) -> Router {
    Router::new()
        .route("/healthz", get(operation::show_health))
        .route("/readyz", get(readiness))
        .route("/metrics", get(numbers))
        .fallback(|| async { Failure::of(ProblemKind::NotFound) })
        .layer(from_fn(failure::finish))
        .with_state(watched)
}

async fn readiness(State(watched): State<Watched>) -> Answer<StatusCode> {
    if watched.stop.requested().is_some() {
        return Err(Failure::new(ProblemKind::Unavailable, "the worker stops"));
    }
    watched.store.ready().await?;
    Ok(StatusCode::OK)
}

async fn numbers(State(watched): State<Watched>) -> Answer<Response> {
    metrics::read_queue(&*watched.store).await?;
    Ok(operation::as_text(&watched.metrics))
}
