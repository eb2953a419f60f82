//! Why a part of the work could not be done.

/// A failure of a port. What it says is shown to users: secrets are masked before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// Another attempt would fail the same way.
    #[error("{0}")]
    Final(String),
    /// Another attempt may succeed: a network, a registry, a full disk.
    #[error("{0}")]
    Passing(String),
    /// It was stopped, as it was asked to.
    #[error("stopped")]
    Stopped,
}
