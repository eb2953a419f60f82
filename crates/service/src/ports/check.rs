//! Building and testing what the agent left.

use async_trait::async_trait;

use super::git::Workspace;
use super::job::{Job, Reporter};
use super::step_error::StepError;
use super::stop::Stop;
use crate::result::CheckReport;

/// Runs `tk build` and `tk test` on the project's `check_targets`, in the agent's sandbox: the workspace's own rules
/// and settings run in it.
#[async_trait]
pub trait Check: Send + Sync {
    /// Checks the workspace. Returns only when no process of it is left.
    ///
    /// # Errors
    ///
    /// The check could not be run, or was stopped. What it finds is no error but a [`CheckReport`].
    async fn run(
        &self,
        job: &Job,
        workspace: &Workspace,
        reporter: &Reporter,
        stop: Stop,
    ) -> Result<CheckReport, StepError>;
}
