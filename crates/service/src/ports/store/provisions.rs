//! What create-and-build is doing, written before it does it.

use std::time::Duration;

use async_trait::async_trait;

use super::StoreError;
use crate::id::ProvisionId;

/// Where a run of create-and-build is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProvisionState {
    /// Its steps are done, one after the other.
    Doing,
    /// A step failed or the process died: its steps are undone, the last one first.
    Undoing,
    /// All steps are done.
    Done,
    /// All steps are undone.
    Undone,
}

impl ProvisionState {
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Doing => "doing",
            Self::Undoing => "undoing",
            Self::Done => "done",
            Self::Undone => "undone",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Doing, Self::Undoing, Self::Done, Self::Undone]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// A run of create-and-build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// Names it.
    pub id: ProvisionId,
    /// The name of the project that it makes. It does not change.
    pub project: String,
    /// What its steps need to be done and undone, as JSON. It does not change.
    pub plan: String,
    /// Where it is.
    pub state: ProvisionState,
    /// How many steps were begun, those that failed included, and not undone again.
    pub begun: u32,
    /// Why it is undone.
    pub error: Option<String>,
    /// Counts owners: a write of an earlier one is refused.
    pub attempt: u32,
}

/// Runs of create-and-build.
#[async_trait]
pub trait Provisions: Send + Sync {
    /// Writes a new run, which this process owns for `lease`. False where a run that has not ended makes a project of the
    /// same name, in whatever process: each would undo what the other has made.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn begin_provision(
        &self,
        provision: &Provision,
        lease: Duration,
    ) -> Result<bool, StoreError>;

    /// Writes `state`, `begun` and `error`, and makes the lease longer. False where another process has taken it over.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn write_provision(
        &self,
        provision: &Provision,
        lease: Duration,
    ) -> Result<bool, StoreError>;

    /// A run by its id.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn provision(&self, id: ProvisionId) -> Result<Option<Provision>, StoreError>;

    /// Takes over a run that is neither done nor undone and whose owner's lease is over.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn claim_provision(&self, lease: Duration) -> Result<Option<Provision>, StoreError>;
}
