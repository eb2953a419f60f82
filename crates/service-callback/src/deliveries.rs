//! Posting what is due, by the schedule, until it is delivered or given up.

use std::sync::Arc;
use std::time::Duration;

use service::ports::store::{CallbackMessage, Change, Posted};
use service::ports::{Callbacks, Clock, Delivery, Stop, Store, StoreError};
use service::{Project, retry};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::task::JoinSet;

/// How often the result of a try is written again where the database cannot take it.
const WRITES: u32 = 5;

/// How fast callbacks are posted.
#[derive(Clone, Debug)]
pub struct Pace {
    /// How many are posted at once, so that slow receivers do not hold up all others.
    pub at_once: u32,
    /// How long one belongs to this process: longer than a try may take.
    pub lease: Duration,
    /// How often the outbox is asked for what is due.
    pub poll: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            at_once: 64,
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(2),
        }
    }
}

/// Takes callbacks out of the outbox. Any number of processes may do so: each callback is tried by one of them at a time.
pub struct Deliveries {
    /// The outbox.
    pub store: Arc<dyn Store>,
    /// What posts.
    pub callbacks: Arc<dyn Callbacks>,
    /// The time of the schedule.
    pub clock: Arc<dyn Clock>,
    /// How fast.
    pub pace: Pace,
}

impl Deliveries {
    /// Posts what is due until a stop is asked for. Then it waits for the tries that run: each is over in seconds.
    pub async fn run(self: Arc<Self>, mut stop: Stop) {
        let mut changes = self.store.changes();
        let mut tries = JoinSet::new();
        while stop.requested().is_none() {
            let is_full = match self.claim_into(&mut tries).await {
                Ok(_) => self.free(&tries) == 0,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "no callbacks are claimed"
                    );
                    false
                }
            };
            tokio::select! {
                _ = stop.wait() => {}
                _ = tries.join_next(), if !tries.is_empty() => {}
                () = self.wait_for_more(&mut changes), if !is_full => {}
            }
            while tries.try_join_next().is_some() {}
        }
        while tries.join_next().await.is_some() {}
    }

    /// Posts everything that is due now, and says how many that were.
    ///
    /// # Errors
    ///
    /// The database fails.
    pub async fn post_due(self: &Arc<Self>) -> Result<usize, StoreError> {
        let mut tries = JoinSet::new();
        let mut count = 0;
        loop {
            let claimed = self.claim_into(&mut tries).await?;
            while tries.join_next().await.is_some() {}
            if claimed == 0 {
                return Ok(count);
            }
            count += claimed;
        }
    }

    fn free(&self, tries: &JoinSet<()>) -> u32 {
        let running = u32::try_from(tries.len()).unwrap_or(u32::MAX);
        self.pace.at_once.saturating_sub(running)
    }

    async fn claim_into(self: &Arc<Self>, tries: &mut JoinSet<()>) -> Result<usize, StoreError> {
        let free = self.free(tries);
        if free == 0 {
            return Ok(0);
        }
        let now = self.clock.now();
        let messages = self
            .store
            .claim_callbacks(now, self.pace.lease, free)
            .await?;
        let count = messages.len();
        for message in messages {
            let deliveries = Arc::clone(self);
            tries.spawn(async move { deliveries.post(&message).await });
        }
        Ok(count)
    }

    async fn wait_for_more(&self, changes: &mut Receiver<Change>) {
        let hear = async {
            loop {
                match changes.recv().await {
                    Ok(Change::Callback) | Err(RecvError::Lagged(_)) => return,
                    Ok(_) => {}
                    Err(RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        tokio::select! {
            () = hear => {}
            () = self.clock.sleep(self.pace.poll) => {}
        }
    }

    /// Posts one that this process has claimed. Where it cannot say how that went, another try follows when the lease is
    /// over: receivers may see a callback twice, with the same `webhook-id`.
    async fn post(&self, message: &CallbackMessage) {
        let delivery = match self.project_of(message).await {
            Ok(Some(project)) => self.callbacks.deliver(message, &project).await,
            Ok(None) => Delivery::Dead {
                status: None,
                error: "its build is gone".to_owned(),
            },
            Err(error) => {
                tracing::warn!(
                    msg_id = message.msg_id,
                    error = &error as &dyn std::error::Error,
                    "a callback waits"
                );
                return;
            }
        };
        let posted = next_step(message, delivery);
        tracing::info!(
            msg_id = message.msg_id,
            attempt = message.attempt,
            ?posted,
            "callback"
        );
        count(&posted);
        self.write(message, &posted).await;
    }

    async fn project_of(&self, message: &CallbackMessage) -> Result<Option<Project>, StoreError> {
        match self.store.build(message.task_id).await? {
            Some(build) => self.store.project(build.project_id).await,
            None => Ok(None),
        }
    }

    async fn write(&self, message: &CallbackMessage, posted: &Posted) {
        for _ in 0..WRITES {
            let written = self
                .store
                .callback_posted(message, self.clock.now(), posted)
                .await;
            match written {
                Ok(_) => return,
                Err(error) => {
                    tracing::warn!(
                        msg_id = message.msg_id,
                        error = &error as &dyn std::error::Error,
                        "not written"
                    );
                    self.clock.sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }
}

/// Counts a try by what came of it.
fn count(posted: &Posted) {
    let result = match posted {
        Posted::Done { .. } => "delivered",
        Posted::Again { .. } => "failed",
        Posted::Dead { .. } => "given_up",
    };
    metrics::counter!("tachikoma_callbacks_total", "result" => result).increment(1);
}

/// What follows from how a try went.
fn next_step(message: &CallbackMessage, delivery: Delivery) -> Posted {
    match delivery {
        Delivery::Delivered { status } => Posted::Done { status },
        Delivery::Dead { status, error } => Posted::Dead { status, error },
        Delivery::Failed {
            status,
            error,
            wait,
        } => {
            let tries = message.attempt.saturating_sub(message.first_attempt);
            match retry::after_delivery(tries, &mut fastrand::Rng::new()) {
                // Not before the receiver wants it, and not before its turn.
                Some(delay) => Posted::Again {
                    status,
                    error,
                    delay: delay.max(wait.unwrap_or_default()),
                },
                None => Posted::Dead { status, error },
            }
        }
    }
}
