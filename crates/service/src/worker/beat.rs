//! Saying that the worker lives, and hearing what it lost.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::Worker;
use crate::ports::StopReason;
use crate::ports::store::Beat;

/// How often leases are looked at. An error of the database stops nothing whose lease still holds.
const LOOK: Duration = Duration::from_millis(250);

impl Worker {
    pub(super) async fn beat(self: Arc<Self>) {
        let mut next = Instant::now() + self.settings.beat;
        loop {
            let is_asked = tokio::select! {
                () = self.held.wake.notified() => true,
                () = sleep(LOOK.min(self.settings.beat)) => false,
            };
            self.held.stop_expired(Instant::now());
            if is_asked || Instant::now() >= next {
                let wait = if self.beat_once().await {
                    self.settings.beat
                } else {
                    self.settings.beat.min(Duration::from_secs(1))
                };
                next = Instant::now() + wait;
            }
        }
    }

    /// False where the database did not answer.
    async fn beat_once(&self) -> bool {
        let leases = self.held.leases();
        if leases.is_empty() {
            return true;
        }
        // The lease is at least as long as from now: the database counts from when it hears of this.
        let until = Instant::now() + self.settings.lease;
        let beat = self.ports.store.beat(&leases, self.settings.lease);
        let beats = match timeout(self.settings.lease / 3, beat).await {
            Ok(Ok(beats)) => beats,
            Ok(Err(error)) => {
                tracing::warn!(
                    worker = self.id,
                    error = &error as &dyn std::error::Error,
                    "leases are not made longer"
                );
                return false;
            }
            Err(_) => {
                tracing::warn!(
                    worker = self.id,
                    "leases are not made longer: the database does not answer"
                );
                return false;
            }
        };
        for (lease, beat) in leases.iter().zip(beats) {
            match beat {
                Beat::Held { cancel_requested } => {
                    self.held.keep(lease, until);
                    if cancel_requested {
                        self.held.stop(lease, StopReason::Cancelled);
                    }
                }
                Beat::Lost => self.held.stop(lease, StopReason::LeaseLost),
            }
        }
        true
    }
}
