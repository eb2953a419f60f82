//! A project's mirror: what was fetched of its repository, for all of its builds on this machine.

use std::path::{Path, PathBuf};

use service::ports::{Job, StepError};

use super::HardenedGit;
use super::address;
use super::call::{Call, Protocols};
use crate::files::{self, failed};

impl HardenedGit {
    pub(super) fn mirror(&self, job: &Job) -> PathBuf {
        let name = format!("{}.git", job.project.id);
        self.settings.root.join("mirrors").join(name)
    }

    /// A name in the mirror that this attempt alone uses: several fetch at once.
    pub(super) fn own_reference(job: &Job, name: &str) -> String {
        format!("refs/builds/{}/{}/{name}", job.task_id(), job.build.attempt)
    }

    /// Makes the mirror, if there is none.
    pub(super) async fn ensure_mirror(&self, job: &Job) -> Result<PathBuf, StepError> {
        address::check(
            &job.project.settings.repo_url,
            self.settings.folders_allowed,
        )?;
        let mirror = self.mirror(job);
        if mirror.is_dir() {
            return Ok(mirror);
        }
        let parent = self.settings.root.join("mirrors");
        files::make_folder(&parent)?;
        let new = tempfile::tempdir_in(&parent).map_err(failed(&parent))?;
        self.init(new.path()).await?;
        let kept = new.keep();
        if let Err(error) = std::fs::rename(&kept, &mirror) {
            let _ = std::fs::remove_dir_all(&kept);
            // Another build was faster.
            if !mirror.is_dir() {
                return Err(failed(&mirror)(error));
            }
        }
        Ok(mirror)
    }

    /// Makes an empty repository without files of a template.
    pub(super) async fn init(&self, git_dir: &Path) -> Result<(), StepError> {
        let mut arguments =
            Call::of(git_dir, &["init", "-q", "--bare", "--template=", "--"]).arguments;
        arguments.push(git_dir.into());
        let call = Call {
            arguments,
            ..Call::default()
        };
        self.git(call).await.map(|_| ())
    }

    /// What a reference of the remote is; none where it is not there.
    pub(super) async fn remote_value(
        &self,
        job: &Job,
        reference: &str,
    ) -> Result<Option<String>, StepError> {
        let url = &job.project.settings.repo_url;
        let call = Call {
            protocols: Protocols::Remote,
            arguments: ["ls-remote", "-q", "--", url, reference]
                .map(Into::into)
                .to_vec(),
            ..Call::default()
        };
        let listed = self.git(call).await?;
        let listed = String::from_utf8_lossy(&listed);
        let value = listed.lines().find_map(|line| {
            let (sha, name) = line.split_once('\t')?;
            (name == reference).then(|| sha.to_owned())
        });
        Ok(value)
    }

    /// Fetches a reference that is there; what it is.
    pub(super) async fn fetch(
        &self,
        job: &Job,
        mirror: &Path,
        reference: &str,
        own: &str,
    ) -> Result<String, StepError> {
        let refspec = format!("+{reference}:{own}");
        let url = &job.project.settings.repo_url;
        let arguments = [
            "fetch",
            "-q",
            "--no-tags",
            "--no-write-fetch-head",
            "--",
            url,
            &refspec,
        ];
        let call = Call {
            protocols: Protocols::Remote,
            ..Call::of(mirror, &arguments)
        };
        self.git(call).await?;
        let commit = format!("{own}^{{commit}}");
        let call = Call::of(mirror, &["rev-parse", "--verify", "-q", &commit]);
        self.git_line(call).await
    }

    /// Removes the names of this attempt and of earlier ones, which may have been killed.
    pub(super) async fn forget(&self, job: &Job) {
        if let Err(error) = self.remove_names(job).await {
            tracing::warn!(task = %job.task_id(), error = &error as &dyn std::error::Error, "names are left in the mirror");
        }
    }

    async fn remove_names(&self, job: &Job) -> Result<(), StepError> {
        let mirror = self.mirror(job);
        let folder = format!("refs/builds/{}/", job.task_id());
        let list = Call::of(&mirror, &["for-each-ref", "--format=%(refname)", &folder]);
        let listed = self.git_line(list).await?;
        let is_over = |name: &&str| {
            let attempt = name
                .strip_prefix(&folder)
                .and_then(|rest| rest.split('/').next());
            attempt.is_some_and(|it| it.parse().is_ok_and(|it: u32| it <= job.build.attempt))
        };
        let deletes: String = listed
            .lines()
            .filter(is_over)
            .map(|name| format!("delete {name}\n"))
            .collect();
        let call = Call {
            input: deletes.into_bytes(),
            ..Call::of(&mirror, &["update-ref", "--stdin"])
        };
        self.git(call).await.map(|_| ())
    }
}
