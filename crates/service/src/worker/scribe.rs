//! What an attempt writes: one write after the other, each repeated until the database has it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::build::Phase;
use crate::event::EventKind;
use crate::ports::store::{Fenced, Finish, GiveBack, Lease};
use crate::ports::{Stop, StopReason, Stopper, Store, StoreError};

const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// A write.
pub(super) enum Write {
    Enter(Phase),
    Append(Vec<EventKind>),
    GiveBack(GiveBack),
    Finish(Box<Finish>),
}

/// Writes for one attempt.
pub(super) struct Scribe {
    store: Arc<dyn Store>,
    lease: Mutex<Lease>,
    stopper: Stopper,
    stop: Stop,
}

impl Scribe {
    pub(super) fn new(store: Arc<dyn Store>, lease: Lease, stopper: Stopper, stop: Stop) -> Self {
        Self {
            store,
            lease: Mutex::new(lease),
            stopper,
            stop,
        }
    }

    /// Writes. While the database does not answer it tries again, until the lease is lost. Where the attempt has lost the
    /// build, it is asked to stop.
    ///
    /// # Errors
    ///
    /// The database refuses: a fault of the service.
    pub(super) async fn write(&self, write: Write) -> Result<Fenced, StoreError> {
        let mut lease = self.lease.lock().await;
        let mut wait = FIRST_WAIT;
        loop {
            if self.stop.requested() == Some(StopReason::LeaseLost) {
                return Ok(Fenced::Lost);
            }
            match self.try_to_write(&lease, &write).await {
                Ok(fenced) => {
                    match fenced {
                        Fenced::Written => lease.writes += 1,
                        Fenced::CancelRequested => self.stopper.stop(StopReason::Cancelled),
                        Fenced::Lost => self.stopper.stop(StopReason::LeaseLost),
                    }
                    return Ok(fenced);
                }
                Err(error @ StoreError::Unavailable { .. }) => {
                    tracing::warn!(
                        task = %lease.task_id,
                        attempt = lease.attempt,
                        error = &error as &dyn std::error::Error,
                        "the database does not take a write; it is tried again"
                    );
                    sleep(wait).await;
                    wait = (wait * 2).min(LONGEST_WAIT);
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn try_to_write(&self, lease: &Lease, write: &Write) -> Result<Fenced, StoreError> {
        match write {
            Write::Enter(phase) => self.store.enter(lease, *phase).await,
            Write::Append(events) => self.store.append(lease, events).await,
            Write::GiveBack(give_back) => self.store.give_back(lease, give_back).await,
            Write::Finish(finish) => self.store.finish(lease, finish).await,
        }
    }
}
