//! From a repository to a pushed commit.

mod repository;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use repository::{Remote, job, next_attempt, plain_git, prepared};
use service::ports::{Git, StepError, stopper};
use service_run::{GitSettings, HardenedGit, Places};

#[tokio::test]
async fn changes_become_one_commit_that_names_the_build() {
    let remote = Remote::new();
    let (git, job) = (remote.git(), job(&remote.url()));
    let workspace = prepared(&git, &job).await;
    let tree = &workspace.folder;
    assert_eq!(git.changes(&job, &workspace).await.unwrap(), [""; 0]);
    assert_eq!(git.commit(&job, &workspace).await.unwrap(), None);

    fs::write(tree.join("dir/file"), "two\r\n$Id$\r\n").unwrap();
    fs::write(tree.join("new ä\nname"), "new").unwrap();
    fs::set_permissions(tree.join("README"), fs::Permissions::from_mode(0o755)).unwrap();
    symlink("README", tree.join("link")).unwrap();
    fs::create_dir(tree.join("ignored")).unwrap();
    fs::write(tree.join("ignored/x"), "x").unwrap();
    fs::remove_file(tree.join(".gitignore")).unwrap();
    fs::write(tree.join(".gitignore"), "ignored/\n*.log\n").unwrap();
    fs::write(tree.join("a.log"), "").unwrap();
    let files = [".gitignore", "README", "dir/file", "link", "new ä\nname"];
    assert_eq!(git.changes(&job, &workspace).await.unwrap(), files);

    let commit = git.commit(&job, &workspace).await.unwrap().unwrap();
    assert_eq!(commit.files_changed, files);
    let pushed = git.push(&job, &workspace, &commit).await.unwrap();
    assert_eq!(pushed.reference, "refs/heads/main");
    assert_eq!(remote.ask(&["rev-parse", "main"]).trim(), commit.sha);
    assert_eq!(remote.ask(&["show", "main:dir/file"]), "two\r\n$Id$\r\n");
    let id = job.task_id().to_string();
    let said = remote.ask(&["log", "-1", "--format=%an <%ae> %at %ct%n%B", "main"]);
    insta::assert_snapshot!(said.replace(&id, "ID"), @r"
    Tachikoma <tachikoma@localhost> 1700000000 1700000000
    Change the file

    Tachikoma-Task: ID
    ");
    git.discard(&job, workspace.clone()).await;
    assert!(!Places::of_workspace(&workspace).folder().exists());
    let mirror = remote.path("service/mirrors");
    let mirror = fs::read_dir(mirror)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    assert_eq!(plain_git(&mirror, &["for-each-ref"]), "");
}

#[tokio::test]
async fn the_agent_has_a_repository_of_its_own() {
    let remote = Remote::new();
    let (git, job) = (remote.git(), job(&remote.url()));
    let workspace = prepared(&git, &job).await;
    let tree = &workspace.folder;
    assert_eq!(plain_git(tree, &["log", "--format=%s"]), "first\n");
    assert_eq!(
        plain_git(tree, &["status", "--porcelain", "-b"]),
        "## main\n"
    );
    assert!(!tree.join(".git/objects/info/alternates").exists());
    // Its commits are its own; what counts are the files.
    fs::write(tree.join("README"), "changed").unwrap();
    plain_git(tree, &["commit", "-qam", "mine"]);
    assert_eq!(git.changes(&job, &workspace).await.unwrap(), ["README"]);
}

#[tokio::test]
async fn the_same_changes_are_the_same_commit_and_pushed_once() {
    let remote = Remote::new();
    let (git, first) = (remote.git(), job(&remote.url()));
    let second = next_attempt(&first);
    let one = prepared(&git, &first).await;
    fs::write(one.folder.join("README"), "same").unwrap();
    let late = git.commit(&first, &one).await.unwrap().unwrap();
    assert_eq!(git.find_pushed(&second).await.unwrap(), None);

    // On another machine: this one would remove what the first attempt has.
    let elsewhere = HardenedGit::new(GitSettings {
        folders_allowed: true,
        ..GitSettings::of(remote.path("elsewhere"))
    });
    let two = prepared(&elsewhere, &second).await;
    fs::write(two.folder.join("README"), "same").unwrap();
    let commit = elsewhere.commit(&second, &two).await.unwrap().unwrap();
    assert_eq!(commit, late);
    let pushed = elsewhere.push(&second, &two, &commit).await.unwrap();
    assert_eq!(git.push(&first, &one, &late).await.as_ref(), Ok(&pushed));
    assert_eq!(remote.commits_of(first.task_id()), 1);

    fs::write(one.folder.join("README"), "other").unwrap();
    let other = git.commit(&first, &one).await.unwrap().unwrap();
    let refused = git.push(&first, &one, &other).await;
    assert!(matches!(refused, Err(StepError::Passing(_))), "{refused:?}");
    assert_eq!(remote.commits_of(first.task_id()), 1);
    assert_eq!(git.find_pushed(&second).await.unwrap(), Some(pushed));
    assert!(!one.folder.exists(), "nobody needs it any more");
}

#[tokio::test]
async fn a_branch_that_moved_on_is_not_overwritten() {
    let remote = Remote::new();
    let (git, job) = (remote.git(), job(&remote.url()));
    let workspace = prepared(&git, &job).await;
    fs::write(workspace.folder.join("README"), "changed").unwrap();
    let commit = git.commit(&job, &workspace).await.unwrap().unwrap();
    remote.move_on();
    let refused = git.push(&job, &workspace, &commit).await.unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("has changed since the build began"),
        "{refused}"
    );
    assert_eq!(remote.commits_of(job.task_id()), 0);
}

