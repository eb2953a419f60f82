//! Reading requests. What is wrong is named with its field.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use service::ProblemKind;
use tokio::time::timeout;

use crate::failure::{Answer, Failure};

/// Bytes of a body.
pub(crate) const LARGEST: usize = 256 * 1024;

/// How long a body may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body of JSON.
pub(crate) struct Json<T>(pub T);

/// A body of JSON, or none: then it is the default.
pub(crate) struct JsonOrNothing<T>(pub T);

/// The part of an address behind `?`.
pub(crate) struct Parameters<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Answer<Self> {
        require_json(request.headers())?;
        let bytes = read(request, state).await?;
        parse(&bytes).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for JsonOrNothing<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Answer<Self> {
        let is_json = require_json(request.headers());
        let bytes = read(request, state).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        is_json?;
        // `null` is none, too.
        let value: Option<T> = parse(&bytes)?;
        Ok(Self(value.unwrap_or_default()))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let query = Query::<T>::try_from_uri(&parts.uri);
        let Query(value) = query.map_err(|error| {
            let text = error.body_text();
            let said = text
                .strip_prefix("Failed to deserialize query string: ")
                .unwrap_or(&text);
            let (field, message) = said.split_once(": ").unwrap_or(("query", said));
            Failure::field(field, message)
        })?;
        Ok(Self(value))
    }
}

// A page of another origin can send text without being asked, but not JSON.
fn require_json(headers: &HeaderMap) -> Answer<()> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Err(Failure::plain(
        status,
        Some("send JSON, with Content-Type: application/json"),
    ))
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Answer<Bytes> {
    let Ok(bytes) = timeout(PATIENCE, Bytes::from_request(request, state)).await else {
        return Err(Failure::plain(StatusCode::REQUEST_TIMEOUT, None));
    };
    bytes.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::new(
            ProblemKind::TooLarge,
            format!("at most {LARGEST} bytes are taken"),
        ),
        _ => Failure::new(ProblemKind::Malformed, "it ends before its end"),
    })
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    // A list of values in the order of the fields would be taken, too.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(Failure::field("body", "is a list: send an object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { "body" } else { &path };
        match error.inner().classify() {
            Category::Data => Failure::field(field, error.inner().to_string()),
            Category::Syntax | Category::Eof | Category::Io => malformed(error.inner()),
        }
    })?;
    json.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> Failure {
    Failure::new(ProblemKind::Malformed, format!("it is no JSON: {error}"))
}
