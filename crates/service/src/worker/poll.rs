//! Claiming builds while there is room for more.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::Worker;
use crate::ports::store::{Change, Claim};
use crate::ports::{Stop, StopReason, stopper};

impl Worker {
    pub(super) async fn poll(self: &Arc<Self>, mut end: Stop) {
        let mut changes = self.ports.store.changes();
        let mut attempts = JoinSet::new();
        while end.requested().is_none() {
            let is_full = self.claim_into(&mut attempts).await;
            tokio::select! {
                _ = end.wait() => {}
                _ = attempts.join_next(), if !attempts.is_empty() => {}
                () = self.wait_for_work(&mut changes), if !is_full => {}
            }
            while attempts.try_join_next().is_some() {}
        }
        self.drain(attempts).await;
    }

    /// Claims as many builds as there is room for, and says whether there is no room left.
    async fn claim_into(self: &Arc<Self>, attempts: &mut JoinSet<()>) -> bool {
        let slots = usize::try_from(self.settings.slots).unwrap_or(usize::MAX);
        let free = u32::try_from(slots.saturating_sub(attempts.len())).unwrap_or(u32::MAX);
        if free == 0 {
            return true;
        }
        let began = Instant::now();
        match self
            .ports
            .store
            .claim(&self.id, self.settings.lease, free)
            .await
        {
            Ok(claims) => {
                let is_full = claims.len() == usize::try_from(free).unwrap_or(usize::MAX);
                for claim in claims {
                    self.begin(attempts, claim, began);
                }
                is_full
            }
            Err(error) => {
                tracing::warn!(
                    worker = self.id,
                    error = &error as &dyn std::error::Error,
                    "no builds are claimed"
                );
                false
            }
        }
    }

    fn begin(self: &Arc<Self>, attempts: &mut JoinSet<()>, claim: Claim, began: Instant) {
        let (stopper, stop) = stopper();
        let lease = claim.lease.clone();
        self.held
            .insert(lease.clone(), stopper.clone(), began + self.settings.lease);
        let worker = Arc::clone(self);
        attempts.spawn(async move {
            // Also when the attempt panics: then the lease ends, and another worker has the build.
            let _held = Release {
                worker: &worker,
                lease,
            };
            worker.attempt(claim, &stopper, stop).await;
        });
    }

    async fn wait_for_work(&self, changes: &mut Receiver<Change>) {
        // Workers that were started together do not ask together.
        let wait = self.settings.poll.mul_f64(0.75 + 0.5 * fastrand::f64());
        let hear = async {
            loop {
                match changes.recv().await {
                    Ok(Change::Work) | Err(RecvError::Lagged(_)) => return,
                    Ok(_) => {}
                    Err(RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        tokio::select! {
            () = hear => {}
            () = sleep(wait) => {}
        }
    }

    async fn drain(&self, mut attempts: JoinSet<()>) {
        let all_end =
            async |attempts: &mut JoinSet<()>| while attempts.join_next().await.is_some() {};
        if timeout(self.settings.drain, all_end(&mut attempts))
            .await
            .is_ok()
        {
            return;
        }
        self.held.stop_all(StopReason::Drain);
        // A port that does not stop is not waited for longer than its lease and the longest time to clean up.
        let most = self.settings.lease + Duration::from_secs(600);
        if timeout(most, all_end(&mut attempts)).await.is_err() {
            tracing::error!(
                worker = self.id,
                "builds do not stop; they are left to other workers"
            );
        }
    }
}

struct Release<'a> {
    worker: &'a Worker,
    lease: crate::ports::store::Lease,
}

impl Drop for Release<'_> {
    fn drop(&mut self) {
        self.worker.held.remove(&self.lease);
    }
}