#[tokio::test]
async fn another_reference_than_the_branch_only_goes_forward() {
    let remote = Remote::new();
    let git = remote.git();
    let mut job = job(&remote.url());
    job.project.settings.push_refs = vec!["refs/heads/builds/one".to_owned()];
    let workspace = prepared(&git, &job).await;
    fs::write(workspace.folder.join("README"), "changed").unwrap();
    let commit = git.commit(&job, &workspace).await.unwrap().unwrap();
    git.push(&job, &workspace, &commit).await.unwrap();
    assert_eq!(remote.ask(&["rev-parse", "builds/one"]).trim(), commit.sha);
    fs::write(workspace.folder.join("README"), "again").unwrap();
    let commit = git.commit(&job, &workspace).await.unwrap().unwrap();
    assert!(
        git.push(&job, &workspace, &commit).await.is_err(),
        "it would lose the first one"
    );
}

#[tokio::test]
async fn an_empty_repository_gets_its_first_commit() {
    let remote = Remote::new();
    let url = remote.path("empty.git").display().to_string();
    plain_git(remote.folder.path(), &["init", "-q", "--bare", &url]);
    let (git, job) = (remote.git(), job(&url));
    let workspace = prepared(&git, &job).await;
    assert_eq!(workspace.base, None);
    fs::write(workspace.folder.join("README"), "first").unwrap();
    let commit = git.commit(&job, &workspace).await.unwrap().unwrap();
    let pushed = git.push(&job, &workspace, &commit).await.unwrap();
    assert_eq!(git.find_pushed(&job).await.unwrap(), Some(pushed));
}

#[tokio::test]
async fn a_change_that_keeps_size_and_time_is_seen() {
    let remote = Remote::new();
    let (git, job) = (remote.git(), job(&remote.url()));
    let workspace = prepared(&git, &job).await;
    let path = workspace.folder.join("README");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, "READ me\n").unwrap();
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(time)
        .unwrap();
    assert_eq!(git.changes(&job, &workspace).await.unwrap(), ["README"]);
}

#[tokio::test]
async fn repositories_out_of_reach_say_so() {
    let remote = Remote::new();
    let job = job("/nowhere/a.git");
    let error = remote.git().prepare(&job, stopper().1).await.unwrap_err();
    assert!(
        matches!(&error, StepError::Final(message) if message.contains("/nowhere/a.git")),
        "{error}"
    );
    let only_remote = HardenedGit::new(GitSettings::of(remote.path("service")));
    let job = repository::job(&remote.url());
    let error = only_remote.prepare(&job, stopper().1).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("is a folder of the service's machine"),
        "{error}"
    );
    let absent = HardenedGit::new(GitSettings {
        program: "/nowhere/git".into(),
        ..remote.settings()
    });
    let error = absent.prepare(&job, stopper().1).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no /nowhere/git on the service's machine: install git, or name it in git.program"
    );
}

#[tokio::test]
async fn too_much_is_not_committed() {
    let remote = Remote::new();
    let (git, job) = (remote.git(), job(&remote.url()));
    let workspace = prepared(&git, &job).await;
    let large = fs::File::create(workspace.folder.join("large")).unwrap();
    large.set_len((1 << 30) + 1).unwrap();
    let error = git.commit(&job, &workspace).await.unwrap_err();
    assert!(
        matches!(&error, StepError::Final(message) if message.contains("1 files with 1073741825 bytes")),
        "{error}"
    );
}
