//! SQLite on a disk that gets full: what cannot be written fails as something that passes, and goes on by itself.
//!
//! The disk is a small tmpfs in a mount namespace of a process of its own: this test program again.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod outside;
mod working;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use outside::{Outside, settings};
use service::ports::{StopReason, Store, StoreError, stopper};
use service::worker::{Settings, Worker};
use service::{BuildSpec, Project, Status, TaskId};
use service_store::SqliteStore;
use working::{add_project, ended, new_build, submit};

const LONG: Duration = Duration::from_secs(60);
const FOLDER: &str = "TK_TEST_DISK";

#[test]
fn a_full_disk_passes() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
    command.arg(r#"mount -t tmpfs -o size=4m tmpfs "$1" && exec "$2" --exact on_a_small_disk --ignored --nocapture"#);
    command.args([
        "sh".as_ref(),
        folder.path().as_os_str(),
        std::env::current_exe().unwrap().as_os_str(),
    ]);
    let output = command
        .env(FOLDER, folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// How often the disk gets full.
const TIMES: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by another test, on a small disk"]
async fn on_a_small_disk() {
    let disk = PathBuf::from(std::env::var(FOLDER).unwrap());
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&disk.join("service.sqlite")).unwrap());
    let project = add_project(&*store, |_| {}).await;
    let remote = tempfile::tempdir().unwrap();
    let settings = Settings {
        lease: Duration::from_secs(30),
        ..settings("w")
    };
    let worker = Worker::new(
        Outside::new(remote.path()).ports(Arc::clone(&store)),
        settings,
    );
    let (stopper, stop) = stopper();
    let working = tokio::spawn(worker.run(stop));
    for _ in 0..TIMES {
        let running = submit(&*store, &project, BuildSpec::of("deaf:300 print:20000")).await;
        wait_until_it_runs(&*store, running).await;
        let ballast = fill(&disk);
        let refused = until_refused(&*store, &project).await;
        assert!(
            matches!(refused, StoreError::Unavailable { .. }),
            "the API would answer 500: {refused:?}"
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(
            store.build(running).await.unwrap().unwrap().status,
            Status::Running,
            "it can be read, and has not ended"
        );
        fs::remove_file(ballast).unwrap();
        let build = ended(&*store, running, LONG).await;
        assert_eq!(
            (build.status, build.attempt),
            (Status::Completed, 1),
            "{build:?}"
        );
        let later = submit(&*store, &project, BuildSpec::of("")).await;
        assert_eq!(ended(&*store, later, LONG).await.status, Status::Completed);
    }
    stopper.stop(StopReason::Drain);
    working.await.unwrap();
}

async fn wait_until_it_runs(store: &dyn Store, id: TaskId) {
    let began = Instant::now();
    while store.build(id).await.unwrap().unwrap().phase.is_none() {
        assert!(began.elapsed() < LONG);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Writes until there is no room.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("ballast");
    let mut file = File::create(&path).unwrap();
    for size in [65_536, 4096, 512, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
    path
}

/// The database may have some room in its own files.
async fn until_refused(store: &dyn Store, project: &Project) -> StoreError {
    for _ in 0..10_000 {
        let build = new_build(project, BuildSpec::of("x".repeat(1000)));
        if let Err(error) = store.submit(&build, None).await {
            return error;
        }
    }
    panic!("the disk is not full");
}
