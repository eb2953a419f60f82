//! Events over plain HTTP: server-sent events, or a line of JSON for each.

use std::convert::Infallible;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt as _, stream};
use service::token::Scope;
use service::{Event, TaskId};
use service_api::After;
use service_api::header::{self, NDJSON};

use crate::access::Caller;
use crate::body::Parameters;
use crate::failure::{Answer, Failure};
use crate::follow::Follower;
use crate::state::Shared;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static(header::LAST_EVENT_ID);

/// The events of a build as they happen, from the first one or behind one that the reader has, until the build has ended.
/// Each has the next number; a reader that was cut off continues behind its last one, and misses nothing.
#[utoipa::path(get, path = "/builds/{task_id}/events", tag = "events",
    params(("task_id" = TaskId, Path), After,
        ("Last-Event-ID" = Option<u64>, Header, description = "As `after`, which it goes before: browsers send it by themselves")),
    responses(
    (status = 200, description = "Server-sent events, with the number as `id`; or a line of JSON for each event", content(
        (Event = "text/event-stream"),
        (Event = "application/x-ndjson"),
    )),
    (status = 204, description = "The build has ended, and the reader has all events: there is nothing to reconnect for"),
    (status = 404, description = "There is no such build"),
    (status = 410, description = "There is no such event"),
    (status = 422, description = "The number is none"),
))]
pub(crate) async fn stream_events(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Parameters(after): Parameters<After>,
    headers: HeaderMap,
) -> Answer<Response> {
    let after = match headers.get(LAST_EVENT_ID) {
        Some(number) => number_of(number)?,
        None => after.after.unwrap_or(0),
    };
    let build = shared.build(&id, &caller, Scope::Read).await?;
    let follower = Follower::new(&shared, &build, after)?;
    if follower.has_ended() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let accept = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    let mut response = if accept.contains(NDJSON) {
        lines(follower)
    } else {
        server_sent(follower)
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Otherwise nginx collects events before it sends them.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

fn number_of(value: &HeaderValue) -> Answer<u64> {
    let number = value.to_str().ok().and_then(|text| text.parse().ok());
    number.ok_or_else(|| Failure::field("Last-Event-ID", "is no number of an event"))
}

fn each(follower: Follower) -> impl Stream<Item = Event> {
    let batches = stream::unfold(follower, |mut follower| async {
        let events = follower.next().await?;
        Some((stream::iter(events), follower))
    });
    batches.flatten()
}

fn json(event: &Event) -> String {
    // An event has texts and numbers only, which always become JSON.
    serde_json::to_string(event).unwrap_or_default()
}

fn server_sent(follower: Follower) -> Response {
    let heartbeat = KeepAlive::new().interval(follower.pace.heartbeat);
    let events = each(follower).map(|event| {
        let frame = sse::Event::default()
            .id(event.seq.to_string())
            .data(json(&event));
        Ok::<_, Infallible>(frame)
    });
    Sse::new(events).keep_alive(heartbeat).into_response()
}

fn lines(follower: Follower) -> Response {
    let lines = each(follower).map(|event| Ok::<_, Infallible>(json(&event) + "\n"));
    let mut response = Body::from_stream(lines).into_response();
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(NDJSON));
    response
}
