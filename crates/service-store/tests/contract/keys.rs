//! The same request is the same build.

use std::sync::Arc;
use std::time::Duration;

use service::ports::Store;
use service::ports::store::{BuildFilter, IdempotencyKey, Submitted};

use super::support::{Bench, cancel, new_build, with_project};

fn key(request: &str) -> IdempotencyKey {
    IdempotencyKey {
        scope: "token".to_owned(),
        key: "k".to_owned(),
        request_sha256: request.to_owned(),
    }
}

/// 40 at once, in two processes.
pub async fn make_one_build(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let stores: [Arc<dyn Store>; 2] = [Arc::clone(&store), bench.another().await];
    let requests: Vec<_> = (0..40)
        .map(|number| {
            let (store, build) = (Arc::clone(&stores[number % 2]), new_build(&project));
            tokio::spawn(async move { store.submit(&build, Some(&key("same"))).await.unwrap() })
        })
        .collect();
    let (mut queued, mut again) = (Vec::new(), Vec::new());
    for request in requests {
        match request.await.unwrap() {
            Submitted::Queued(id) => queued.push(id),
            Submitted::Again(id) => again.push(id),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((queued.len(), again.len()), (1, 39));
    assert!(again.iter().all(|id| *id == queued[0]));
    assert_eq!(
        store
            .builds(&BuildFilter::default(), 9)
            .await
            .unwrap()
            .len(),
        1
    );
}

pub async fn of_another_request_are_refused(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let submit =
        async |key: &IdempotencyKey| store.submit(&new_build(&project), Some(key)).await.unwrap();
    assert!(matches!(submit(&key("one")).await, Submitted::Queued(_)));
    assert_eq!(submit(&key("other")).await, Submitted::KeyReused);
    let of_another_token = IdempotencyKey {
        scope: "other".to_owned(),
        ..key("other")
    };
    assert!(matches!(
        submit(&of_another_token).await,
        Submitted::Queued(_)
    ));
}

pub async fn of_a_full_queue_are_free_again(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    let mut build = new_build(&project);
    build.max_queued = 1;
    let Submitted::Queued(first) = store.submit(&build, None).await.unwrap() else {
        panic!()
    };
    let mut second = new_build(&project);
    second.max_queued = 1;
    assert_eq!(
        store.submit(&second, Some(&key("x"))).await.unwrap(),
        Submitted::QueueFull
    );
    store.cancel(first, &cancel()).await.unwrap();
    assert_eq!(
        store.submit(&second, Some(&key("x"))).await.unwrap(),
        Submitted::Queued(second.task_id)
    );
}

pub async fn are_forgotten_in_the_end(bench: &dyn Bench) {
    let (store, project) = with_project(bench).await;
    store
        .submit(&new_build(&project), Some(&key("one")))
        .await
        .unwrap();
    assert_eq!(store.forget_keys(Duration::from_secs(60)).await.unwrap(), 0);
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(store.forget_keys(Duration::ZERO).await.unwrap(), 1);
    assert!(matches!(
        store
            .submit(&new_build(&project), Some(&key("other")))
            .await
            .unwrap(),
        Submitted::Queued(_)
    ));
}
