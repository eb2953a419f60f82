//! Hearing at once that a build shall stop, where the database can tell. Elsewhere the next beat says so.

use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;

use super::Worker;
use crate::ports::store::Change;

impl Worker {
    pub(super) async fn hear_of_cancels(self: Arc<Self>) {
        let mut changes = self.ports.store.changes();
        loop {
            match changes.recv().await {
                Ok(Change::Cancel(id)) if self.held.holds(id) => self.held.wake.notify_one(),
                Ok(_) => {}
                // One of those that were missed may have been it.
                Err(RecvError::Lagged(_)) => self.held.wake.notify_one(),
                Err(RecvError::Closed) => return,
            }
        }
    }
}
