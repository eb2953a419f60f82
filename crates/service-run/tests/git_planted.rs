//! An agent plants what makes git run programs; none of it runs as the service commits and pushes.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what cannot be done fails the test"
)]

mod planted;
mod repository;

use std::fs;

use planted::{Expected, Planted, VECTORS};
use repository::{Remote, developers_git, job, prepared};
use service::ports::{Git, Job, StepError, Workspace};
use service_run::HardenedGit;

/// A workspace in which one vector is planted, and a folder where what runs leaves its name.
struct Case {
    remote: Remote,
    git: HardenedGit,
    job: Job,
    workspace: Workspace,
}

impl Case {
    async fn of(vector: &Planted) -> Self {
        let remote = Remote::new();
        let (git, job) = (remote.git(), job(&remote.url()));
        let workspace = prepared(&git, &job).await;
        fs::create_dir(remote.path("ran")).unwrap();
        fs::write(workspace.folder.join("README"), "changed\n").unwrap();
        fs::write(workspace.folder.join("new"), "new\n").unwrap();
        let program = format!("touch {}/", remote.path("ran").display());
        (vector.plant)(&workspace.folder, &format!("{program}{}", vector.name));
        Self {
            remote,
            git,
            job,
            workspace,
        }
    }

    fn ran(&self) -> Vec<String> {
        let entries = fs::read_dir(self.remote.path("ran")).unwrap().flatten();
        entries
            .map(|it| it.file_name().to_string_lossy().into_owned())
            .collect()
    }

    async fn commit_and_push(&self) -> Result<(), StepError> {
        let (job, workspace) = (&self.job, &self.workspace);
        self.git.changes(job, workspace).await?;
        let commit = self
            .git
            .commit(job, workspace)
            .await?
            .expect("there are changes");
        self.git.push(job, workspace, &commit).await?;
        self.git.find_pushed(job).await?.expect("it is pushed");
        Ok(())
    }
}

#[tokio::test]
async fn nothing_planted_runs() {
    assert!(VECTORS.len() >= 40, "{}", VECTORS.len());
    for vector in VECTORS {
        let case = Case::of(vector).await;
        let end = case.commit_and_push().await;
        assert_eq!(case.ran(), [""; 0], "{}", vector.name);
        match vector.expected {
            Expected::Committed => {
                assert_eq!(end, Ok(()), "{}", vector.name);
                let content = case.remote.ask(&["show", "main:README"]);
                assert_eq!(content, "changed\n", "{}", vector.name);
                assert_eq!(
                    case.remote.commits_of(case.job.task_id()),
                    1,
                    "{}",
                    vector.name
                );
            }
            Expected::Refused(word) => {
                let Err(StepError::Final(message)) = end else {
                    panic!("{} is not refused: {end:?}", vector.name);
                };
                assert!(message.contains(word), "{}: {message}", vector.name);
                assert_eq!(
                    case.remote.commits_of(case.job.task_id()),
                    0,
                    "{}",
                    vector.name
                );
            }
        }
        let outside = case.remote.ask(&["log", "-p", "--all"]);
        assert!(!outside.contains("of another folder"), "{}", vector.name);
        case.git.discard(&case.job, case.workspace.clone()).await;
    }
}

/// What a developer's git does with some of the same: the test above can fail.
#[tokio::test]
async fn a_developers_git_runs_what_is_planted() {
    let runs = [
        "hook-pre-commit",
        "hook-pre-push",
        "hook-reference-transaction",
        "hooks-path",
        "fsmonitor",
        "filter-clean",
        "filter-process",
        "textconv",
        "gpg-program",
        "trailer-command",
        "include",
        "git-file",
    ];
    let mut ran = Vec::new();
    for vector in VECTORS.iter().filter(|it| runs.contains(&it.name)) {
        let case = Case::of(vector).await;
        for arguments in [
            vec!["add", "-A"],
            vec!["commit", "-m", "x", "--trailer", "key: value"],
            vec!["show"],
            vec!["push", &case.remote.url(), "HEAD:refs/heads/developer"],
        ] {
            // What fails has run what it runs.
            let mut command = developers_git(&case.workspace.folder);
            command.args(arguments).output().unwrap();
        }
        ran.extend(case.ran());
    }
    assert_eq!(ran, runs);
}
