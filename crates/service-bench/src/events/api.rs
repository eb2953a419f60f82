//! The API in this process.

use std::sync::Arc;

use anyhow::Result;
use service::ports::{Callbacks, Clock, MachineClock, Stopper, Store, stopper};
use service::start::Intake;
use service_callback::{Deliverer, Keys, Settings};
use service_http::{Access, Api, Host, Metrics, Rate, StreamPace, app};
use tokio::net::TcpListener;

use crate::nothing::Nothing;
use crate::served::KEY;

/// The API, which ends when this is dropped.
pub struct Running(Stopper);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.stop(service::ports::StopReason::Drain);
    }
}

/// Serves a store, and says where.
pub async fn start(store: Arc<dyn Store>) -> Result<(String, Running)> {
    let (stopper, stop) = stopper();
    let clock: Arc<dyn Clock> = Arc::new(MachineClock);
    let settings = Settings::new(Keys::new(KEY.parse()?, None));
    let callbacks: Arc<dyn Callbacks> = Arc::new(Deliverer::new(settings, Arc::clone(&clock))?);
    let api = Api {
        intake: Intake {
            store,
            templates: Arc::new(Nothing),
            callbacks,
            clock,
        },
        steps: Vec::new(),
        artifacts: Arc::new(Nothing),
        access: Access::Loopback,
        rate: Rate::default(),
        metrics: Metrics::of_this_process()?,
        pace: StreamPace::default(),
        site: None,
        stop: stop.clone(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(service_http::serve(
        listener,
        app(api),
        stop,
        Host::default(),
    ));
    Ok((address, Running(stopper)))
}
