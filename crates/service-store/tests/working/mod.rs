//! A database with a project, and workers on it.

#![allow(dead_code, reason = "each test uses what it needs")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use service::ports::store::{NewBuild, Submitted};
use service::ports::{StopReason, Stopper, Store, stopper};
use service::project::NewProject;
use service::worker::Worker;
use service::{Build, BuildSpec, Event, EventKind, Project, ProjectId, TaskId, Timestamp};
use service_store::SqliteStore;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::outside::{Outside, settings};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(60);

pub struct Bench {
    _folder: TempDir,
    database: PathBuf,
    pub store: Arc<dyn Store>,
    pub outside: Arc<Outside>,
    pub project: Project,
}

/// A worker that runs.
pub struct Running {
    stopper: Stopper,
    task: JoinHandle<()>,
}

impl Running {
    /// Asks it to end, and waits until it has.
    pub async fn end(self) {
        self.stopper.stop(StopReason::Drain);
        tokio::time::timeout(LONG, self.task)
            .await
            .unwrap()
            .unwrap();
    }
}

impl Bench {
    pub async fn new(change: impl FnOnce(&mut NewProject)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("service.sqlite");
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&database).unwrap());
        let project = add_project(&*store, change).await;
        let outside = Outside::new(folder.path());
        Self {
            _folder: folder,
            database,
            store,
            outside,
            project,
        }
    }

    pub async fn submit(&self, spec: BuildSpec) -> TaskId {
        submit(&*self.store, &self.project, spec).await
    }

    pub fn start(&self, name: &str) -> Running {
        let worker = Worker::new(self.outside.ports(Arc::clone(&self.store)), settings(name));
        let (stopper, stop) = stopper();
        Running {
            stopper,
            task: tokio::spawn(worker.run(stop)),
        }
    }

    /// Starts a worker, which ends with the test.
    pub async fn work_until_ended(&self, id: TaskId) -> Build {
        let _running = self.start("w");
        self.ended(id).await
    }

    pub async fn ended(&self, id: TaskId) -> Build {
        ended(&*self.store, id, LONG).await
    }

    /// Names of events, with what matters of them. Their numbers have no gaps.
    pub async fn events(&self, id: TaskId) -> Vec<String> {
        let events = events(&*self.store, id).await;
        let name = |kind: &EventKind| match kind {
            EventKind::Phase { phase } => format!("phase:{}", phase.as_str()),
            EventKind::End { status, .. } => format!("end:{status}"),
            other => other.name().to_owned(),
        };
        events.iter().map(|event| name(&event.kind)).collect()
    }

    /// How long each attempt that was given back had to wait.
    pub async fn waits(&self, id: TaskId) -> Vec<Duration> {
        let events = self.store.events(id, 0, 10_000).await.unwrap();
        let wait = |event: &service::Event| match event.kind {
            EventKind::Retry { run_at, .. } => {
                Some(run_at.since(event.at) + Duration::from_millis(50))
            }
            _ => None,
        };
        events.iter().filter_map(wait).collect()
    }

    pub fn calls(&self) -> Vec<String> {
        self.outside.calls.lock().unwrap().clone()
    }

    pub fn sql(&self, sql: &str) {
        let connection = rusqlite::Connection::open(&self.database).unwrap();
        connection.busy_timeout(LONG).unwrap();
        connection.execute(sql, []).unwrap();
    }

    /// Makes every build that waits due.
    pub fn hurry(&self) -> JoinHandle<()> {
        let database = self.database.clone();
        tokio::spawn(async move {
            let connection = rusqlite::Connection::open(database).unwrap();
            connection.busy_timeout(LONG).unwrap();
            loop {
                connection
                    .execute(
                        "UPDATE build_audit SET run_at = 0 WHERE status = 'pending' AND run_at > 0",
                        [],
                    )
                    .unwrap();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
    }

    /// Waits until something of it is printed.
    pub async fn printed(&self, id: TaskId) {
        let began = Instant::now();
        while !self.events(id).await.contains(&"output".to_owned()) {
            assert!(began.elapsed() < LONG, "nothing is printed");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The id of the agent's program.
    pub async fn pid(&self, id: TaskId) -> u32 {
        pid(&self.outside.remote, id).await
    }
}

/// Adds a project, `change` says with which limits.
pub async fn add_project(store: &dyn Store, change: impl FnOnce(&mut NewProject)) -> Project {
    let mut settings = NewProject::of("shop", "https://example.org/shop.git");
    change(&mut settings);
    let project = Project {
        id: ProjectId::new(),
        created_at: Timestamp(1),
        settings,
    };
    store.add_project(&project).await.unwrap();
    project
}

pub async fn submit(store: &dyn Store, project: &Project, spec: BuildSpec) -> TaskId {
    let build = new_build(project, spec);
    assert_eq!(
        store.submit(&build, None).await.unwrap(),
        Submitted::Queued(build.task_id)
    );
    build.task_id
}

/// All events of a build, whose numbers have no gaps.
pub async fn events(store: &dyn Store, id: TaskId) -> Vec<Event> {
    let events = store.events(id, 0, 100_000).await.unwrap();
    assert!(
        events
            .iter()
            .map(|event| event.seq)
            .eq(1..=events.len() as u64),
        "{id}: gaps or doubles"
    );
    events
}

pub fn new_build(project: &Project, spec: BuildSpec) -> NewBuild {
    NewBuild {
        task_id: TaskId::new(),
        project_id: project.id,
        spec,
        priority: 0,
        delay: Duration::ZERO,
        max_attempts: project.settings.limits.attempts,
        max_queued: project.settings.limits.queued,
        requested_by: None,
        retry_of: None,
    }
}

pub async fn ended(store: &dyn Store, id: TaskId, most: Duration) -> Build {
    let began = Instant::now();
    loop {
        let build = store.build(id).await.unwrap().unwrap();
        if build.status.is_terminal() {
            return build;
        }
        assert!(began.elapsed() < most, "it does not end: {build:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

pub async fn pid(remote: &Path, id: TaskId) -> u32 {
    let began = Instant::now();
    loop {
        let text = std::fs::read_to_string(remote.join(format!("{id}.pid"))).unwrap_or_default();
        if let Ok(pid) = text.parse() {
            return pid;
        }
        assert!(began.elapsed() < LONG, "the agent's program does not start");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

pub fn is_alive(pid: u32) -> bool {
    Path::new(&format!("/proc/{pid}")).exists()
}
