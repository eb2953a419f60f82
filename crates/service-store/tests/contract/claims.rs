//! Which builds are claimed, and in which order.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use service::build::Phase;
use service::ports::Store;
use service::ports::store::Change;
use service::{EventKind, Status, TaskId};

use super::support::{Bench, LONG, build, claim_one, event_names, new_build, submit, with_project};

pub async fn go_by_priority_then_time(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let mut ids = Vec::new();
    for priority in [0, 5, -5, 0, 5] {
        let mut build = new_build(&project);
        build.priority = priority;
        store.submit(&build, None).await.unwrap();
        ids.push(build.task_id);
    }
    bench
        .sql(&format!(
            "UPDATE build_audit SET run_at = run_at - 1000 WHERE task_id = '{}'",
            ids[4]
        ))
        .await
        .unwrap();
    let mut order = Vec::new();
    for at_most in [2, 1, 9] {
        let claims = store.claim("w1", LONG, at_most).await.unwrap();
        order.extend(claims.iter().map(|claim| claim.build.task_id));
    }
    assert_eq!(order, [ids[4], ids[1], ids[0], ids[3], ids[2]]);
}

/// 400 builds, 8 workers in two processes: each is claimed by one.
pub async fn are_taken_once(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    for _ in 0..400 {
        submit(&*store, &project).await;
    }
    let stores: [Arc<dyn Store>; 2] = [store, bench.another().await];
    let workers: Vec<_> = (0..8)
        .map(|number| {
            let store = Arc::clone(&stores[number % 2]);
            tokio::spawn(async move {
                let mut taken = Vec::new();
                loop {
                    let claims = store
                        .claim(&format!("w{number}"), LONG, 1 + number as u32 % 3)
                        .await
                        .unwrap();
                    if claims.is_empty() {
                        return taken;
                    }
                    assert!(claims.iter().all(|claim| claim.lease.attempt == 1));
                    taken.extend(claims.iter().map(|claim| claim.build.task_id));
                }
            })
        })
        .collect();
    let mut all: Vec<TaskId> = Vec::new();
    for worker in workers {
        all.extend(worker.await.unwrap());
    }
    assert_eq!(all.len(), 400);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 400);
}

pub async fn wait_until_they_are_due(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let mut later = new_build(&project);
    later.delay = Duration::from_millis(1500);
    store.submit(&later, None).await.unwrap();
    assert!(store.claim("w1", LONG, 9).await.unwrap().is_empty());
    tokio::time::sleep(Duration::from_millis(1510)).await;
    assert_eq!(store.claim("w1", LONG, 9).await.unwrap().len(), 1);
}

pub async fn say_how_long_they_waited(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    assert_eq!(store.longest_wait().await.unwrap(), Duration::ZERO);
    let mut later = new_build(&project);
    later.delay = LONG;
    store.submit(&later, None).await.unwrap();
    assert_eq!(store.longest_wait().await.unwrap(), Duration::ZERO);
    submit(&*store, &project).await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    let waited = store.longest_wait().await.unwrap();
    assert!(
        waited >= Duration::from_millis(50) && waited < LONG,
        "{waited:?}"
    );
    claim_one(&*store, "w1").await;
    assert_eq!(store.longest_wait().await.unwrap(), Duration::ZERO);
}

pub async fn take_over_what_was_lost(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let lost = submit(&*store, &project).await;
    let lease = store
        .claim("w1", Duration::from_millis(1), 1)
        .await
        .unwrap()[0]
        .lease
        .clone();
    store.enter(&lease, Phase::Commit).await.unwrap();
    tokio::time::sleep(Duration::from_millis(20)).await;
    let mut urgent = new_build(&project);
    urgent.priority = 100;
    store.submit(&urgent, None).await.unwrap();

    let claims = store.claim("w2", LONG, 2).await.unwrap();
    let ids: Vec<TaskId> = claims.iter().map(|claim| claim.build.task_id).collect();
    assert_eq!(
        ids,
        [lost, urgent.task_id],
        "what somebody waits for already goes first"
    );
    assert_eq!(claims[0].build.phase, Some(Phase::Commit));
    assert_eq!(
        (claims[0].lease.attempt, claims[0].build.status),
        (2, Status::Running)
    );
    assert_eq!(
        event_names(&*store, lost).await,
        ["queued", "claimed", "phase", "lease_lost", "claimed"]
    );
    let events = store.events(lost, 3, 9).await.unwrap();
    assert_eq!(
        events[0].kind,
        EventKind::LeaseLost {
            worker: "w1".to_owned()
        }
    );
    assert_eq!(
        events[1].kind,
        EventKind::Claimed {
            worker: "w2".to_owned()
        }
    );
    assert_eq!(build(&*store, lost).await.worker.as_deref(), Some("w2"));
}

/// In the process that asks, and in others by polling or by the database.
pub async fn hear_of_work(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let mut changes = store.changes();
    let id = submit(&*store, &project).await;
    let mut heard = BTreeSet::new();
    while heard.len() < 2 {
        let change = tokio::time::timeout(Duration::from_secs(10), changes.recv())
            .await
            .unwrap()
            .unwrap();
        heard.insert(format!("{change:?}"));
    }
    assert_eq!(
        heard,
        BTreeSet::from([
            format!("{:?}", Change::Work),
            format!("{:?}", Change::Build(id))
        ])
    );
}
