//! Events in the database. Workers write them: see [`super::Queue`].

use async_trait::async_trait;

use super::StoreError;
use crate::event::Event;
use crate::id::TaskId;

/// Events of builds.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Events behind number `after`, in their order.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn events(&self, id: TaskId, after: u64, limit: u32) -> Result<Vec<Event>, StoreError>;
}
