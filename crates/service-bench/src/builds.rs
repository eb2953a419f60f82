//! Builds to measure with, and whether each was done once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use service::ports::Store;
use service::ports::store::{NewBuild, Submitted};
use service::project::NewProject;
use service::{BuildSpec, Event, EventKind, Project, ProjectId, Status, TaskId, Timestamp};

/// How many ask, or look, at once.
const CALLERS: usize = 8;

/// Longer than anything here takes.
pub const LONG: Duration = Duration::from_secs(1800);

/// A project with room for everything.
pub async fn add_project(store: &dyn Store) -> Result<Project> {
    let mut settings = NewProject::of("shop", "https://example.org/shop.git");
    settings.limits.running = 10_000;
    settings.limits.queued = 1_000_000;
    let project = Project {
        id: ProjectId::new(),
        created_at: Timestamp::of_this_machine(),
        settings,
    };
    store.add_project(&project).await?;
    Ok(project)
}

/// A build with a priority of ten.
pub fn new_build(project: &Project) -> NewBuild {
    NewBuild {
        task_id: TaskId::new(),
        project_id: project.id,
        spec: BuildSpec {
            auto_commit: false,
            ..BuildSpec::of("nothing")
        },
        priority: fastrand::i32(-5..5),
        delay: Duration::ZERO,
        max_attempts: project.settings.limits.attempts,
        max_queued: project.settings.limits.queued,
        requested_by: None,
        retry_of: None,
    }
}

/// A build that waits, and how long it took to ask for it.
pub struct Asked {
    pub id: TaskId,
    pub priority: i32,
    pub took: Duration,
}

/// Asks for builds, several at once.
pub async fn ask(store: &Arc<dyn Store>, project: &Project, count: usize) -> Result<Vec<Asked>> {
    let callers = (0..CALLERS).map(|caller| {
        let (store, project) = (Arc::clone(store), project.clone());
        let count = (count + caller) / CALLERS;
        tokio::spawn(async move {
            let mut asked = Vec::new();
            for _ in 0..count {
                asked.push(ask_once(&*store, &project).await?);
            }
            Ok::<_, anyhow::Error>(asked)
        })
    });
    let callers: Vec<_> = callers.collect();
    let mut all = Vec::new();
    for caller in callers {
        all.extend(caller.await??);
    }
    Ok(all)
}

async fn ask_once(store: &dyn Store, project: &Project) -> Result<Asked> {
    let build = new_build(project);
    let began = Instant::now();
    let submitted = store.submit(&build, None).await?;
    let took = began.elapsed();
    ensure!(
        submitted == Submitted::Queued(build.task_id),
        "{submitted:?}"
    );
    Ok(Asked {
        id: build.task_id,
        priority: build.priority,
        took,
    })
}

/// Waits until so many builds have ended as they should.
pub async fn wait_for(store: &dyn Store, end: Status, count: usize) -> Result<()> {
    let (began, wanted) = (Instant::now(), u64::try_from(count)?);
    while store.count(end).await? < wanted {
        ensure!(began.elapsed() < LONG, "builds do not end");
        // Counting takes time, which is not to be measured.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

/// When each was claimed. It is an error where one ended otherwise, was claimed twice, or its events have a gap.
pub async fn claims(store: &Arc<dyn Store>, end: Status, ids: &[TaskId]) -> Result<Vec<Timestamp>> {
    let parts = ids.chunks(ids.len().div_ceil(CALLERS).max(1));
    let lookers = parts.map(|ids| {
        let (store, ids) = (Arc::clone(store), ids.to_vec());
        tokio::spawn(async move {
            let mut claims = Vec::new();
            for id in ids {
                claims.push(claim_of(&*store, end, id).await?);
            }
            Ok::<_, anyhow::Error>(claims)
        })
    });
    let lookers: Vec<_> = lookers.collect();
    let mut all = Vec::new();
    for looker in lookers {
        all.extend(looker.await??);
    }
    Ok(all)
}

async fn claim_of(store: &dyn Store, end: Status, id: TaskId) -> Result<Timestamp> {
    let build = store.build(id).await?.context("a build is lost")?;
    let is_done = build.status == end && build.attempt == 1;
    ensure!(is_done, "{id}: {} after {}", build.status, build.attempt);
    let events = store.events(id, 0, 1000).await?;
    let in_order = events.iter().map(|event| event.seq).eq(1..=build.last_seq);
    ensure!(in_order, "{id}: events have a gap or a double");
    let is_claim = |event: &&Event| matches!(event.kind, EventKind::Claimed { .. });
    let mut claims = events.iter().filter(is_claim);
    let first = claims.next().context("a build was never claimed")?;
    ensure!(claims.next().is_none(), "{id}: was claimed twice");
    Ok(first.at)
}
