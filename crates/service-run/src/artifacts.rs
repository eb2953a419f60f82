//! What is kept of a build, in a folder of its own below the service's.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use service::TaskId;
use service::ports::{Artifacts, Job, StepError, Workspace};
use service::result::Artifact;
use sha2::{Digest, Sha256};

use crate::files::{failed, make_folder, open_file};
use crate::places::Places;

/// Keeps artifacts in `artifacts/TASK/`.
#[derive(Clone, Debug)]
pub struct ArtifactFolder {
    root: PathBuf,
}

impl ArtifactFolder {
    /// Below the service's folder.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.join("artifacts"),
        }
    }

    fn folder(&self, task: TaskId) -> PathBuf {
        self.root.join(task.to_string())
    }

    /// The builds of which something is kept.
    #[must_use]
    pub fn tasks(&self) -> Vec<TaskId> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .collect()
    }

    /// Removes what is kept of a build: its row in the store stays.
    ///
    /// # Errors
    ///
    /// It cannot be removed.
    pub async fn remove(&self, task: TaskId) -> io::Result<()> {
        crate::remove::folder(self.folder(task)).await
    }
}

#[async_trait]
impl Artifacts for ArtifactFolder {
    async fn keep(&self, job: &Job, workspace: &Workspace) -> Result<Vec<Artifact>, StepError> {
        let from = Places::of_workspace(workspace).kept();
        let to = self.folder(job.task_id());
        tokio::task::spawn_blocking(move || keep_all(&from, &to))
            .await
            .map_err(|error| StepError::Passing(format!("artifacts are not kept: {error}")))?
    }

    async fn find(&self, task: TaskId, name: &str) -> Option<PathBuf> {
        let path = self.folder(task).join(name);
        (is_name(name) && open_file(&path).is_ok()).then_some(path)
    }
}

/// Whether a text names a file of a folder, and none that is being written.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && !name.contains(['/', '\\'])
        && !name.chars().any(char::is_control)
}

fn keep_all(from: &Path, to: &Path) -> Result<Vec<Artifact>, StepError> {
    make_folder(to)?;
    let mut artifacts = Vec::new();
    for entry in fs::read_dir(from).map_err(failed(from))?.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if is_name(&name) {
            let path = entry.path();
            artifacts.push(keep(&path, to, name).map_err(failed(&path))?);
        }
    }
    artifacts.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(artifacts)
}

/// Copies a file under a temporary name: whoever asks has all of it or nothing.
fn keep(from: &Path, folder: &Path, name: String) -> io::Result<Artifact> {
    let mut source = open_file(from)?;
    let new = folder.join(format!(".{name}.new"));
    let mut target = File::create(&new)?;
    let (mut digest, mut size) = (Sha256::new(), 0);
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let count = source.read(&mut chunk)?;
        if count == 0 {
            break;
        }
        digest.update(&chunk[..count]);
        target.write_all(&chunk[..count])?;
        size += count as u64;
    }
    target.sync_all()?;
    fs::rename(new, folder.join(&name))?;
    let sha256 = digest.finalize();
    Ok(Artifact {
        media_type: media_type(&name).to_owned(),
        sha256: sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
        name,
        size,
    })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        // An event a line.
        Some("json") => "application/x-ndjson",
        Some("log" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_are_kept_and_found_and_nothing_else_is() {
        let top = tempfile::tempdir().unwrap();
        let (from, root) = (top.path().join("kept"), top.path().join("service"));
        fs::create_dir_all(&from).unwrap();
        fs::write(from.join("output.log"), "abc").unwrap();
        fs::write(from.join(".hidden"), "abc").unwrap();
        let artifacts = ArtifactFolder::new(&root);
        let task = TaskId::new();
        let kept = keep_all(&from, &artifacts.folder(task)).unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].name.as_str(), kept[0].size), ("output.log", 3));
        assert!(kept[0].sha256.starts_with("ba7816bf8f01cfea"), "{kept:?}");

        let path = artifacts.find(task, "output.log").await.unwrap();
        assert_eq!(fs::read(path).unwrap(), b"abc");
        std::os::unix::fs::symlink("/etc/passwd", artifacts.folder(task).join("link")).unwrap();
        fs::write(root.join("outside"), "x").unwrap();
        for wrong in [
            "",
            ".",
            "..",
            "../../outside",
            "/etc/passwd",
            "link",
            "other",
            ".hidden",
        ] {
            assert_eq!(artifacts.find(task, wrong).await, None, "{wrong}");
        }
        assert_eq!(artifacts.find(TaskId::new(), "output.log").await, None);
        assert_eq!(artifacts.tasks(), [task]);
        artifacts.remove(task).await.unwrap();
        assert_eq!(artifacts.find(task, "output.log").await, None);
    }
}
