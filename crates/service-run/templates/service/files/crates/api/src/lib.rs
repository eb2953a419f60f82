//! The service's HTTP API. It knows of no socket: its tests call it as a function.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

/// Letters of a name.
const NAME: usize = 100;

/// A greeting.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Greeting {
    /// The greeting itself.
    pub text: String,
}

/// All routes.
pub fn app() -> Router {
    Router::new()
        .route("/healthz", get(health))
        .route("/greetings/{name}", get(greet))
}

/// Says that requests are answered.
async fn health() -> &'static str {
    "ok\n"
}

async fn greet(Path(name): Path<String>) -> Result<Json<Greeting>, StatusCode> {
    if name.chars().count() > NAME {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(Json(Greeting {
        text: format!("Hello, {name}!"),
    }))
}
