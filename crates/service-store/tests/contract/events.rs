//! Events are numbered from 1 without gaps.

use std::sync::Arc;

use service::ports::store::{Fenced, Lease};
use service::{EventKind, Status, Timestamp};

use super::support::{Bench, build, cancel, event_names, finish, output, with_claim};

/// A worker writes 100 times while others ask for a stop and read: a reader that continues behind the last number that it
/// has misses nothing.
pub async fn are_numbered_without_gaps(bench: &dyn Bench) {
    let (store, claim) = with_claim(bench).await;
    let id = claim.lease.task_id;
    let reader = tokio::spawn({
        let store = bench.another().await;
        async move {
            let mut seen = Vec::new();
            while seen
                .last()
                .is_none_or(|last: &service::Event| last.kind.name() != "end")
            {
                let after = seen.last().map_or(0, |last| last.seq);
                seen.extend(store.events(id, after, 7).await.unwrap());
            }
            seen
        }
    });
    let canceller = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.cancel(id, &cancel()).await }
    });
    let mut lease = claim.lease;
    for number in 0..100_u32 {
        let events: Vec<EventKind> = (0..number % 4)
            .map(|part| output(&format!("{number}.{part}")))
            .collect();
        assert_eq!(
            store.append(&lease, &events).await.unwrap(),
            Fenced::Written
        );
        lease = Lease {
            writes: lease.writes + 1,
            ..lease
        };
    }
    canceller.await.unwrap().unwrap();
    assert_eq!(
        finish(&*store, &lease, Status::Cancelled).await,
        Fenced::Written
    );

    let seen = reader.await.unwrap();
    assert!(seen.iter().map(|event| event.seq).eq(1..=seen.len() as u64));
    assert_eq!(seen, store.events(id, 0, 1000).await.unwrap());
    assert_eq!(seen.len(), 2 + 150 + 1 + 1);
}

pub async fn are_read_in_parts(bench: &dyn Bench) {
    let (store, claim) = with_claim(bench).await;
    let id = claim.lease.task_id;
    store
        .append(&claim.lease, &[output("a"), output("b")])
        .await
        .unwrap();
    let part = store.events(id, 2, 1).await.unwrap();
    assert_eq!((part.len(), part[0].seq, part[0].attempt), (1, 3, 1));
    assert!(part[0].at > Timestamp(0));
    assert_eq!(
        store.events(id, 0, 1).await.unwrap()[0].attempt,
        0,
        "nobody had claimed it"
    );
    assert_eq!(store.events(id, 4, 9).await.unwrap(), []);
}

pub async fn can_be_forgotten_and_the_build_cannot(bench: &dyn Bench) {
    let (store, claim) = with_claim(bench).await;
    let id = claim.lease.task_id;
    let future = Timestamp(i64::MAX);
    assert_eq!(
        store.forget_events(future, 9).await.unwrap(),
        0,
        "it has not ended"
    );
    finish(&*store, &claim.lease, Status::Completed).await;
    assert_eq!(
        store.forget_events(Timestamp(1), 9).await.unwrap(),
        0,
        "it ended later"
    );
    assert_eq!(event_names(&*store, id).await, ["queued", "claimed", "end"]);
    assert_eq!(store.forget_events(future, 9).await.unwrap(), 1);
    assert_eq!(store.forget_events(future, 9).await.unwrap(), 0);
    let left = store.events(id, 0, 9).await.unwrap();
    assert_eq!(
        (left.len(), left[0].seq, left[0].kind.name()),
        (1, 3, "end")
    );
    assert_eq!(build(&*store, id).await.status, Status::Completed);
}
