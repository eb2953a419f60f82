//! An empty database, and builds to put into it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use service::ports::Store;
use service::ports::store::{
    Added, Cancel, Claim, Fenced, Finish, GiveBack, Lease, NewBuild, Submitted,
};
use service::project::NewProject;
use service::{
    Build, BuildResult, BuildSpec, EventKind, Project, ProjectId, Status, TaskId, Timestamp,
};

/// Longer than a test takes.
pub const LONG: Duration = Duration::from_secs(600);

/// An empty database of one kind.
#[async_trait]
pub trait Bench: Send + Sync {
    /// A store in it.
    fn store(&self) -> Arc<dyn Store>;
    /// Another one, as another process has it.
    async fn another(&self) -> Arc<dyn Store>;
    /// Runs SQL without the store, and says how many rows it changed.
    async fn sql(&self, sql: &str) -> Result<u64, String>;
}

/// A project with few limits.
pub fn project(name: &str) -> Project {
    let mut settings = NewProject::of(name, "https://example.org/shop.git");
    settings.limits.running = 10_000;
    settings.limits.queued = 100_000;
    Project {
        id: ProjectId::new(),
        created_at: Timestamp(1),
        settings,
    }
}

/// Adds it.
pub async fn add_project(store: &dyn Store, project: &Project) {
    assert_eq!(store.add_project(project).await.unwrap(), Added::Yes);
}

/// A build of it.
pub fn new_build(project: &Project) -> NewBuild {
    NewBuild {
        task_id: TaskId::new(),
        project_id: project.id,
        spec: BuildSpec::of("Add a page"),
        priority: 0,
        delay: Duration::ZERO,
        max_attempts: 3,
        max_queued: project.settings.limits.queued,
        requested_by: None,
        retry_of: None,
    }
}

/// Asks for a build, and answers its id.
pub async fn submit(store: &dyn Store, project: &Project) -> TaskId {
    let build = new_build(project);
    assert_eq!(
        store.submit(&build, None).await.unwrap(),
        Submitted::Queued(build.task_id)
    );
    build.task_id
}

/// A store with a project.
pub async fn with_project(bench: &dyn Bench) -> (Arc<dyn Store>, Project) {
    let store = bench.store();
    let project = project("shop");
    add_project(&*store, &project).await;
    (store, project)
}

/// A store with a project, and a build that is claimed.
pub async fn with_claim(bench: &dyn Bench) -> (Arc<dyn Store>, Claim) {
    let (store, project) = with_project(bench).await;
    submit(&*store, &project).await;
    let claim = claim_one(&*store, "w1").await;
    (store, claim)
}

/// Claims the next build.
pub async fn claim_one(store: &dyn Store, worker: &str) -> Claim {
    let mut claims = store.claim(worker, LONG, 1).await.unwrap();
    assert_eq!(claims.len(), 1);
    claims.remove(0)
}

/// The build.
pub async fn build(store: &dyn Store, id: TaskId) -> Build {
    store.build(id).await.unwrap().unwrap()
}

/// An end in a status.
pub fn end(status: Status) -> Finish {
    Finish {
        status,
        result: BuildResult {
            success: status == Status::Completed,
            ..BuildResult::default()
        },
        events: Vec::new(),
        callback: None,
    }
}

/// Ends a build.
pub async fn finish(store: &dyn Store, lease: &Lease, status: Status) -> Fenced {
    store.finish(lease, &end(status)).await.unwrap()
}

/// A request to stop.
pub fn cancel() -> Cancel {
    Cancel {
        by: "somebody: a test".to_owned(),
        ..Cancel::default()
    }
}

/// The names of a build's events, whose numbers must be 1, 2, 3, ...
pub async fn event_names(store: &dyn Store, id: TaskId) -> Vec<&'static str> {
    let events = store.events(id, 0, 10_000).await.unwrap();
    let numbers: Vec<u64> = events.iter().map(|event| event.seq).collect();
    assert!(
        numbers.iter().copied().eq(1..=numbers.len() as u64),
        "gaps or doubles: {numbers:?}"
    );
    assert_eq!(build(store, id).await.last_seq, numbers.len() as u64);
    events.iter().map(|event| event.kind.name()).collect()
}

/// Something that was printed.
pub fn output(text: &str) -> EventKind {
    EventKind::Output {
        stream: service::event::Stream::Stdout,
        text: text.to_owned(),
    }
}

/// A build that is given back.
pub fn give_back(delay: Duration, counts: bool) -> GiveBack {
    GiveBack {
        reason: "the remote does not answer".to_owned(),
        delay,
        counts,
    }
}

/// After the next write.
pub fn next(lease: &Lease) -> Lease {
    Lease {
        writes: lease.writes + 1,
        ..lease.clone()
    }
}
