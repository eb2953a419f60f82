//! Who waits for a change hears of it at once, also in other processes where the database can tell.

use service::ports::store::Change;
use tokio::sync::broadcast;

/// Those who missed more than this many look at everything.
const KEPT: usize = 4096;

/// Where changes are heard of in this process.
#[derive(Clone, Debug)]
pub(crate) struct Changes(broadcast::Sender<Change>);

impl Changes {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(KEPT).0)
    }

    pub(crate) fn tell(&self, change: Change) {
        // Nobody may listen.
        let _ = self.0.send(change);
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }
}
