//! Numbers for Prometheus.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

const SECONDS: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 10.0, 60.0];

/// The numbers of this process, whoever counts them.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Begins to count, if nothing in this process does so.
    ///
    /// # Errors
    ///
    /// Something else counts already.
    pub fn of_this_process() -> Result<Self, BuildError> {
        static HANDLE: Mutex<Option<PrometheusHandle>> = Mutex::new(None);
        let mut handle = HANDLE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = &*handle {
            return Ok(Self(handle.clone()));
        }
        let seconds = Matcher::Suffix("_seconds".to_owned());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &SECONDS)?;
        let installed = builder.install_recorder()?;
        *handle = Some(installed.clone());
        Ok(Self(installed))
    }

    /// All of them as Prometheus reads them.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }
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
