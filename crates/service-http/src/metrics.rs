//! Numbers for Prometheus.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use service::ports::{Store, StoreError};
use service::{Status, worker};

const SECONDS: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 10.0, 60.0];

/// Of what takes as long as an agent does.
const LONG: [f64; 9] = [0.1, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0];

type Reader = Box<dyn Fn() + Send + Sync>;

/// The numbers of this process, whoever counts them.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
    readers: Arc<Mutex<Vec<Reader>>>,
}

impl Metrics {
    /// Begins to count, if nothing in this process does so.
    ///
    /// # Errors
    ///
    /// Something else counts already.
    pub fn of_this_process() -> Result<Self, BuildError> {
        static METRICS: Mutex<Option<Metrics>> = Mutex::new(None);
        let mut metrics = METRICS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(metrics) = &*metrics {
            return Ok(metrics.clone());
        }
        let seconds = Matcher::Suffix("_seconds".to_owned());
        let mut builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &SECONDS)?;
        for name in worker::LONG_METRICS {
            builder = builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), &LONG)?;
        }
        let installed = Self {
            handle: builder.install_recorder()?,
            readers: Arc::default(),
        };
        Ok(metrics.insert(installed).clone())
    }

    /// Calls this each time before the numbers are shown: for those that are read and not counted.
    pub fn before_reading(&self, read: impl Fn() + Send + Sync + 'static) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.push(Box::new(read));
    }

    /// All of them as Prometheus reads them.
    #[must_use]
    pub fn text(&self) -> String {
        let readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.iter().for_each(|read| read());
        drop(readers);
        self.handle.run_upkeep();
        self.handle.render()
    }
}

/// Reads the queue. Builds that have ended are many, and a count of them is no measure of anything.
pub(crate) async fn read_queue(store: &dyn Store) -> Result<(), StoreError> {
    for status in [Status::Pending, Status::Running] {
        let count = u32::try_from(store.count(status).await?).unwrap_or(u32::MAX);
        metrics::gauge!("tachikoma_builds", "status" => status.as_str()).set(f64::from(count));
    }
    let waiting = store.longest_wait().await?;
    metrics::gauge!("tachikoma_oldest_pending_seconds").set(waiting.as_secs_f64());
    Ok(())
}

/// Counts a request under its route, so that ids make no series of their own.
pub(crate) async fn count(request: Request, next: Next) -> Response {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("other", MatchedPath::as_str)
        .to_owned();
    let method = request.method().as_str().to_owned();
    let began = Instant::now();
    let response = next.run(request).await;
    let labels = [
        ("method", method),
        ("path", path),
        ("status", response.status().as_str().to_owned()),
    ];
    metrics::counter!("tachikoma_http_requests_total", &labels).increment(1);
    observe(&labels, began.elapsed());
    response
}

fn observe(labels: &[(&'static str, String); 3], time: Duration) {
    metrics::histogram!("tachikoma_http_request_seconds", &labels[..2]).record(time.as_secs_f64());
}
