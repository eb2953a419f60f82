//! Looking for a build's commit on the remote.

use service::ports::{Commit, Job, Pushed, StepError};

use super::HardenedGit;
use super::call::Call;
use super::commit::trailer;

impl HardenedGit {
    pub(super) async fn look_for_commit(&self, job: &Job) -> Result<Option<Pushed>, StepError> {
        let reference = job.project.settings.push_ref();
        let mirror = self.ensure_mirror(job).await?;
        if self.remote_value(job, &reference).await?.is_none() {
            return Ok(None);
        }
        let own = Self::own_reference(job, "pushed");
        let head = self.fetch(job, &mirror, &reference, &own).await?;
        let trailer = trailer(job.task_id());
        let pattern = format!("--grep={trailer}");
        let arguments = [
            "log",
            "-z",
            "--format=%H %P%n%B",
            "--fixed-strings",
            &pattern,
            &head,
        ];
        let log = self.git(Call::of(&mirror, &arguments)).await?;
        let log = String::from_utf8_lossy(&log);
        for entry in log.split('\0') {
            // Not everything that names the build is its commit.
            if !entry.trim_end().ends_with(&format!("\n\n{trailer}")) {
                continue;
            }
            let mut names = entry.lines().next().unwrap_or_default().split(' ');
            let sha = names.next().unwrap_or_default().to_owned();
            let parent = match names.next().filter(|parent| !parent.is_empty()) {
                Some(parent) => parent.to_owned(),
                None => self.git_line(Call::of(&mirror, &["mktree"])).await?,
            };
            let files_changed = self.difference(&mirror, &parent, &sha).await?;
            let commit = Commit { sha, files_changed };
            return Ok(Some(Pushed { commit, reference }));
        }
        Ok(None)
    }
}
