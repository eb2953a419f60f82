//! The project's repository, by the program `git`. Nothing of the workspace decides what runs: no hook, filter, attribute
//! or setting of it is looked at.
//!
//! Each attempt has a `GIT_DIR` of ours, made before the agent runs. The one in the workspace is a copy for the agent,
//! which nobody reads afterwards.

mod address;
mod branch;
mod call;
mod commit;
mod mirror;
mod names;
mod prepare;
mod push;
mod repository;
mod stage;
mod walk;

use std::path::PathBuf;

use async_trait::async_trait;
use redact::Redactor;
use service::ports::{Commit, Git, Job, Pushed, StepError, Stop, Workspace};

pub(crate) use names::is_git as is_git_name;

use crate::places::Places;
use crate::remove;
pub use repository::RepositoryStep;

/// How the service uses git.
#[derive(Clone, Debug)]
pub struct GitSettings {
    /// The service's folder: mirrors and workspaces are below it.
    pub root: PathBuf,
    /// The program `git`.
    pub program: PathBuf,
    /// Name and mail address of commits.
    pub author: (String, String),
    /// Whether a repository may be a folder of this machine.
    pub folders_allowed: bool,
    /// The program for `ssh:` addresses, and its arguments.
    pub ssh_command: String,
    /// Headers for `https:` addresses: the beginning of the address, and `Authorization: ...`.
    pub headers: Vec<(String, String)>,
}

impl GitSettings {
    /// Settings for repositories that need no password.
    #[must_use]
    pub fn of(root: PathBuf) -> Self {
        Self {
            root,
            program: PathBuf::from("git"),
            author: ("Tachikoma".to_owned(), "tachikoma@localhost".to_owned()),
            folders_allowed: false,
            ssh_command: "ssh -o BatchMode=yes".to_owned(),
            headers: Vec::new(),
        }
    }
}

/// Fetches, commits and pushes with `git`.
#[derive(Clone, Debug)]
pub struct HardenedGit {
    settings: GitSettings,
    redactor: Redactor,
}

impl HardenedGit {
    /// Git with these settings, whose headers no message shows.
    #[must_use]
    pub fn new(settings: GitSettings) -> Self {
        let secrets = settings.headers.iter().flat_map(|(_, header)| {
            let value = header.split_once(':').map_or(header.as_str(), |it| it.1);
            // `Basic xyz`: the word before it is no secret.
            let parts = value.split_ascii_whitespace();
            parts.filter(|part| part.len() > 6).map(str::to_owned)
        });
        let redactor = Redactor::new().with_secrets(secrets);
        Self { settings, redactor }
    }
}

#[async_trait]
impl Git for HardenedGit {
    async fn prepare(&self, job: &Job, mut stop: Stop) -> Result<Workspace, StepError> {
        tokio::select! {
            made = self.make_workspace(job) => made,
            _ = stop.wait() => Err(StepError::Stopped),
        }
    }

    async fn changes(&self, _job: &Job, workspace: &Workspace) -> Result<Vec<String>, StepError> {
        let staged = self.stage(workspace).await?;
        Ok(staged.files)
    }

    async fn commit(&self, job: &Job, workspace: &Workspace) -> Result<Option<Commit>, StepError> {
        let staged = self.stage(workspace).await?;
        if staged.files.is_empty() {
            return Ok(None);
        }
        self.commit_of(job, workspace, staged).await.map(Some)
    }

    async fn push(
        &self,
        job: &Job,
        workspace: &Workspace,
        commit: &Commit,
    ) -> Result<Pushed, StepError> {
        self.push_commit(job, workspace, commit).await
    }

    async fn find_pushed(&self, job: &Job) -> Result<Option<Pushed>, StepError> {
        let found = self.look_for_commit(job).await?;
        if found.is_some() {
            // This attempt makes no workspace, which would have removed those of earlier ones.
            self.remove_earlier(job).await?;
        }
        self.forget(job).await;
        Ok(found)
    }

    async fn discard(&self, job: &Job, workspace: Workspace) {
        let places = Places::of_workspace(&workspace);
        if let Err(error) = remove::folder(places.folder().to_owned()).await {
            tracing::warn!(task = %job.task_id(), error = &error as &dyn std::error::Error, "a workspace is not removed");
        }
        self.forget(job).await;
    }
}
