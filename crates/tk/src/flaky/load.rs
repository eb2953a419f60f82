//! Threads that keep the processors busy.

use std::hint::spin_loop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, available_parallelism, spawn};

/// How many threads there are for each processor.
const PER_PROCESSOR: usize = 2;

/// Busy threads, until this is dropped.
pub struct Load {
    ended: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Load {
    /// Starts the threads.
    pub fn begin() -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let processors = available_parallelism().map_or(1, usize::from);
        let thread = |_| {
            let ended = Arc::clone(&ended);
            spawn(move || {
                while !ended.load(Ordering::Relaxed) {
                    spin_loop();
                }
            })
        };
        let threads = (0..processors * PER_PROCESSOR).map(thread).collect();
        Self { ended, threads }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            // A thread that spins cannot panic.
            let _ = thread.join();
        }
    }
}
