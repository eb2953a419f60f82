//! Asking a build to stop: whoever comes first decides, and who was told that it stops can rely on it.

use std::sync::Arc;

use service::build::Phase;
use service::ports::Store;
use service::ports::store::{CancelOutcome, Fenced, NewCallback};
use service::{Status, TaskId};
use tokio::task::JoinHandle;

use super::support::{
    Bench, LONG, build, cancel, event_names, finish, next, submit, with_claim, with_project,
};

pub async fn a_waiting_build_ends(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let id = submit(&*store, &project).await;
    let mut asked = cancel();
    asked.result.error = Some("cancelled by somebody".to_owned());
    asked.callback = Some(NewCallback {
        msg_id: format!("{id}.cancelled"),
        url: "https://example.org/".to_owned(),
        body: "{}".to_owned(),
    });
    assert_eq!(
        store.cancel(id, &asked).await.unwrap(),
        CancelOutcome::Cancelled
    );
    assert_eq!(
        event_names(&*store, id).await,
        ["queued", "cancel_requested", "end"]
    );
    let ended = build(&*store, id).await;
    assert_eq!(ended.result, Some(asked.result.clone()));
    assert_eq!(ended.cancel_by, Some(asked.by.clone()));
    assert_eq!(store.callbacks(id).await.unwrap().len(), 1);
    assert!(
        store.claim("w1", LONG, 9).await.unwrap().is_empty(),
        "it does not start"
    );

    assert_eq!(
        store.cancel(id, &asked).await.unwrap(),
        CancelOutcome::Ended(Status::Cancelled)
    );
    assert_eq!(
        store.cancel(TaskId::new(), &asked).await.unwrap(),
        CancelOutcome::NotFound
    );
}

pub async fn a_running_build_can_only_be_cancelled(bench: &dyn Bench) {
    let (store, claim) = with_claim(bench).await;
    let id = claim.lease.task_id;
    assert_eq!(
        store.cancel(id, &cancel()).await.unwrap(),
        CancelOutcome::Requested
    );
    assert_eq!(
        store.cancel(id, &cancel()).await.unwrap(),
        CancelOutcome::Requested,
        "asked twice, told once"
    );
    assert_eq!(
        store.enter(&claim.lease, Phase::Push).await.unwrap(),
        Fenced::CancelRequested
    );
    for status in [Status::Completed, Status::Failed] {
        assert_eq!(
            finish(&*store, &claim.lease, status).await,
            Fenced::CancelRequested
        );
    }
    assert_eq!(
        finish(&*store, &claim.lease, Status::Cancelled).await,
        Fenced::Written
    );
    assert_eq!(
        event_names(&*store, id).await,
        ["queued", "claimed", "cancel_requested", "end"]
    );
}

pub async fn what_is_pushed_cannot_be_taken_back(bench: &dyn Bench) {
    let (store, claim) = with_claim(bench).await;
    let id = claim.lease.task_id;
    assert_eq!(
        store.enter(&claim.lease, Phase::Push).await.unwrap(),
        Fenced::Written
    );
    assert_eq!(
        store.cancel(id, &cancel()).await.unwrap(),
        CancelOutcome::TooLate
    );
    assert_eq!(
        finish(&*store, &next(&claim.lease), Status::Completed).await,
        Fenced::Written
    );
    assert_eq!(
        store.cancel(id, &cancel()).await.unwrap(),
        CancelOutcome::Ended(Status::Completed)
    );
}

/// How often: 1,000 with `TACHIKOMA_RACES=1000`.
fn races() -> usize {
    std::env::var("TACHIKOMA_RACES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(100)
}

/// A request to stop and a claim at the same time.
pub async fn races_with_claims(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let other = bench.another().await;
    let (mut waited, mut ran) = (0, 0);
    for number in 0..races() {
        let id = submit(&*store, &project).await;
        let canceller = cancel_soon(&other, id, number % 7);
        pause(number % 5).await;
        let claims = store.claim("w1", LONG, 1).await.unwrap();
        match canceller.await.unwrap() {
            CancelOutcome::Cancelled => {
                waited += 1;
                assert!(
                    claims.is_empty(),
                    "cancelled while it waited, and claimed all the same"
                );
                assert_eq!(
                    event_names(&*store, id).await,
                    ["queued", "cancel_requested", "end"]
                );
            }
            CancelOutcome::Requested => {
                ran += 1;
                // The request may have come before the claim was answered.
                assert_eq!(claims.len(), 1);
                assert_eq!(
                    finish(&*store, &claims[0].lease, Status::Completed).await,
                    Fenced::CancelRequested
                );
                assert_eq!(
                    finish(&*store, &claims[0].lease, Status::Cancelled).await,
                    Fenced::Written
                );
                assert_eq!(
                    event_names(&*store, id).await,
                    ["queued", "claimed", "cancel_requested", "end"]
                );
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(build(&*store, id).await.status, Status::Cancelled);
    }
    assert!(
        races() < 1000 || (waited > 0 && ran > 0),
        "no race: {waited} waited, {ran} ran"
    );
}

/// A request to stop and the end at the same time.
pub async fn races_with_the_end(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let other = bench.another().await;
    let (mut cancelled, mut ended) = (0, 0);
    for number in 0..races() {
        let id = submit(&*store, &project).await;
        let lease = store.claim("w1", LONG, 1).await.unwrap()[0].lease.clone();
        let canceller = cancel_soon(&other, id, number % 7);
        pause(number % 5).await;
        let status = if number % 2 == 0 {
            Status::Completed
        } else {
            Status::Failed
        };
        let written = finish(&*store, &lease, status).await;
        match (canceller.await.unwrap(), written) {
            (CancelOutcome::Requested, Fenced::CancelRequested) => {
                cancelled += 1;
                assert_eq!(
                    finish(&*store, &lease, Status::Cancelled).await,
                    Fenced::Written
                );
                assert_eq!(
                    event_names(&*store, id).await,
                    ["queued", "claimed", "cancel_requested", "end"]
                );
                assert_eq!(build(&*store, id).await.status, Status::Cancelled);
            }
            (CancelOutcome::Ended(is), Fenced::Written) => {
                ended += 1;
                assert_eq!((is, build(&*store, id).await.status), (status, status));
                assert_eq!(event_names(&*store, id).await, ["queued", "claimed", "end"]);
            }
            both => panic!("two winners or none: {both:?}"),
        }
    }
    assert!(
        races() < 1000 || (cancelled > 0 && ended > 0),
        "no race: {cancelled} cancelled, {ended} ended"
    );
}

fn cancel_soon(store: &Arc<dyn Store>, id: TaskId, steps: usize) -> JoinHandle<CancelOutcome> {
    let store = Arc::clone(store);
    tokio::spawn(async move {
        pause(steps).await;
        store.cancel(id, &cancel()).await.unwrap()
    })
}

async fn pause(steps: usize) {
    for _ in 0..steps {
        tokio::task::yield_now().await;
    }
    if steps > 2 {
        tokio::time::sleep(std::time::Duration::from_micros(100 * steps as u64)).await;
    }
}
