//! `tachikoma-serve serve`: the API, and a worker beside it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use service::ports::{Stop, StopReason, stopper};
use service::worker::Worker;
use service_callback::{Deliveries, Pace};
use service_http::{Access, Api, Host, Metrics, Rate, StreamPace, app};
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::outside::{self, Outside};
use crate::parts::Parts;
use crate::retention::Kept;
use crate::settings::Config;
use crate::upkeep::Upkeep;
use crate::{admin, gauges, page, signals};

/// Serves until a signal.
///
/// # Errors
///
/// It cannot start, or a part of it breaks.
pub async fn run(config: &Config, data: &Path) -> Result<(), Failure> {
    let (stopper, draining) = stopper();
    signals::listen(stopper)?;
    let outside = Outside::open(config, data).await?;
    let access = access(config, &outside).await?;
    let worker = (config.slots.get() > 0)
        .then(|| outside::worker(config, data, Arc::clone(&outside.store)))
        .transpose()?;
    let metrics = gauges::start(worker.as_ref(), config.slots.get())?;
    let api = api(config, &outside, (access, metrics), draining.clone())?;
    let listener = listen(config.listen).await?;
    if let Ok(address) = listener.local_addr() {
        let worker = worker.as_ref().map_or("none", |worker| worker.id());
        tracing::info!(%address, worker, data = %data.display(), "serves");
    }
    let host = Host {
        connections: usize::try_from(config.max_connections.get()).unwrap_or(usize::MAX),
        ..Host::default()
    };
    let (closer, closing) = service::ports::stopper();
    let mut parts = Parts::default();
    let deliveries = deliveries(&outside).run(closing.clone());
    parts.add(async move {
        deliveries.await;
        Ok(())
    });
    parts.add(upkeep(config, data, &outside).run(closing.clone()));
    parts.add(serve(listener, app(api), closing, host));
    parts.beside(until_drained(worker, draining)).await?;
    // Until here callers could see what becomes of their builds, and results were posted.
    closer.stop(StopReason::Drain);
    parts.all().await?;
    tracing::info!("has stopped");
    Ok(())
}

/// Works until a signal, and until what runs then has ended or is given back.
///
/// # Errors
///
/// The worker breaks.
pub async fn until_drained(worker: Option<Arc<Worker>>, mut draining: Stop) -> Result<(), Failure> {
    match worker {
        Some(worker) => tokio::spawn(worker.run(draining))
            .await
            .map_err(|error| Failure::fault("the worker has broken", error)),
        None => {
            draining.wait().await;
            Ok(())
        }
    }
}

/// Serves on an address.
///
/// # Errors
///
/// Nobody can connect any more.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    stop: Stop,
    host: Host,
) -> Result<(), Failure> {
    service_http::serve(listener, app, stop, host)
        .await
        .map_err(|error| Failure::fault("nobody can connect any more", error))
}

/// Listens on an address.
///
/// # Errors
///
/// It cannot be listened on.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|source| Failure::Address { address, source })
}

/// Who may call: tokens are taken where there is one.
///
/// # Errors
///
/// Everybody could, or the database fails.
pub async fn access(config: &Config, outside: &Outside) -> Result<Access, Failure> {
    admin::ensure_token(config, &*outside.store).await?;
    let takes_tokens = admin::has_tokens(&*outside.store).await?;
    let access = Access::of(config.listen, takes_tokens, config.origins.clone())
        .map_err(Failure::OpenToAll)?;
    if access == Access::Loopback {
        tracing::info!("there is no token: everybody on this machine may call the API");
    }
    Ok(access)
}

fn api(
    config: &Config,
    outside: &Outside,
    (access, metrics): (Access, Metrics),
    stop: Stop,
) -> Result<Api, Failure> {
    Ok(Api {
        intake: outside.intake.clone(),
        steps: outside.steps.clone(),
        artifacts: Arc::new(outside.artifacts.clone()),
        access,
        rate: Rate {
            burst: config.rate_burst.get(),
            per_second: config.rate_per_second.get(),
        },
        metrics,
        pace: StreamPace::default(),
        site: page::open(config)?.map(Arc::new),
        stop,
    })
}

fn deliveries(outside: &Outside) -> Arc<Deliveries> {
    Arc::new(Deliveries {
        store: Arc::clone(&outside.store),
        callbacks: Arc::clone(&outside.callbacks),
        clock: Arc::clone(&outside.clock),
        pace: Pace::default(),
    })
}

fn upkeep(config: &Config, data: &Path, outside: &Outside) -> Upkeep {
    Upkeep {
        creation: Some(outside.creation()),
        kept: Kept::new(config, data, Arc::clone(&outside.store)),
        every: config.sweep.get(),
    }
}
