//! The threads.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::failure::Failure;

/// Threads that do what waits: the work itself is done by other processes.
const THREADS: usize = 2;

/// Threads that read files and the database. Each has memory of its own while it lives.
const BLOCKING: usize = 64;

/// A runtime for the service.
///
/// # Errors
///
/// The machine gives no threads.
pub fn new() -> Result<Runtime, Failure> {
    Builder::new_multi_thread()
        .worker_threads(THREADS)
        .max_blocking_threads(BLOCKING)
        .thread_keep_alive(Duration::from_secs(5))
        .enable_all()
        .build()
        .map_err(|error| Failure::fault("there are no threads", error))
}

/// A runtime for one question to a service.
///
/// # Errors
///
/// The machine refuses what it needs.
pub fn of_one_thread() -> Result<Runtime, Failure> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::fault("there is no runtime", error))
}
