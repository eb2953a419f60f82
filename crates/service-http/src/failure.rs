//! Errors as answers: always a problem of RFC 9457, also where the router or a library refuses.

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use service::ports::StoreError;
use service::problem::MEDIA_TYPE;
use service::{FieldError, Problem, ProblemKind};
use uuid::Uuid;

/// Names the request in answers and logs.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A problem on its way to the caller.
#[derive(Debug)]
pub(crate) struct Failure(Box<Problem>);

pub(crate) type Answer<T> = Result<T, Failure>;

impl Failure {
    pub fn of(kind: ProblemKind) -> Self {
        Problem::of(kind).into()
    }

    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Problem::new(kind, detail).into()
    }

    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Problem::invalid(vec![FieldError::new(field, message)]).into()
    }

    /// A status of HTTP that says everything: RFC 9457 calls its type `about:blank`.
    pub fn plain(status: StatusCode, detail: Option<&str>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error").to_owned();
        let mut problem = Problem::of(ProblemKind::Internal);
        problem.kind = "about:blank".to_owned();
        problem.title = title;
        problem.status = status.as_u16();
        problem.detail = detail.map(str::to_owned);
        problem.into()
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Problem::from(error).into()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status);
        let mut response = status
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response();
        // Written by `finish`, which knows the request.
        response.extensions_mut().insert(Said(self.0));
        response
    }
}

#[derive(Clone)]
struct Said(Box<Problem>);

/// Gives each request an id, and each answer that is an error its problem.
pub(crate) async fn finish(request: Request, next: Next) -> Response {
    let id = Uuid::now_v7().hyphenated().to_string();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let ran = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = ran.unwrap_or_else(|_| Failure::of(ProblemKind::Internal).into_response());
    let status = response.status();
    tracing::info!(request_id = id, %method, path, status = status.as_u16(), "request");
    if let Some(problem) = problem_of(&mut response) {
        write(&mut response, *problem, &id);
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn problem_of(response: &mut Response) -> Option<Box<Problem>> {
    if let Some(Said(problem)) = response.extensions_mut().remove() {
        return Some(problem);
    }
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    // What a library answers without a problem; a file that has no such range says so with a header.
    is_error.then(|| Failure::plain(status, None).0)
}

fn write(response: &mut Response, problem: Problem, id: &str) {
    let problem = Problem {
        request_id: Some(id.to_owned()),
        ..problem
    };
    let seconds = match problem.status {
        429 => Some("10"),
        503 => Some("5"),
        _ => None,
    };
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    if let Some(seconds) = seconds {
        headers
            .entry(RETRY_AFTER)
            .or_insert(HeaderValue::from_static(seconds));
    }
    // A problem has texts and numbers only, which always become JSON.
    *response.body_mut() = serde_json::to_vec(&problem).unwrap_or_default().into();
}
