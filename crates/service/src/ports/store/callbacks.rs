//! Callbacks that wait in the database, written with the change that they tell of.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::StoreError;
use crate::id::TaskId;
use crate::timestamp::Timestamp;

/// A callback to write. Its body does not change any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCallback {
    /// The `webhook-id`: the same for every try.
    pub msg_id: String,
    /// Where it goes.
    pub url: String,
    /// What is posted.
    pub body: String,
}

/// A callback that is due: who claimed it delivers it and says how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackMessage {
    /// The `webhook-id`.
    pub msg_id: String,
    /// The build that it tells of.
    pub task_id: TaskId,
    /// Where it goes.
    pub url: String,
    /// What is posted.
    pub body: String,
    /// Counts tries, this one included. What is said of an earlier one is not written.
    pub attempt: u32,
    /// The try after which a redelivery was asked for: its schedule starts again there.
    pub first_attempt: u32,
}

/// A callback as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallbackState {
    /// The `webhook-id`.
    pub msg_id: String,
    /// Where it goes.
    pub url: String,
    /// How often it was tried.
    pub attempt: u32,
    /// When it is tried next; none where it is not.
    pub next_at: Option<Timestamp>,
    /// The receiver's last answer.
    pub last_status: Option<u16>,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// When it was delivered.
    pub done_at: Option<Timestamp>,
    /// When it was given up.
    pub dead_at: Option<Timestamp>,
}

/// How a try went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// The receiver has it.
    Done {
        /// Its answer.
        status: u16,
    },
    /// It is tried again.
    Again {
        /// Its answer, if there was one.
        status: Option<u16>,
        /// What went wrong.
        error: String,
        /// How long it waits.
        delay: Duration,
    },
    /// It is given up.
    Dead {
        /// Its answer, if there was one.
        status: Option<u16>,
        /// What went wrong.
        error: String,
    },
}

/// Callbacks until they are delivered or given up.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Claims callbacks that are due at `now`, the longest waiting first. Another process takes them over when `lease` is
    /// over. The time is the caller's, not the database's, so that a test of three days takes none.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn claim_callbacks(
        &self,
        now: Timestamp,
        lease: Duration,
        at_most: u32,
    ) -> Result<Vec<CallbackMessage>, StoreError>;

    /// Says how a try went. False where another process has taken it over: then nothing is written.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn callback_posted(
        &self,
        message: &CallbackMessage,
        now: Timestamp,
        posted: &Posted,
    ) -> Result<bool, StoreError>;

    /// The callbacks of a build.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn callbacks(&self, id: TaskId) -> Result<Vec<CallbackState>, StoreError>;

    /// Posts a callback once more, at once and then by the schedule, with the same body. False where there is no such one.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn redeliver(&self, id: TaskId, msg_id: &str) -> Result<bool, StoreError>;

    /// Forgets callbacks that were delivered or given up before `end`, at most so many. Says how many.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn forget_callbacks(&self, end: Timestamp, at_most: u32) -> Result<u32, StoreError>;
}
