//! The fence: a write of a worker that is not the build's any more does nothing.

use std::time::Duration;

use service::build::Phase;
use service::ports::store::{Beat, Fenced, Finish, Lease, NewCallback};
use service::{EventKind, Status};

use super::support::{
    Bench, LONG, build, cancel, claim_one, end, event_names, finish, give_back, next, output,
    submit, with_claim, with_project,
};

pub async fn of_an_earlier_attempt_are_refused(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let id = submit(&*store, &project).await;
    let late = store.claim("w1", Duration::ZERO, 1).await.unwrap()[0]
        .lease
        .clone();
    tokio::time::sleep(Duration::from_millis(5)).await;
    // The same worker: a restarted one with the name of the one before.
    let own = claim_one(&*store, "w1").await.lease;
    assert_eq!((own.task_id, late.attempt, own.attempt), (id, 1, 2));
    let before = event_names(&*store, id).await;

    let back = give_back(Duration::ZERO, true);
    assert_eq!(
        store.enter(&late, Phase::Agent).await.unwrap(),
        Fenced::Lost
    );
    assert_eq!(
        store.append(&late, &[output("late")]).await.unwrap(),
        Fenced::Lost
    );
    assert_eq!(store.give_back(&late, &back).await.unwrap(), Fenced::Lost);
    for status in [Status::Completed, Status::Failed, Status::Cancelled] {
        assert_eq!(finish(&*store, &late, status).await, Fenced::Lost);
    }
    assert_eq!(
        store.beat(&[late, own.clone()], LONG).await.unwrap(),
        [
            Beat::Lost,
            Beat::Held {
                cancel_requested: false
            }
        ]
    );
    assert_eq!(event_names(&*store, id).await, before);
}

pub async fn of_another_worker_are_refused(bench: &dyn Bench) {
    let (store, claim) = with_claim(bench).await;
    let own = claim.lease;
    let other = Lease {
        worker: "w2".to_owned(),
        ..own.clone()
    };
    assert_eq!(
        finish(&*store, &other, Status::Completed).await,
        Fenced::Lost
    );
    assert_eq!(
        finish(&*store, &own, Status::Completed).await,
        Fenced::Written
    );
    assert_eq!(
        finish(&*store, &own, Status::Failed).await,
        Fenced::Lost,
        "it has ended"
    );
}

/// The answer of a write can get lost with the connection; then the worker writes once more.
pub async fn are_written_once(bench: &dyn Bench) {
    let (store, claim) = with_claim(bench).await;
    let first = claim.lease;
    assert_eq!(
        store.enter(&first, Phase::Workspace).await.unwrap(),
        Fenced::Written
    );
    assert_eq!(
        store.enter(&first, Phase::Workspace).await.unwrap(),
        Fenced::Written
    );
    let second = next(&first);
    for _ in 0..3 {
        assert_eq!(
            store
                .append(&second, &[output("a"), output("b")])
                .await
                .unwrap(),
            Fenced::Written
        );
    }
    let names = event_names(&*store, first.task_id).await;
    assert_eq!(names, ["queued", "claimed", "phase", "output", "output"]);
    assert_eq!(
        store.append(&first, &[output("old")]).await.unwrap(),
        Fenced::Lost,
        "two writes before"
    );
}

pub async fn keep_leases(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    submit(&*store, &project).await;
    let lease = store
        .claim("w1", Duration::from_millis(1500), 1)
        .await
        .unwrap()[0]
        .lease
        .clone();
    assert!(
        store.claim("w2", LONG, 1).await.unwrap().is_empty(),
        "it is held"
    );
    let held = [Beat::Held {
        cancel_requested: false,
    }];
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(
            store
                .beat(std::slice::from_ref(&lease), Duration::from_millis(1500))
                .await
                .unwrap(),
            held
        );
    }
    assert!(
        store.claim("w2", LONG, 1).await.unwrap().is_empty(),
        "it is still held"
    );
    store.cancel(lease.task_id, &cancel()).await.unwrap();
    let told = [Beat::Held {
        cancel_requested: true,
    }];
    assert_eq!(
        store
            .beat(std::slice::from_ref(&lease), Duration::ZERO)
            .await
            .unwrap(),
        told
    );
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(claim_one(&*store, "w2").await.lease.attempt, 2);
    assert_eq!(store.beat(&[lease], LONG).await.unwrap(), [Beat::Lost]);
    assert_eq!(store.beat(&[], LONG).await.unwrap(), []);
}

pub async fn give_builds_back(bench: &dyn Bench) {
    let (store, claim) = with_claim(bench).await;
    let id = claim.lease.task_id;
    store.enter(&claim.lease, Phase::Push).await.unwrap();
    let back = give_back(LONG, true);
    assert_eq!(
        store.give_back(&next(&claim.lease), &back).await.unwrap(),
        Fenced::Written
    );
    let waiting = build(&*store, id).await;
    assert_eq!(
        (waiting.status, waiting.worker, waiting.lease_until),
        (Status::Pending, None, None)
    );
    assert_eq!(
        waiting.phase,
        Some(Phase::Push),
        "the next attempt must know that it may be pushed"
    );
    assert!(waiting.run_at.since(waiting.created_at) >= LONG);
    assert!(
        store.claim("w1", LONG, 1).await.unwrap().is_empty(),
        "not before its time"
    );
    assert_eq!((waiting.attempt, waiting.max_attempts), (1, 3));

    bench
        .sql(&format!(
            "UPDATE build_audit SET run_at = 0 WHERE task_id = '{id}'"
        ))
        .await
        .unwrap();
    let claim = claim_one(&*store, "w1").await;
    assert_eq!(claim.lease.attempt, 2);
    assert_eq!(
        event_names(&*store, id).await,
        ["queued", "claimed", "phase", "retry", "claimed"]
    );
}

pub async fn give_builds_back_for_nothing_where_a_worker_stops(bench: &dyn Bench) {
    let (store, claim) = with_claim(bench).await;
    let id = claim.lease.task_id;
    let drain = give_back(Duration::ZERO, false);
    assert_eq!(
        store.give_back(&claim.lease, &drain).await.unwrap(),
        Fenced::Written
    );
    assert_eq!(
        build(&*store, id).await.max_attempts,
        4,
        "a worker that stops costs no attempt"
    );
    assert_eq!(
        event_names(&*store, id).await,
        ["queued", "claimed", "retry"]
    );
}

pub async fn end_builds(bench: &dyn Bench) {
    let (store, claim) = with_claim(bench).await;
    let id = claim.lease.task_id;
    let mut ends = end(Status::Completed);
    ends.result.commit_sha = Some("abc".to_owned());
    let callback = NewCallback {
        msg_id: format!("{id}.completed"),
        url: "https://example.org/".to_owned(),
        body: "{}".to_owned(),
    };
    let ends = Finish {
        events: vec![EventKind::Pushed {
            sha: "abc".to_owned(),
            reference: "refs/heads/main".to_owned(),
        }],
        callback: Some(callback),
        ..ends
    };
    assert_eq!(
        store.finish(&claim.lease, &ends).await.unwrap(),
        Fenced::Written
    );
    let ended = build(&*store, id).await;
    assert_eq!(
        (ended.status, ended.result),
        (Status::Completed, Some(ends.result))
    );
    assert_eq!(
        event_names(&*store, id).await,
        ["queued", "claimed", "pushed", "end"]
    );
    assert_eq!(store.callbacks(id).await.unwrap().len(), 1);
}
