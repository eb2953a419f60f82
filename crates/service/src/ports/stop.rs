//! Asking a port to stop.

use std::time::Duration;

use tokio::sync::watch;

/// Why a port shall stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// Somebody asked for it.
    Cancelled,
    /// The worker ends, and gives the build back.
    Drain,
    /// Another worker has the build, or may have it: nothing that this one does counts any more.
    LeaseLost,
    /// The attempt took longer than it may.
    WallClock,
    /// It printed more than it may.
    OutputLimit,
}

impl StopReason {
    /// How long the sandbox may clean up before it is killed.
    #[must_use]
    pub fn grace(self, allowed: Duration) -> Duration {
        match self {
            Self::LeaseLost => Duration::ZERO,
            Self::Cancelled | Self::Drain | Self::WallClock | Self::OutputLimit => allowed,
        }
    }
}

/// Asks for a stop.
#[derive(Clone, Debug)]
pub struct Stopper(watch::Sender<Option<StopReason>>);

/// Is asked to stop.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<Option<StopReason>>);

/// The two ends.
#[must_use]
pub fn stopper() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(None);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    /// Asks for a stop. The first reason stays, unless the lease is lost: then nothing else counts.
    pub fn stop(&self, reason: StopReason) {
        self.0.send_if_modified(|current| {
            let is_new =
                current.is_none() || (reason == StopReason::LeaseLost && *current != Some(reason));
            if is_new {
                *current = Some(reason);
            }
            is_new
        });
    }

    /// Whether somebody asked already.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.borrow().is_some()
    }
}

impl Stop {
    /// Whether a stop was asked for, and why.
    #[must_use]
    pub fn requested(&self) -> Option<StopReason> {
        *self.0.borrow()
    }

    /// Waits until a stop is asked for: for ever, if nobody can ask any more.
    pub async fn wait(&mut self) -> StopReason {
        let reason = self
            .0
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|reason| *reason);
        match reason {
            Some(reason) => reason,
            None => std::future::pending().await,
        }
    }

    /// Waits until the reason is another one than `known`: a cleaning up that was graceful is cut short by
    /// [`StopReason::LeaseLost`].
    pub async fn wait_for_other_than(&mut self, known: StopReason) -> StopReason {
        let is_other = |reason: &Option<StopReason>| reason.is_some_and(|reason| reason != known);
        let reason = self
            .0
            .wait_for(is_other)
            .await
            .ok()
            .and_then(|reason| *reason);
        match reason {
            Some(reason) => reason,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_reason_stays_unless_the_lease_is_lost() {
        let (stopper, mut stop) = stopper();
        assert_eq!(stop.requested(), None);
        stopper.stop(StopReason::Cancelled);
        stopper.stop(StopReason::Drain);
        assert_eq!(stop.wait().await, StopReason::Cancelled);
        stopper.stop(StopReason::LeaseLost);
        assert_eq!(
            stop.wait_for_other_than(StopReason::Cancelled).await,
            StopReason::LeaseLost
        );
        stopper.stop(StopReason::Cancelled);
        assert_eq!(stop.requested(), Some(StopReason::LeaseLost));
    }

    #[test]
    fn only_a_lost_lease_leaves_no_time_to_clean_up() {
        let allowed = Duration::from_secs(10);
        assert_eq!(StopReason::LeaseLost.grace(allowed), Duration::ZERO);
        assert_eq!(StopReason::Cancelled.grace(allowed), allowed);
    }
}
