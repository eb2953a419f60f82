//! Events in the database. Workers write them: see [`super::Queue`].

use async_trait::async_trait;

use super::StoreError;
use crate::event::Event;
use crate::id::TaskId;
use crate::timestamp::Timestamp;

/// Events of builds.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Events behind number `after`, in their order.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn events(&self, id: TaskId, after: u64, limit: u32) -> Result<Vec<Event>, StoreError>;

    /// Forgets events of builds that ended before `end`, but for their last one, of at most so many builds. Says of how
    /// many. Their rows in the audit stay.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn forget_events(&self, end: Timestamp, at_most: u32) -> Result<u32, StoreError>;
}
