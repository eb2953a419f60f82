//! The step of create-and-build that sees to the repository: one in a folder of this machine is made, one elsewhere must
//! answer.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use service::ports::{Plan, ProvisionStep, StepError};

use super::HardenedGit;
use super::address;
use super::call::{Call, Protocols};
use crate::files::{failed, make_folder, write};
use crate::remove;

/// The file in a repository that says which build's plan made it: no other plan undoes it.
const MARK: &str = "tachikoma-made-for";

/// Sees to a project's repository.
#[derive(Clone, Debug)]
pub struct RepositoryStep(HardenedGit);

impl RepositoryStep {
    /// With the settings that builds have.
    #[must_use]
    pub fn new(git: HardenedGit) -> Self {
        Self(git)
    }

    /// Whether the remote answers. It may be empty.
    async fn answers(&self, url: &str) -> Result<(), StepError> {
        let call = Call {
            protocols: Protocols::Remote,
            arguments: ["ls-remote", "-q", "--", url, "HEAD"]
                .map(Into::into)
                .to_vec(),
            ..Call::default()
        };
        self.0.git(call).await.map(|_| ())
    }

    /// Makes a repository beside its place and moves it there, so that a process that dies leaves none without its mark.
    async fn make(&self, folder: &Path, plan: &Plan) -> Result<(), StepError> {
        let parent = folder.parent().unwrap_or(folder);
        make_folder(parent)?;
        let new = new_folder(folder, plan);
        remove::folder(new.clone()).await.map_err(failed(&new))?;
        self.0.init(&new).await?;
        let head = format!("ref: refs/heads/{}\n", plan.project.settings.branch);
        write(&new.join("HEAD"), head)?;
        write(&new.join(MARK), plan.task_id.to_string())?;
        fs::rename(&new, folder).map_err(failed(folder))
    }
}

#[async_trait]
impl ProvisionStep for RepositoryStep {
    fn name(&self) -> &'static str {
        "repository"
    }

    async fn apply(&self, plan: &Plan) -> Result<(), StepError> {
        let url = &plan.project.settings.repo_url;
        address::check(url, self.0.settings.folders_allowed)?;
        match folder_of(url) {
            Some(folder) if !folder.exists() => self.make(&folder, plan).await,
            _ => self.answers(url).await,
        }
    }

    async fn undo(&self, plan: &Plan) -> Result<(), StepError> {
        let Some(folder) = folder_of(&plan.project.settings.repo_url) else {
            return Ok(());
        };
        let new = new_folder(&folder, plan);
        remove::folder(new.clone()).await.map_err(failed(&new))?;
        match fs::read_to_string(folder.join(MARK)) {
            Ok(mark) if mark == plan.task_id.to_string() => remove::folder(folder.clone())
                .await
                .map_err(failed(&folder)),
            // It is another one's, or was never made.
            Ok(_) => Ok(()),
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                Ok(())
            }
            Err(error) => Err(failed(&folder)(error)),
        }
    }
}

/// The folder of an address, if it is one of this machine.
fn folder_of(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("file://").unwrap_or(url);
    path.starts_with('/').then(|| PathBuf::from(path))
}

fn new_folder(folder: &Path, plan: &Plan) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!(".{name}.{}", plan.task_id))
}

#[cfg(test)]
mod tests {
    use service::project::NewProject;
    use service::{BuildSpec, Project, ProjectId, TaskId, Timestamp};

    use super::*;
    use crate::GitSettings;

    fn plan(url: &str) -> Plan {
        Plan {
            project: Project {
                id: ProjectId::new(),
                created_at: Timestamp(1),
                settings: NewProject::of("shop", url),
            },
            task_id: TaskId::new(),
            spec: BuildSpec::of("x"),
            requested_by: None,
        }
    }

    fn step(root: &Path) -> RepositoryStep {
        RepositoryStep::new(HardenedGit::new(GitSettings {
            folders_allowed: true,
            ..GitSettings::of(root.join("service"))
        }))
    }

    #[tokio::test]
    async fn a_repository_is_made_and_only_its_own_plan_undoes_it() {
        let top = tempfile::tempdir().unwrap();
        let url = top.path().join("a/shop.git").display().to_string();
        let (step, own, other) = (step(top.path()), plan(&url), plan(&url));
        step.undo(&own).await.unwrap();
        step.apply(&own).await.unwrap();
        // Both again: what is there is no error.
        step.apply(&own).await.unwrap();
        step.apply(&other).await.unwrap();
        step.undo(&other).await.unwrap();
        assert!(Path::new(&url).join("HEAD").exists());
        step.undo(&own).await.unwrap();
        assert_eq!(fs::read_dir(top.path().join("a")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn what_is_no_repository_is_refused_and_stays() {
        let top = tempfile::tempdir().unwrap();
        fs::create_dir(top.path().join("folder")).unwrap();
        let plan = plan(&top.path().join("folder").display().to_string());
        let step = step(top.path());
        step.apply(&plan).await.unwrap_err();
        step.undo(&plan).await.unwrap();
        assert!(top.path().join("folder").exists());
    }
}
