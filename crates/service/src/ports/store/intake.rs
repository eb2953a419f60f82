//! Asking for builds, looking at them and stopping them.

use std::time::Duration;

use async_trait::async_trait;

use super::StoreError;
use super::callbacks::NewCallback;
use crate::build::Build;
use crate::id::{ProjectId, TaskId, TokenId};
use crate::result::BuildResult;
use crate::spec::BuildSpec;
use crate::status::Status;

/// A build that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct NewBuild {
    /// Its name.
    pub task_id: TaskId,
    /// Its project, which must be there.
    pub project_id: ProjectId,
    /// What shall be done.
    pub spec: BuildSpec,
    /// Those with a higher number go first.
    pub priority: i32,
    /// How long it waits at least.
    pub delay: Duration,
    /// How often it is attempted.
    pub max_attempts: u32,
    /// How many builds of the project may wait.
    pub max_queued: u32,
    /// Who asks for it.
    pub requested_by: Option<TokenId>,
    /// The build that it repeats.
    pub retry_of: Option<TaskId>,
}

/// What makes two requests the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Whose key it is: keys of different tokens have nothing to do with each other.
    pub scope: String,
    /// The `Idempotency-Key`.
    pub key: String,
    /// Of the project and the body: another one with the same key is refused.
    pub request_sha256: String,
}

/// What came of asking for a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It waits.
    Queued(TaskId),
    /// The same request came before, and made this build.
    Again(TaskId),
    /// The key came before with another request.
    KeyReused,
    /// The project has as many waiting builds as it may.
    QueueFull,
    /// There is no such project.
    NoProject,
}

/// A request that a build stops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cancel {
    /// Who asks, and why.
    pub by: String,
    /// The build's result, if it ends here because it waits.
    pub result: BuildResult,
    /// What is posted if it ends here.
    pub callback: Option<NewCallback>,
}

/// What came of asking a build to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// It waited, and is cancelled.
    Cancelled,
    /// It runs; its worker is told. It will end as `cancelled` and not otherwise.
    Requested,
    /// It has ended before.
    Ended(Status),
    /// It is being pushed, and what is pushed cannot be taken back.
    TooLate,
    /// There is no such build.
    NotFound,
}

/// Which builds are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BuildFilter {
    /// Of one project.
    pub project_id: Option<ProjectId>,
    /// In one status.
    pub status: Option<Status>,
    /// Older than this one.
    pub before: Option<TaskId>,
}

/// Builds, from outside of the workers.
#[async_trait]
pub trait Builds: Send + Sync {
    /// Queues a build, with its first event.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn submit(
        &self,
        build: &NewBuild,
        key: Option<&IdempotencyKey>,
    ) -> Result<Submitted, StoreError>;

    /// A build by its id.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn build(&self, id: TaskId) -> Result<Option<Build>, StoreError>;

    /// Builds, the newest first.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn builds(&self, filter: &BuildFilter, limit: u32) -> Result<Vec<Build>, StoreError>;

    /// How many waiting builds go before this one; none where it does not wait.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn queued_behind(&self, id: TaskId) -> Result<Option<u64>, StoreError>;

    /// How many builds are in a status.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn count(&self, status: Status) -> Result<u64, StoreError>;

    /// How long the build waits that waits the longest and could be claimed; zero where none does.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn longest_wait(&self) -> Result<Duration, StoreError>;

    /// Asks a build to stop. One that waits ends here.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn cancel(&self, id: TaskId, cancel: &Cancel) -> Result<CancelOutcome, StoreError>;

    /// Forgets keys that are older than this. Says how many.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn forget_keys(&self, older_than: Duration) -> Result<u64, StoreError>;
}
