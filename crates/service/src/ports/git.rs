//! The project's repository.

use std::path::PathBuf;

use async_trait::async_trait;

use super::job::Job;
use super::step_error::StepError;
use super::stop::Stop;

/// A folder with a checkout, for one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// The folder that the agent sees.
    pub folder: PathBuf,
    /// The commit that it starts from; none where the branch is not there yet.
    pub base: Option<String>,
}

/// A commit that is not pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its name. The same tree, parent and build give the same one.
    pub sha: String,
    /// Paths that it changes, sorted.
    pub files_changed: Vec<String>,
}

/// A commit that is on the remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The commit.
    pub commit: Commit,
    /// Where it is.
    pub reference: String,
}

/// Fetches, commits and pushes. Nothing of the workspace decides what runs: no hook, filter, attribute or setting.
#[async_trait]
pub trait Git: Send + Sync {
    /// Makes a workspace of the project's branch. One that an earlier attempt left is thrown away.
    ///
    /// # Errors
    ///
    /// The repository cannot be fetched or checked out, or `stop` asked to stop.
    async fn prepare(&self, job: &Job, stop: Stop) -> Result<Workspace, StepError>;

    /// Paths that differ from the base, sorted.
    ///
    /// # Errors
    ///
    /// The workspace cannot be read or has what no commit may have.
    async fn changes(&self, job: &Job, workspace: &Workspace) -> Result<Vec<String>, StepError>;

    /// Commits what differs from the base: none, if nothing does. The commit names the build in a trailer
    /// `Tachikoma-Task:`, and has its `created_at` as dates.
    ///
    /// # Errors
    ///
    /// The workspace cannot be read, or has what no commit may have.
    async fn commit(&self, job: &Job, workspace: &Workspace) -> Result<Option<Commit>, StepError>;

    /// Pushes a commit to the project's reference, if that still is at the base or at the commit already.
    ///
    /// # Errors
    ///
    /// The remote refuses it or does not answer.
    async fn push(
        &self,
        job: &Job,
        workspace: &Workspace,
        commit: &Commit,
    ) -> Result<Pushed, StepError>;

    /// Looks for the build's commit on the remote: an earlier attempt was last heard of while it pushed.
    ///
    /// # Errors
    ///
    /// The remote does not answer.
    async fn find_pushed(&self, job: &Job) -> Result<Option<Pushed>, StepError>;

    /// Removes the workspace. What cannot be removed is logged.
    async fn discard(&self, job: &Job, workspace: Workspace);
}
