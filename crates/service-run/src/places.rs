//! The folders of an attempt.

use std::path::{Path, PathBuf};

use service::TaskId;
use service::ports::{Job, Workspace};

/// The folders of an attempt. The agent can write to `tree` and `home` alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    folder: PathBuf,
}

impl Places {
    /// Those of a job, below the service's folder.
    #[must_use]
    pub fn of_job(root: &Path, job: &Job) -> Self {
        let name = format!("{}.{}", job.task_id(), job.build.attempt);
        Self {
            folder: root.join("work").join(name),
        }
    }

    /// Those that a workspace is one of.
    #[must_use]
    pub fn of_workspace(workspace: &Workspace) -> Self {
        let folder = workspace.folder.parent().unwrap_or(&workspace.folder);
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Whether a folder below `work/` is of an attempt at that build.
    #[must_use]
    pub fn is_of(name: &str, task: TaskId) -> bool {
        name.strip_prefix(&task.to_string())
            .is_some_and(|rest| rest.starts_with('.'))
    }

    /// All attempts that are below the service's folder: those that run, and those whose process was killed.
    #[must_use]
    pub fn of_attempts(root: &Path) -> Vec<(TaskId, Self)> {
        let entries = std::fs::read_dir(root.join("work"));
        let attempt = |entry: std::fs::DirEntry| {
            let name = entry.file_name();
            let (task, _) = name.to_str()?.split_once('.')?;
            let folder = entry.path();
            Some((task.parse().ok()?, Self { folder }))
        };
        entries
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(attempt)
            .collect()
    }

    /// Removes them with everything in them.
    ///
    /// # Errors
    ///
    /// Something cannot be removed.
    pub async fn remove(&self) -> std::io::Result<()> {
        crate::remove::folder(self.folder.clone()).await
    }

    /// All of them.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The checkout that the agent works on.
    #[must_use]
    pub fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    /// The agent's home: it and the check share it.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    /// Our `GIT_DIR`, which no sandbox sees.
    #[must_use]
    pub fn git(&self) -> PathBuf {
        self.folder.join("git")
    }

    /// What the check writes for us to read.
    #[must_use]
    pub fn check(&self) -> PathBuf {
        self.folder.join("check")
    }

    /// What becomes artifacts.
    #[must_use]
    pub fn kept(&self) -> PathBuf {
        self.folder.join("kept")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn attempts_are_found_and_removed() {
        let root = tempfile::tempdir().unwrap();
        let task = TaskId::new();
        let folder = root.path().join("work").join(format!("{task}.2"));
        std::fs::create_dir_all(folder.join("tree")).unwrap();
        std::fs::create_dir(root.path().join("work/other.1")).unwrap();
        let found = Places::of_attempts(root.path());
        assert_eq!(found, [(task, Places { folder })]);
        found[0].1.remove().await.unwrap();
        assert!(Places::of_attempts(root.path()).is_empty());
        assert!(Places::of_attempts(&root.path().join("nothing")).is_empty());
    }

    #[test]
    fn a_folder_is_of_one_build() {
        let task = TaskId::new();
        assert!(Places::is_of(&format!("{task}.2"), task));
        assert!(!Places::is_of(&format!("{}.2", TaskId::new()), task));
        assert!(!Places::is_of(&task.to_string(), task));
    }
}
