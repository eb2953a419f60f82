//! Callbacks are tried by one process at a time until they are delivered or given up. Time is the caller's.

use std::sync::Arc;
use std::time::Duration;

use service::ports::Store;
use service::ports::store::{CallbackMessage, NewCallback, Posted};
use service::{Status, TaskId, Timestamp};

use super::support::{Bench, LONG, end, with_claim};

const LEASE: Duration = Duration::from_secs(30);
const NOW: Timestamp = Timestamp(1_000_000);

async fn with_callback(bench: &dyn Bench) -> (Arc<dyn Store>, TaskId) {
    let (store, claim) = with_claim(bench).await;
    let id = claim.lease.task_id;
    let mut ends = end(Status::Completed);
    ends.callback = Some(NewCallback {
        msg_id: "m1".to_owned(),
        url: "https://example.org/".to_owned(),
        body: "{\"a\":1}".to_owned(),
    });
    store.finish(&claim.lease, &ends).await.unwrap();
    (store, id)
}

async fn claim(store: &dyn Store, now: Timestamp) -> Vec<CallbackMessage> {
    store.claim_callbacks(now, LEASE, 9).await.unwrap()
}

pub async fn are_claimed_once(bench: &dyn Bench) {
    let (store, id) = with_callback(bench).await;
    let first = claim(&*store, NOW).await;
    assert_eq!(first.len(), 1);
    assert_eq!(
        (
            first[0].task_id,
            first[0].attempt,
            &*first[0].body,
            &*first[0].msg_id
        ),
        (id, 1, "{\"a\":1}", "m1")
    );
    assert!(claim(&*store, NOW).await.is_empty());
}

pub async fn are_given_up_or_delivered(bench: &dyn Bench) {
    let (store, id) = with_callback(bench).await;
    let message = claim(&*store, NOW).await.remove(0);
    let again = Posted::Again {
        status: Some(500),
        error: "busy\0".to_owned(),
        delay: LONG,
    };
    assert!(store.callback_posted(&message, NOW, &again).await.unwrap());
    assert!(
        !store.callback_posted(&message, NOW, &again).await.unwrap(),
        "said twice"
    );
    assert!(
        claim(&*store, NOW + LONG - Duration::from_millis(1))
            .await
            .is_empty()
    );
    let state = store.callbacks(id).await.unwrap().remove(0);
    assert_eq!(
        (state.attempt, state.last_status, state.next_at),
        (1, Some(500), Some(NOW + LONG))
    );

    let message = claim(&*store, NOW + LONG).await.remove(0);
    assert_eq!(message.attempt, 2);
    assert!(
        store
            .callback_posted(&message, NOW + LONG, &Posted::Done { status: 204 })
            .await
            .unwrap()
    );
    let state = store.callbacks(id).await.unwrap().remove(0);
    assert_eq!(
        (
            state.done_at,
            state.next_at,
            state.last_status,
            state.last_error
        ),
        (Some(NOW + LONG), None, Some(204), None)
    );
    assert!(claim(&*store, Timestamp(i64::MAX)).await.is_empty());
}

pub async fn are_redelivered(bench: &dyn Bench) {
    let (store, id) = with_callback(bench).await;
    let message = claim(&*store, NOW).await.remove(0);
    let dead = Posted::Dead {
        status: Some(410),
        error: "gone".to_owned(),
    };
    assert!(store.callback_posted(&message, NOW, &dead).await.unwrap());
    assert_eq!(store.callbacks(id).await.unwrap()[0].dead_at, Some(NOW));
    assert!(!store.redeliver(TaskId::new(), "m1").await.unwrap());
    assert!(store.redeliver(id, "m1").await.unwrap());
    let message = claim(&*store, NOW).await.remove(0);
    assert_eq!(
        (message.attempt, message.first_attempt),
        (2, 1),
        "the schedule starts again"
    );
    assert_eq!(store.callbacks(id).await.unwrap()[0].dead_at, None);
}

pub async fn are_forgotten(bench: &dyn Bench) {
    let (store, id) = with_callback(bench).await;
    let forget = async |end: Timestamp| store.forget_callbacks(end, 9).await.unwrap();
    assert_eq!(forget(Timestamp(i64::MAX)).await, 0, "it waits");
    let message = claim(&*store, NOW).await.remove(0);
    let done = Posted::Done { status: 200 };
    assert!(store.callback_posted(&message, NOW, &done).await.unwrap());
    assert_eq!(forget(NOW).await, 0, "it is not old");
    assert!(store.redeliver(id, "m1").await.unwrap());
    assert_eq!(forget(Timestamp(i64::MAX)).await, 0, "it waits again");
    let message = claim(&*store, NOW).await.remove(0);
    assert!(store.callback_posted(&message, NOW, &done).await.unwrap());
    assert_eq!(forget(NOW + Duration::from_millis(1)).await, 1);
    assert!(store.callbacks(id).await.unwrap().is_empty());
}

pub async fn of_a_dead_process_are_taken_over(bench: &dyn Bench) {
    let (store, _) = with_callback(bench).await;
    let late = claim(&*store, NOW).await.remove(0);
    let after = NOW + LEASE + Duration::from_millis(1);
    let message = claim(&*store, after).await.remove(0);
    assert_eq!((late.attempt, message.attempt), (1, 2));
    let done = Posted::Done { status: 200 };
    assert!(
        !store.callback_posted(&late, after, &done).await.unwrap(),
        "another process has it"
    );
    assert!(store.callback_posted(&message, after, &done).await.unwrap());
}
