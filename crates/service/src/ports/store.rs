//! The database. Queue and audit are one table, so they cannot disagree.
//!
//! Three rules hold in every implementation, and the contract suite of `crates/service-store` checks them:
//!
//! 1. Each write of a worker names its attempt, and does nothing if the build is not running with that attempt.
//! 2. Status, events and callback of a change are one transaction.
//! 3. Events of a build are numbered from 1 without gaps, in the transaction that writes them.

mod callbacks;
mod events;
mod intake;
mod projects;
mod provisions;
mod tokens;
mod work;

use tokio::sync::broadcast;

use async_trait::async_trait;

pub use callbacks::{CallbackMessage, CallbackState, NewCallback, Outbox, Posted};
pub use events::EventLog;
pub use intake::{BuildFilter, Builds, Cancel, CancelOutcome, IdempotencyKey, NewBuild, Submitted};
pub use projects::{Added, Projects};
pub use provisions::{Provision, ProvisionState, Provisions};
pub use tokens::Tokens;
pub use work::{Beat, Claim, Fenced, Finish, GiveBack, Lease, Queue};

use crate::id::TaskId;

/// A failure of the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot do it now: it does not answer, or its disk is full. Nothing was written, unless the connection was lost
    /// at the commit. The API answers 503, and a worker tries again while its lease holds.
    #[error("the database cannot do this now: {what}")]
    Unavailable {
        /// What it was asked for.
        what: &'static str,
        /// What it says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It has something that this version does not know.
    #[error("the database has a row that cannot be read: {what}")]
    Unreadable {
        /// Which one.
        what: String,
    },
    /// It refuses what it is asked for: a fault of the service.
    #[error("the database refuses this: {what}")]
    Refused {
        /// What it was asked for.
        what: &'static str,
        /// What it says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Something changed. Readers ask the store what; a change that is missed is found by polling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// There may be work: a build waits.
    Work,
    /// A build has new events.
    Build(TaskId),
    /// A build that runs shall stop.
    Cancel(TaskId),
    /// A callback waits.
    Callback,
}

/// All of it.
#[async_trait]
pub trait Store: Projects + Tokens + Builds + Queue + EventLog + Outbox + Provisions {
    /// Hears of changes, also by other processes where the database can tell.
    fn changes(&self) -> broadcast::Receiver<Change>;

    /// Whether the database answers and can be written to.
    ///
    /// # Errors
    ///
    /// It does not or cannot.
    async fn ready(&self) -> Result<(), StoreError>;
}
