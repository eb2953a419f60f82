//! Serving the API on an address.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use service::ports::Stop;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};

/// What callers may take of the machine.
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// Connections at once; further ones wait until one ends. One that has become a WebSocket does not count.
    pub connections: usize,
    /// How long the head of a request may take, and a connection may be idle.
    pub head: Duration,
    /// How long requests may take that are not answered when the service stops.
    pub grace: Duration,
}

impl Default for Host {
    fn default() -> Self {
        Self {
            connections: 4096,
            head: Duration::from_secs(30),
            grace: Duration::from_secs(20),
        }
    }
}

/// Serves until a stop is asked for. Streams end then by themselves; what is not answered when the grace is over is cut
/// off, so that a caller that reads nothing cannot keep the service.
///
/// # Errors
///
/// Nothing can be listened to.
pub async fn serve(listener: TcpListener, app: Router, stop: Stop, host: Host) -> io::Result<()> {
    let room = Arc::new(Semaphore::new(host.connections));
    let mut stopped = stop.clone();
    loop {
        let (stream, place) = tokio::select! {
            accepted = accept(&listener, &room) => accepted?,
            _ = stopped.wait() => break,
        };
        let (app, stop) = (app.clone(), stop.clone());
        tokio::spawn(async move {
            // Who breaks off is no fault of the service.
            let _ = connection(stream, app, stop, host).await;
            drop(place);
        });
    }
    drop(listener);
    // All places are free when all connections have ended.
    let all = u32::try_from(host.connections).unwrap_or(u32::MAX);
    let _ = timeout(host.grace, room.acquire_many(all)).await;
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(room)
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return Ok((stream, place)),
            // The caller is gone already, or there are no more files: both pass.
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "no connection");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    app: Router,
    mut stop: Stop,
    host: Host,
) -> hyper::Result<()> {
    // Events are small, and nothing follows them for which they could wait.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(host.head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app))
        .with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        ended = &mut connection => return ended,
        _ = stop.wait() => connection.as_mut().graceful_shutdown(),
    }
    connection.await
}
