//! What is kept of a build.

use std::path::PathBuf;

use async_trait::async_trait;

use super::git::Workspace;
use super::job::Job;
use super::step_error::StepError;
use crate::id::TaskId;
use crate::result::Artifact;

/// A place for files that outlive the workspace.
#[async_trait]
pub trait Artifacts: Send + Sync {
    /// Keeps what the attempt left: all of the output, the build events, and what the project asks for.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    async fn keep(&self, job: &Job, workspace: &Workspace) -> Result<Vec<Artifact>, StepError>;

    /// The file of an artifact; none where there is no such name, or retention has removed it.
    async fn find(&self, task: TaskId, name: &str) -> Option<PathBuf>;
}
