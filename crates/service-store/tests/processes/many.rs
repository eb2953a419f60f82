//! A long queue.

use std::sync::Arc;
use std::time::{Duration, Instant};

use service::ports::Store;
use service::ports::store::Submitted;
use service::{BuildSpec, EventKind, Project, Status, TaskId, Timestamp};

use super::child::Process;
use super::{LONG, Place, add_project, times};
use crate::working::{ended, events, new_build};

/// How many ask at once.
const CALLERS: usize = 4;

/// 400 builds wait when four processes with 64 workers start; 10,000 with `TACHIKOMA_BUILDS=10000`. Each is done once, and
/// none is claimed after one that is less urgent.
pub async fn many_builds_go_by_priority(place: &Place) {
    let count = times("TACHIKOMA_BUILDS", 400);
    let folder = tempfile::tempdir().unwrap();
    let store = place.open().await;
    let project = add_project(&*store).await;
    let began = Instant::now();
    let (builds, waits) = submit_all(&store, &project, count).await;
    let submitted = began.elapsed();

    let began = Instant::now();
    let workers: Vec<Process> = (0..4)
        .map(|number| Process::worker_with_slots(place, &format!("w{number}"), folder.path(), 16))
        .collect();
    let mut claims: Vec<(Timestamp, i32)> = Vec::new();
    for (id, priority) in &builds {
        let build = ended(&*store, *id, LONG * 5).await;
        assert_eq!((build.status, build.attempt), (Status::Completed, 1));
        let claimed = events(&*store, *id)
            .await
            .into_iter()
            .find(|event| matches!(event.kind, EventKind::Claimed { .. }));
        claims.push((claimed.unwrap().at, *priority));
    }
    let done = began.elapsed();
    drop(workers);
    claims.sort_by_key(|(at, priority)| (*at, -priority));
    let wrong = claims
        .windows(2)
        .filter(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1)
        .count();
    assert_eq!(wrong, 0, "claimed after a less urgent one");
    report(count, &waits, submitted, done);
}

async fn submit_all(
    store: &Arc<dyn Store>,
    project: &Project,
    count: usize,
) -> (Vec<(TaskId, i32)>, Vec<Duration>) {
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (store, project) = (Arc::clone(store), project.clone());
            tokio::spawn(async move {
                let mut all = Vec::new();
                for _ in 0..count / CALLERS {
                    let mut build = new_build(
                        &project,
                        BuildSpec {
                            auto_commit: false,
                            ..BuildSpec::of("")
                        },
                    );
                    build.priority = fastrand::i32(-5..5);
                    let began = Instant::now();
                    assert_eq!(
                        store.submit(&build, None).await.unwrap(),
                        Submitted::Queued(build.task_id)
                    );
                    all.push(((build.task_id, build.priority), began.elapsed()));
                }
                all
            })
        })
        .collect();
    let mut all = Vec::new();
    for caller in callers {
        all.extend(caller.await.unwrap());
    }
    all.into_iter().unzip()
}

#[expect(clippy::print_stderr, reason = "figures of a whole run")]
fn report(count: usize, waits: &[Duration], submitted: Duration, done: Duration) {
    let mut waits = waits.to_vec();
    waits.sort();
    let at = |percent: usize| waits[(waits.len() - 1) * percent / 100];
    eprintln!(
        "{count} builds: asked for in {submitted:?}, p50 {:?}, p99 {:?}; done in {done:?}",
        at(50),
        at(99)
    );
}
