//! The builds that a worker holds.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::id::TaskId;
use crate::ports::store::Lease;
use crate::ports::{StopReason, Stopper};

/// All of them.
#[derive(Default)]
pub(super) struct Held {
    builds: Mutex<HashMap<TaskId, Entry>>,
    /// Wakes the beat: one of them may be asked to stop.
    pub(super) wake: Notify,
    /// Wakes who waits for a build to end.
    pub(super) freed: Notify,
}

struct Entry {
    lease: Lease,
    stopper: Stopper,
    /// Until when no other worker can have it, by this machine's monotonic clock.
    until: Instant,
}

impl Held {
    fn builds(&self) -> MutexGuard<'_, HashMap<TaskId, Entry>> {
        self.builds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn len(&self) -> usize {
        self.builds().len()
    }

    /// Holds a build. Where an earlier attempt of it is held still, that one is stopped: it is lost.
    pub(super) fn insert(&self, lease: Lease, stopper: Stopper, until: Instant) {
        let entry = Entry {
            lease,
            stopper,
            until,
        };
        if let Some(earlier) = self.builds().insert(entry.lease.task_id, entry) {
            earlier.stopper.stop(StopReason::LeaseLost);
        }
    }

    /// Holds it no longer, unless a later attempt is held.
    pub(super) fn remove(&self, lease: &Lease) {
        let mut builds = self.builds();
        if builds
            .get(&lease.task_id)
            .is_some_and(|entry| entry.lease.attempt == lease.attempt)
        {
            builds.remove(&lease.task_id);
        }
        drop(builds);
        self.freed.notify_waiters();
    }

    pub(super) fn leases(&self) -> Vec<Lease> {
        self.builds()
            .values()
            .map(|entry| entry.lease.clone())
            .collect()
    }

    pub(super) fn holds(&self, id: TaskId) -> bool {
        self.builds().contains_key(&id)
    }

    /// The lease is longer.
    pub(super) fn keep(&self, lease: &Lease, until: Instant) {
        if let Some(entry) = self.builds().get_mut(&lease.task_id)
            && entry.lease.attempt == lease.attempt
        {
            entry.until = until;
        }
    }

    /// Asks the attempt to stop.
    pub(super) fn stop(&self, lease: &Lease, reason: StopReason) {
        if let Some(entry) = self.builds().get(&lease.task_id)
            && entry.lease.attempt == lease.attempt
        {
            entry.stopper.stop(reason);
        }
    }

    pub(super) fn stop_all(&self, reason: StopReason) {
        self.builds()
            .values()
            .for_each(|entry| entry.stopper.stop(reason));
    }

    /// Stops what another worker may have by now.
    pub(super) fn stop_expired(&self, now: Instant) {
        let builds = self.builds();
        let expired = builds.values().filter(|entry| entry.until <= now);
        expired.for_each(|entry| entry.stopper.stop(StopReason::LeaseLost));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ports::stopper;

    fn lease(task_id: TaskId, attempt: u32) -> Lease {
        Lease {
            task_id,
            attempt,
            worker: "w".to_owned(),
            writes: 0,
        }
    }

    #[tokio::test]
    async fn what_may_be_another_ones_is_stopped_and_nothing_else() {
        let held = Held::default();
        let (first, second) = (lease(TaskId::new(), 1), lease(TaskId::new(), 1));
        let now = Instant::now();
        let (stopper1, stop1) = stopper();
        let (stopper2, stop2) = stopper();
        held.insert(first.clone(), stopper1, now + Duration::from_secs(1));
        held.insert(second.clone(), stopper2, now + Duration::from_secs(1));
        held.keep(&second, now + Duration::from_secs(9));
        held.stop_expired(now + Duration::from_secs(2));
        assert_eq!(
            (stop1.requested(), stop2.requested()),
            (Some(StopReason::LeaseLost), None)
        );
    }

    #[tokio::test]
    async fn a_later_attempt_takes_the_place_of_an_earlier_one() {
        let held = Held::default();
        let id = TaskId::new();
        let (stopper1, stop1) = stopper();
        let (stopper2, stop2) = stopper();
        held.insert(lease(id, 1), stopper1, Instant::now());
        held.insert(lease(id, 2), stopper2, Instant::now());
        assert_eq!(stop1.requested(), Some(StopReason::LeaseLost));
        held.stop(&lease(id, 1), StopReason::Cancelled);
        held.remove(&lease(id, 1));
        assert!(held.holds(id) && stop2.requested().is_none());
        held.remove(&lease(id, 2));
        assert_eq!(held.len(), 0);
    }
}
