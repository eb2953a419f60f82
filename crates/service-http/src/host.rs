//! Serving the API on an address.

use std::io;
use std::time::Duration;

use axum::Router;
use service::ports::Stop;
use tokio::net::TcpListener;
use tokio::time::sleep;

/// Serves until a stop is asked for. Streams end then by themselves; requests that are not answered after `grace` are cut
/// off, so that a caller that reads nothing cannot keep the service.
///
/// # Errors
///
/// The listener fails.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    stop: Stop,
    grace: Duration,
) -> io::Result<()> {
    let mut until = stop.clone();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move {
        until.wait().await;
    });
    let mut stop = stop;
    let too_late = async {
        stop.wait().await;
        sleep(grace).await;
    };
    tokio::select! {
        served = serving.into_future() => served,
        () = too_late => Ok(()),
    }
}
