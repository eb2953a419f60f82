//! Numbers that are read when somebody asks, and not counted.

use std::fs;
use std::sync::{Arc, Weak};

use service::worker::Worker;
use service_http::Metrics;

use crate::failure::Failure;

/// Begins to count, with the numbers of this process and its worker.
///
/// # Errors
///
/// Something else counts already.
pub fn start(worker: Option<&Arc<Worker>>, slots: u32) -> Result<Metrics, Failure> {
    let metrics = Metrics::of_this_process()
        .map_err(|error| Failure::fault("numbers cannot be counted", error))?;
    metrics::gauge!("tachikoma_info", "version" => env!("CARGO_PKG_VERSION")).set(1);
    let worker = worker.map(Arc::downgrade);
    metrics.before_reading(move || read(worker.as_ref(), slots));
    Ok(metrics)
}

fn read(worker: Option<&Weak<Worker>>, slots: u32) {
    let running = worker
        .and_then(Weak::upgrade)
        .map_or(0, |worker| worker.running());
    metrics::gauge!("tachikoma_worker_slots").set(slots);
    metrics::gauge!("tachikoma_worker_running").set(small(running));
    if let Some(bytes) = resident() {
        metrics::gauge!("process_resident_memory_bytes").set(bytes);
    }
    let count = |path: &str| fs::read_dir(path).map_or(0, Iterator::count);
    metrics::gauge!("process_open_fds").set(small(count("/proc/self/fd")));
    metrics::gauge!("process_threads").set(small(count("/proc/self/task")));
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Bytes of this process in memory.
fn resident() -> Option<f64> {
    let statm = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u32 = statm.split_ascii_whitespace().nth(1)?.parse().ok()?;
    let size = u32::try_from(rustix::param::page_size()).ok()?;
    Some(f64::from(pages) * f64::from(size))
}
