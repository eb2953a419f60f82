//! Making a workspace: our `GIT_DIR`, the checkout, and a repository for the agent.

use std::path::Path;

use service::ports::{Job, StepError, Workspace};

use super::HardenedGit;
use super::call::{Call, Protocols};
use crate::files::{failed, make_folder, write};
use crate::places::Places;
use crate::remove;

/// Outranks every `.gitattributes`: files are committed as they are.
const ATTRIBUTES: &str = "* -text -ident -filter -diff -merge !eol !working-tree-encoding\n";

/// How many commits the agent sees.
const DEPTH: &str = "--depth=50";

impl HardenedGit {
    pub(super) async fn make_workspace(&self, job: &Job) -> Result<Workspace, StepError> {
        self.remove_earlier(job).await?;
        let places = Places::of_job(&self.settings.root, job);
        for folder in [places.tree(), places.home(), places.check(), places.kept()] {
            make_folder(&folder)?;
        }
        let mirror = self.ensure_mirror(job).await?;
        let base = self.fetch_base(job, &mirror).await?;
        self.make_own_git_dir(&places, &mirror).await?;
        let workspace = Workspace {
            folder: places.tree(),
            base,
        };
        if let Some(base) = &workspace.base {
            self.check_out(&places, base).await?;
        }
        self.make_agents_repository(job, &workspace, &mirror)
            .await?;
        Ok(workspace)
    }

    /// Removes what earlier attempts at the build have left on this machine.
    pub(super) async fn remove_earlier(&self, job: &Job) -> Result<(), StepError> {
        let parent = self.settings.root.join("work");
        make_folder(&parent)?;
        for entry in std::fs::read_dir(&parent)
            .map_err(failed(&parent))?
            .flatten()
        {
            let name = entry.file_name();
            if Places::is_of(&name.to_string_lossy(), job.task_id()) {
                let path = entry.path();
                remove::folder(path.clone()).await.map_err(failed(&path))?;
            }
        }
        Ok(())
    }

    async fn fetch_base(&self, job: &Job, mirror: &Path) -> Result<Option<String>, StepError> {
        let branch = format!("refs/heads/{}", job.project.settings.branch);
        if self.remote_value(job, &branch).await?.is_none() {
            return Ok(None);
        }
        let own = Self::own_reference(job, "base");
        self.fetch(job, mirror, &branch, &own).await.map(Some)
    }

    /// With the mirror's objects, and attributes that make data of everything.
    async fn make_own_git_dir(&self, places: &Places, mirror: &Path) -> Result<(), StepError> {
        let git_dir = places.git();
        self.init(&git_dir).await?;
        let objects = mirror.join("objects");
        let info = git_dir.join("objects/info");
        make_folder(&info)?;
        write(&info.join("alternates"), format!("{}\n", objects.display()))?;
        make_folder(&git_dir.join("info"))?;
        write(&git_dir.join("info/attributes"), ATTRIBUTES)
    }

    async fn check_out(&self, places: &Places, base: &str) -> Result<(), StepError> {
        let git_dir = places.git();
        self.git(Call::of(&git_dir, &["read-tree", base])).await?;
        let tree = places.tree();
        let call = Call {
            work_tree: Some(&tree),
            ..Call::of(&git_dir, &["checkout-index", "-a", "-f", "-q"])
        };
        self.git(call).await.map(|_| ())
    }

    /// For `git log` and `git diff` of the agent. It has copies of the objects: links would let it change ours.
    async fn make_agents_repository(
        &self,
        job: &Job,
        workspace: &Workspace,
        mirror: &Path,
    ) -> Result<(), StepError> {
        let git_dir = workspace.folder.join(".git");
        self.init(&git_dir).await?;
        let call = |arguments: &[&str]| Call {
            work_tree: Some(&workspace.folder),
            ..Call::of(&git_dir, arguments)
        };
        self.git(call(&["config", "core.bare", "false"])).await?;
        let branch = format!("refs/heads/{}", job.project.settings.branch);
        self.git(call(&["symbolic-ref", "HEAD", &branch])).await?;
        let Some(base) = &workspace.base else {
            return Ok(());
        };
        let refspec = format!("{}:{branch}", Self::own_reference(job, "base"));
        let from = mirror.display().to_string();
        let fetch = [
            "fetch",
            "-q",
            "--no-tags",
            "--update-head-ok",
            DEPTH,
            "--",
            &from,
            &refspec,
        ];
        let fetch = Call {
            protocols: Protocols::Own,
            ..call(&fetch)
        };
        self.git(fetch).await?;
        self.git(call(&["read-tree", base])).await?;
        // Files that differ by their line ends are not the same to the agent's git; that is no failure.
        self.output(call(&["update-index", "-q", "--refresh"]))
            .await?;
        Ok(())
    }
}
