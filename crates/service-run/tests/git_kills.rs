//! A worker is killed before or after a call of git; the next attempt ends with one commit.
//!
//! `TACHIKOMA_GIT_KILLS=all` does it for every call that a worker makes, beside those that matter most.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod repository;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::str::FromStr;

use repository::{Remote, job};
use service::TaskId;
use service::ports::{Git, Job};
use service_run::{GitSettings, HardenedGit};

/// Not git's: Bazel's tests have the current folder on their `PATH`, and it would call itself.
const SHIM_NAME: &str = "git-that-kills";

/// Stands for git: counts its calls in `FOLDER/count`, and kills who calls it where `FOLDER/kill` has `before` or `after`
/// and the call's number or name.
const SHIM: &str = r#"#!/bin/sh
count=$(($(cat "FOLDER/count") + 1))
echo $count >"FOLDER/count"
read -r moment call <"FOLDER/kill"
here=
[ "$call" != $count ] || here=$moment
case " $* " in *" --no-pager $call "*) here=$moment ;; esac
[ "$here" != before ] || { kill -9 $PPID; exit 1; }
git "$@"
code=$?
[ "$here" != after ] || kill -9 $PPID
exit $code
"#;

/// The part that is killed: one attempt, as a worker does it.
#[tokio::test]
#[ignore = "started by another test, which kills it"]
async fn a_worker() {
    let Some(folder) = std::env::var_os("SERVICE_RUN_FOLDER").map(PathBuf::from) else {
        return;
    };
    let job = job_of(
        &folder,
        std::env::var("SERVICE_RUN_ATTEMPT")
            .unwrap()
            .parse()
            .unwrap(),
    );
    let git = HardenedGit::new(GitSettings {
        folders_allowed: true,
        program: folder.join(SHIM_NAME),
        ..GitSettings::of(folder.join("service"))
    });
    if git.find_pushed(&job).await.unwrap().is_some() {
        return;
    }
    let workspace = repository::prepared(&git, &job).await;
    fs::write(workspace.folder.join("README"), "changed").unwrap();
    fs::write(workspace.folder.join("new"), "new").unwrap();
    let commit = git.commit(&job, &workspace).await.unwrap().unwrap();
    git.push(&job, &workspace, &commit).await.unwrap();
    git.discard(&job, workspace).await;
}

fn job_of(folder: &Path, attempt: u32) -> Job {
    let ids = fs::read_to_string(folder.join("ids")).unwrap();
    let (task, project) = ids.split_once(' ').unwrap();
    let mut job = job(&folder.join("remote.git").display().to_string());
    job.build.task_id = TaskId::from_str(task).unwrap();
    job.project.id = FromStr::from_str(project).unwrap();
    job.build.attempt = attempt;
    job
}

fn attempt(folder: &Path, attempt: u32, kill: &str) -> ExitStatus {
    fs::write(folder.join("count"), "0").unwrap();
    fs::write(folder.join("kill"), kill).unwrap();
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_worker", "--ignored"])
        .env("SERVICE_RUN_FOLDER", folder)
        .env("SERVICE_RUN_ATTEMPT", attempt.to_string())
        .stdout(Stdio::null())
        .status()
        .unwrap()
}

/// Kills the first attempt, lets the second one finish; whether there was such a call at all.
fn one_commit_after(kill: &str) -> bool {
    let remote = Remote::new();
    let folder = remote.folder.path();
    let shim = folder.join(SHIM_NAME);
    fs::write(&shim, SHIM.replace("FOLDER", &folder.display().to_string())).unwrap();
    test_programs::make_executable(&shim).unwrap();
    let job = job("");
    let ids = format!("{} {}", job.task_id(), job.project.id);
    fs::write(folder.join("ids"), ids).unwrap();

    let was_killed = !attempt(folder, 1, kill).success();
    if was_killed {
        assert!(attempt(folder, 2, "never never").success(), "killed {kill}");
    }
    assert_eq!(remote.commits_of(job.task_id()), 1, "killed {kill}");
    assert_eq!(
        remote.ask(&["rev-list", "--count", "main"]).trim(),
        "2",
        "killed {kill}"
    );
    assert_eq!(
        fs::read_dir(folder.join("service/work")).unwrap().count(),
        0,
        "killed {kill}"
    );
    was_killed
}

#[test]
fn one_commit_where_a_worker_is_killed_as_it_adds_commits_and_pushes() {
    for call in [
        "read-tree",
        "update-index",
        "write-tree",
        "commit-tree",
        "push",
    ] {
        for moment in ["before", "after"] {
            let kill = format!("{moment} {call}");
            assert!(one_commit_after(&kill), "no worker was killed {kill}");
        }
    }
    assert!(!one_commit_after("after no-such-call"));
}

#[test]
fn one_commit_wherever_a_worker_is_killed() {
    let (first, step) = match std::env::var("TACHIKOMA_GIT_KILLS") {
        Ok(all) if all == "all" => (1, 1),
        _ => (2, 7),
    };
    let mut call = first;
    while one_commit_after(&format!("before {call}")) {
        assert!(one_commit_after(&format!("after {call}")));
        call += step;
    }
    assert!(call > 20, "a worker calls git {call} times");
}
