//! A remote repository in a folder, and jobs on it.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses a part of it, and a test may fail"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use service::build::Build;
use service::ports::{Job, Workspace, stopper};
use service::project::NewProject;
use service::{BuildSpec, Project, ProjectId, Status, TaskId, Timestamp};
use service_run::{GitSettings, HardenedGit};
use tempfile::TempDir;

/// A remote with one commit, and the service's folder.
pub struct Remote {
    pub folder: TempDir,
}

impl Remote {
    pub fn new() -> Self {
        let remote = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let (url, seed) = (remote.url(), remote.path("seed"));
        plain_git(
            remote.folder.path(),
            &["init", "-q", "--bare", "-b", "main", &url],
        );
        plain_git(remote.folder.path(), &["init", "-q", "-b", "main", "seed"]);
        std::fs::create_dir(seed.join("dir")).unwrap();
        std::fs::write(seed.join("README"), "read me\n").unwrap();
        std::fs::write(seed.join("dir/file"), "one\r\n$Id$\r\n").unwrap();
        std::fs::write(seed.join(".gitignore"), "ignored/\n").unwrap();
        plain_git(&seed, &["add", "-A"]);
        plain_git(&seed, &["commit", "-q", "-m", "first"]);
        plain_git(&seed, &["push", "-q", &url, "main"]);
        remote
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn url(&self) -> String {
        self.path("remote.git").display().to_string()
    }

    pub fn settings(&self) -> GitSettings {
        GitSettings {
            folders_allowed: true,
            ..GitSettings::of(self.path("service"))
        }
    }

    pub fn git(&self) -> HardenedGit {
        HardenedGit::new(self.settings())
    }

    /// What plain git says of the remote.
    pub fn ask(&self, arguments: &[&str]) -> String {
        let url = self.url();
        let all: Vec<&str> = ["--git-dir", &url]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        plain_git(self.folder.path(), &all)
    }

    /// How many commits of the remote are of a build.
    pub fn commits_of(&self, task: TaskId) -> usize {
        let log = self.ask(&["log", "--format=%B", "main"]);
        log.matches(&format!("Tachikoma-Task: {task}")).count()
    }

    /// Somebody else pushes.
    pub fn move_on(&self) {
        let seed = self.path("seed");
        std::fs::write(seed.join("other"), "other\n").unwrap();
        plain_git(&seed, &["add", "-A"]);
        plain_git(&seed, &["commit", "-q", "-m", "other"]);
        plain_git(&seed, &["push", "-q", &self.url(), "main"]);
    }
}

/// Git as a developer has it.
pub fn plain_git(folder: &Path, arguments: &[&str]) -> String {
    let output = developers_git(folder).args(arguments).output().unwrap();
    let (said, errors) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        output.status.success(),
        "git {arguments:?}: {said} {errors}"
    );
    said
}

pub fn developers_git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .env("HOME", "/nonexistent")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .args(["-c", "user.name=Dev", "-c", "user.email=dev@localhost"]);
    command
}

/// An attempt at a build of a project whose repository is at `url`.
pub fn job(url: &str) -> Job {
    Job {
        build: Build {
            task_id: TaskId::new(),
            project_id: ProjectId::new(),
            status: Status::Running,
            spec: BuildSpec {
                auto_push: true,
                ..BuildSpec::of("Change the file")
            },
            priority: 0,
            run_at: Timestamp(0),
            attempt: 1,
            max_attempts: 3,
            phase: None,
            worker: None,
            lease_until: None,
            cancel_at: None,
            cancel_by: None,
            last_seq: 0,
            created_at: Timestamp(1_700_000_000_123),
            started_at: None,
            finished_at: None,
            result: None,
            requested_by: None,
            retry_of: None,
        },
        project: Project {
            id: ProjectId::new(),
            created_at: Timestamp(0),
            settings: NewProject::of("shop", url),
        },
    }
}

/// The same build, attempted again.
pub fn next_attempt(job: &Job) -> Job {
    let mut next = job.clone();
    next.build.attempt += 1;
    next
}

pub async fn prepared(git: &HardenedGit, job: &Job) -> Workspace {
    service::ports::Git::prepare(git, job, stopper().1)
        .await
        .unwrap()
}
