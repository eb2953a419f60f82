//! Pushing the commit: only where the reference still is what the build started from.

use service::ports::{Commit, Job, Pushed, StepError, Workspace};

use super::HardenedGit;
use super::call::{Call, Protocols};
use crate::places::Places;

impl HardenedGit {
    pub(super) async fn push_commit(
        &self,
        job: &Job,
        workspace: &Workspace,
        commit: &Commit,
    ) -> Result<Pushed, StepError> {
        let reference = job.project.settings.push_ref();
        let pushed = Pushed {
            commit: commit.clone(),
            reference: reference.clone(),
        };
        let now = self.remote_value(job, &reference).await?;
        if now.as_deref() == Some(&commit.sha) {
            return Ok(pushed);
        }
        if !self.may_replace(job, workspace, now.as_deref()).await? {
            return Err(StepError::Passing(format!(
                "{reference} has changed since the build began: {}",
                now.as_deref().unwrap_or("it is gone")
            )));
        }
        let git_dir = Places::of_workspace(workspace).git();
        let lease = format!("--force-with-lease={reference}:{}", now.unwrap_or_default());
        let refspec = format!("{}:{reference}", commit.sha);
        let url = &job.project.settings.repo_url;
        let arguments = [
            "push",
            "-q",
            "--no-verify",
            "--porcelain",
            &lease,
            "--",
            url,
            &refspec,
        ];
        let call = Call {
            protocols: Protocols::Remote,
            ..Call::of(&git_dir, &arguments)
        };
        self.git(call).await?;
        Ok(pushed)
    }

    /// Whether the commit goes on from what the reference is. Another reference than the branch may also be new, or
    /// lag behind the branch.
    async fn may_replace(
        &self,
        job: &Job,
        workspace: &Workspace,
        now: Option<&str>,
    ) -> Result<bool, StepError> {
        let settings = &job.project.settings;
        let is_branch = settings.push_ref() == format!("refs/heads/{}", settings.branch);
        match (now, &workspace.base) {
            (None, None) => Ok(true),
            (None, Some(_)) => Ok(!is_branch),
            (Some(_), None) => Ok(false),
            (Some(now), Some(base)) if now == base => Ok(true),
            (Some(_), Some(_)) if is_branch => Ok(false),
            (Some(now), Some(base)) => {
                let git_dir = Places::of_workspace(workspace).git();
                let call = Call::of(&git_dir, &["merge-base", "--is-ancestor", now, base]);
                Ok(self.output(call).await?.status.success())
            }
        }
    }
}
