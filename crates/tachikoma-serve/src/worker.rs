//! `tachikoma-serve worker`: builds of a service that runs elsewhere.

use std::path::Path;
use std::sync::Arc;

use service::ports::{StopReason, stopper};
use service_http::{Host, Watched, watch};

use crate::failure::Failure;
use crate::parts::Parts;
use crate::retention::Kept;
use crate::serve::{listen, serve, until_drained};
use crate::settings::Config;
use crate::upkeep::Upkeep;
use crate::{gauges, outside, signals};

/// Works until a signal.
///
/// # Errors
///
/// It cannot start, or a part of it breaks.
pub async fn run(config: &Config, data: &Path) -> Result<(), Failure> {
    if config.slots.get() == 0 {
        return Err(Failure::setting(
            "worker.slots is 0: a worker needs at least 1",
        ));
    }
    let (stopper, draining) = stopper();
    signals::listen(stopper)?;
    let store = outside::store(config, data).await?;
    let worker = outside::worker(config, data, Arc::clone(&store))?;
    let metrics = gauges::start(Some(&worker), config.slots.get())?;
    let (closer, closing) = service::ports::stopper();
    let mut parts = Parts::default();
    if let Some(address) = config.worker_listen {
        let listener = listen(address).await?;
        if let Ok(address) = listener.local_addr() {
            tracing::info!(%address, "is watched");
        }
        let watched = Watched {
            store: Arc::clone(&store),
            metrics,
            stop: draining.clone(),
        };
        parts.add(serve(
            listener,
            watch(watched),
            closing.clone(),
            Host::default(),
        ));
    }
    // What concerns the database alone is done by the service.
    let upkeep = Upkeep {
        creation: None,
        kept: Kept::new(config, data, store),
        every: config.sweep.get(),
    };
    parts.add(upkeep.run(closing));
    tracing::info!(worker = worker.id(), data = %data.display(), "works");
    parts.beside(until_drained(Some(worker), draining)).await?;
    closer.stop(StopReason::Drain);
    parts.all().await?;
    tracing::info!("has stopped");
    Ok(())
}
