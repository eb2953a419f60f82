//! The queue, as workers see it.

use std::time::Duration;

use async_trait::async_trait;

use super::StoreError;
use super::callbacks::NewCallback;
use crate::build::{Build, Phase};
use crate::event::EventKind;
use crate::id::TaskId;
use crate::project::Project;
use crate::result::BuildResult;
use crate::status::Status;

/// What a worker holds: the fence of all that it writes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The build.
    pub task_id: TaskId,
    /// The attempt. No two claims of a build have the same one.
    pub attempt: u32,
    /// The worker: its name and a UUID of the process, so that a restarted one is another.
    pub worker: String,
    /// How many of its writes are written. One that is repeated because its answer was lost is written once; whoever
    /// holds the lease counts on with [`Fenced::Written`], and writes one after the other.
    pub writes: u32,
}

/// A build that a worker has claimed.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The build, as it is now: `phase` is that of an earlier attempt, `cancel_at` may be set, and `attempt` may be more
    /// than `max_attempts`.
    pub build: Build,
    /// What the worker holds.
    pub lease: Lease,
    /// Its project.
    pub project: Project,
    /// How long ago it was claimed for the first time, by the clock of the store.
    pub running_for: Duration,
}

/// What came of a worker's write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fenced {
    /// It is written.
    Written,
    /// Nothing is written: somebody asked for the build to stop, so it can only end as `cancelled`.
    CancelRequested,
    /// Nothing is written: the attempt is not the build's any more.
    Lost,
}

/// What a worker hears when it says that it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// The lease is longer.
    Held {
        /// Whether somebody asked for the build to stop.
        cancel_requested: bool,
    },
    /// Another attempt has the build, or it has ended.
    Lost,
}

/// The end of a build.
#[derive(Clone, Debug, PartialEq)]
pub struct Finish {
    /// `completed`, `failed` or `cancelled`.
    pub status: Status,
    /// What came of it.
    pub result: BuildResult,
    /// Events before the last one.
    pub events: Vec<EventKind>,
    /// What is posted, if somebody asked for that.
    pub callback: Option<NewCallback>,
}

/// Why an attempt ends and another one follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GiveBack {
    /// What went wrong, or that the worker stops.
    pub reason: String,
    /// How long the build waits.
    pub delay: Duration,
    /// Whether the attempt counts as one of the build's `max_attempts`: it does not where the worker stops.
    pub counts: bool,
}

/// The queue.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Claims builds: those whose worker's lease is over first, then those that wait, by priority, then by `run_at`, then
    /// by id, and of no project more than it may run. Each has the next attempt number and the events for it.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn claim(
        &self,
        worker: &str,
        lease: Duration,
        at_most: u32,
    ) -> Result<Vec<Claim>, StoreError>;

    /// Makes leases longer; answers in their order.
    ///
    /// # Errors
    ///
    /// The database fails. The leases hold as long as they did.
    async fn beat(&self, leases: &[Lease], lease: Duration) -> Result<Vec<Beat>, StoreError>;

    /// Begins with a part of the work. The event is written with it.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn enter(&self, lease: &Lease, phase: Phase) -> Result<Fenced, StoreError>;

    /// Writes events, also when somebody asked for the build to stop.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn append(&self, lease: &Lease, events: &[EventKind]) -> Result<Fenced, StoreError>;

    /// Gives the build back to the queue, with the event for it.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn give_back(&self, lease: &Lease, give_back: &GiveBack) -> Result<Fenced, StoreError>;

    /// Ends the build, with its last event and its callback.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn finish(&self, lease: &Lease, finish: &Finish) -> Result<Fenced, StoreError>;
}
