//! Events over a WebSocket.

use axum::Extension;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Path, State};
use axum::response::Response;
use service::token::Scope;
use service::{Event, TaskId};
use service_api::After;
use tokio::time::{Instant, interval_at, timeout};

use crate::access::Caller;
use crate::body::Parameters;
use crate::failure::{Answer, Failure};
use crate::follow::Follower;
use crate::state::Shared;

/// What the service speaks. Browsers name it beside `bearer.TOKEN`, and are answered with it.
const PROTOCOL: &str = "tachikoma.events";

/// Bytes of what a reader may send: it has nothing to say.
const LARGEST: usize = 4096;

/// The same events over a WebSocket, one in each message. It is closed with 1000 when the build has ended, and with 1001
/// when the service stops: then the reader connects again, with `after`.
#[utoipa::path(get, path = "/builds/{task_id}/ws", tag = "events", params(("task_id" = TaskId, Path), After), responses(
    (status = 101, description = "A WebSocket. A browser sends its token as the protocol `bearer.TOKEN`, beside `tachikoma.events`", body = Event),
    (status = 400, description = "It is no request for a WebSocket"),
    (status = 403, description = "A page of another origin asks"),
    (status = 404, description = "There is no such build"),
    (status = 410, description = "There is no such event"),
))]
pub(crate) async fn open_web_socket(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Parameters(after): Parameters<After>,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Answer<Response> {
    let build = shared.build(&id, &caller, Scope::Read).await?;
    let follower = Follower::new(&shared, &build, after.after.unwrap_or(0))?;
    let upgrade = upgrade
        .map_err(|rejection| Failure::plain(rejection.status(), Some(&rejection.body_text())))?;
    let upgrade = upgrade
        .protocols([PROTOCOL])
        .max_message_size(LARGEST)
        .max_frame_size(LARGEST);
    Ok(upgrade.on_upgrade(|socket| serve(socket, follower)))
}

async fn serve(mut socket: WebSocket, mut follower: Follower) {
    let pace = follower.pace;
    let mut heartbeat = interval_at(Instant::now() + pace.heartbeat, pace.heartbeat);
    loop {
        let is_sent = tokio::select! {
            events = follower.next() => match events {
                Some(events) => timeout(pace.patience, send(&mut socket, &events)).await,
                None => break,
            },
            // The answer to a ping shows a reader that is gone; what else it sends is not read further.
            message = socket.recv() => match message {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
            _ = heartbeat.tick() => timeout(pace.patience, socket.send(Message::Ping("".into()))).await,
        };
        if !matches!(is_sent, Ok(Ok(()))) {
            return;
        }
    }
    let (code, reason) = if follower.has_ended() {
        (close_code::NORMAL, "the build has ended")
    } else {
        (close_code::AWAY, "the service stops")
    };
    let close = CloseFrame {
        code,
        reason: reason.into(),
    };
    // The reader answers with a close of its own; who does not is not waited for longer.
    let end = async {
        let _ = socket.send(Message::Close(Some(close))).await;
        while let Some(Ok(_)) = socket.recv().await {}
    };
    let _ = timeout(pace.patience, end).await;
}

async fn send(socket: &mut WebSocket, events: &[Event]) -> Result<(), axum::Error> {
    for event in events {
        // An event has texts and numbers only, which always become JSON.
        let json = serde_json::to_string(event).unwrap_or_default();
        socket.send(Message::Text(json.into())).await?;
    }
    Ok(())
}
