//! Callbacks over days, on a clock that is set by hand, to a real receiver. `standardwebhooks` verifies what arrives: it
//! has its own HMAC.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod bench;
mod receiver;

use std::sync::Arc;
use std::time::Duration;

use bench::{Bench, KEY, NEW_KEY, settings};
use receiver::Answer;
use service::{TaskId, Timestamp};
use service_callback::{Deliveries, Keys};

const HOUR: u64 = 3600;

/// Seconds between the tries.
const SCHEDULE: [u64; 9] = [
    5,
    300,
    1800,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
];

const MILLISECOND: Duration = Duration::from_millis(1);

/// Sets the clock to the next try, not before which nothing is posted, and posts. Says how long the wait was.
async fn next_try(bench: &Bench, deliveries: &Arc<Deliveries>, id: TaskId) -> Duration {
    let before = service::ports::Clock::now(&*bench.clock);
    let next = bench.state(id).await.next_at.unwrap();
    bench.clock.set(next - MILLISECOND);
    assert_eq!(deliveries.post_due().await.unwrap(), 0, "it is not due");
    bench.clock.set(next);
    assert_eq!(deliveries.post_due().await.unwrap(), 1);
    next.since(before)
}

fn assert_near(wait: Duration, seconds: u64) {
    let (least, most) = (seconds as f64 * 0.9, seconds as f64 * 1.1);
    assert!(
        (least..=most).contains(&wait.as_secs_f64()),
        "{wait:?} is not about {seconds} s"
    );
}

#[tokio::test]
async fn ten_tries_are_made_in_three_days_and_then_no_more() {
    let bench = Bench::new().await;
    let deliveries = bench.deliveries();
    let id = bench.ended().await;
    for _ in 0..20 {
        bench.receiver.answer(Answer::Status(500, ""));
    }
    assert_eq!(
        deliveries.post_due().await.unwrap(),
        1,
        "the first one is at once"
    );
    for seconds in SCHEDULE {
        assert_near(next_try(&bench, &deliveries, id).await, seconds);
    }
    let state = bench.state(id).await;
    assert_eq!(
        (state.attempt, state.next_at, state.last_status),
        (10, None, Some(500))
    );
    assert!(state.dead_at.is_some() && state.done_at.is_none());
    bench.clock.set(Timestamp(i64::MAX / 2));
    assert_eq!(deliveries.post_due().await.unwrap(), 0);

    let requests = bench.receiver.requests();
    assert_eq!((requests.len(), bench.receiver.connections()), (10, 10));
    assert_eq!(requests[0].line, "POST /hook?a=b HTTP/1.1");
    let mut times = Vec::new();
    for request in &requests {
        assert_eq!(request.body, requests[0].body);
        assert_eq!(
            request.headers["webhook-id"],
            requests[0].headers["webhook-id"]
        );
        assert_eq!(request.headers["content-type"], "application/json");
        times.push(request.headers["webhook-timestamp"].parse::<i64>().unwrap());
    }
    assert!(
        times.windows(2).all(|pair| pair[0] < pair[1]),
        "each try has its own time: {times:?}"
    );
    bench.clock.set(Timestamp::of_this_machine());
    assert!(
        requests
            .iter()
            .all(|request| bench.verifies(KEY, bench.project.id, request))
    );
}

#[tokio::test]
async fn nothing_follows_a_delivery() {
    let bench = Bench::new().await;
    let deliveries = bench.deliveries();
    let id = bench.ended().await;
    for _ in 0..3 {
        bench.receiver.answer(Answer::Status(502, ""));
    }
    deliveries.post_due().await.unwrap();
    for _ in 0..3 {
        next_try(&bench, &deliveries, id).await;
    }
    let state = bench.state(id).await;
    assert_eq!(
        (
            state.attempt,
            state.last_status,
            state.next_at,
            state.last_error
        ),
        (4, Some(204), None, None)
    );
    assert!(state.done_at.is_some());
    assert_eq!(deliveries.post_due().await.unwrap(), 0);
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_not_asked_again() {
    let bench = Bench::new().await;
    let deliveries = bench.deliveries();
    let id = bench.ended().await;
    bench
        .receiver
        .answer(Answer::Status(410, "retry-after: 1\r\n"));
    deliveries.post_due().await.unwrap();
    let state = bench.state(id).await;
    assert_eq!(
        (state.attempt, state.last_status, state.next_at),
        (1, Some(410), None)
    );
    assert!(state.dead_at.is_some());
}

#[tokio::test]
async fn a_receiver_may_ask_for_a_longer_wait() {
    let bench = Bench::new().await;
    let deliveries = bench.deliveries();
    let id = bench.ended().await;
    bench
        .receiver
        .answer(Answer::Status(429, "retry-after: 120\r\n"));
    bench
        .receiver
        .answer(Answer::Status(503, "retry-after: 1\r\n"));
    bench.receiver.answer(Answer::Status(
        503,
        "retry-after: Fri, 31 Dec 2100 23:59:59 GMT\r\n",
    ));
    deliveries.post_due().await.unwrap();
    assert_eq!(
        next_try(&bench, &deliveries, id).await,
        Duration::from_secs(120),
        "5 s were its turn"
    );
    assert_near(next_try(&bench, &deliveries, id).await, 300);
    assert_eq!(
        next_try(&bench, &deliveries, id).await,
        Duration::from_secs(24 * HOUR),
        "a day at most"
    );
}

#[tokio::test]
async fn receivers_with_the_old_and_with_the_new_secret_verify_while_the_key_is_replaced() {
    let bench = Bench::new().await;
    let key = |text: &str| text.parse().unwrap();
    let stages = [
        (Keys::new(key(KEY), None), [true, false]),
        (Keys::new(key(NEW_KEY), Some(key(KEY))), [true, true]),
        (Keys::new(key(NEW_KEY), None), [false, true]),
    ];
    for (stage, (keys, verified)) in stages.into_iter().enumerate() {
        bench.ended().await;
        bench
            .deliveries_with(settings(keys))
            .post_due()
            .await
            .unwrap();
        let request = &bench.receiver.requests()[stage];
        let by = [KEY, NEW_KEY].map(|key| bench.verifies(key, bench.project.id, request));
        assert_eq!(by, verified, "stage {stage}");
    }
}

#[tokio::test]
async fn a_receiver_cannot_sign_for_another_project() {
    let bench = Bench::new().await;
    bench.ended().await;
    bench.deliveries().post_due().await.unwrap();
    let request = bench.receiver.requests().remove(0);
    assert!(bench.verifies(KEY, bench.project.id, &request));
    assert!(!bench.verifies(KEY, bench::project("other").id, &request));
    let mut changed = request.clone();
    changed.body = changed.body.replace("true", "false");
    assert!(!bench.verifies(KEY, bench.project.id, &changed));
}

#[tokio::test]
async fn a_callback_is_posted_again_when_somebody_asks_for_it() {
    let bench = Bench::new().await;
    let deliveries = bench.deliveries();
    let id = bench.ended().await;
    bench.receiver.answer(Answer::Status(410, ""));
    bench.receiver.answer(Answer::Status(500, ""));
    deliveries.post_due().await.unwrap();
    let dead = bench.state(id).await;
    assert!(bench.store.redeliver(id, &dead.msg_id).await.unwrap());
    assert_eq!(deliveries.post_due().await.unwrap(), 1, "at once");
    assert_near(next_try(&bench, &deliveries, id).await, 5);
    assert!(bench.state(id).await.done_at.is_some());
    let requests = bench.receiver.requests();
    assert!(
        requests
            .iter()
            .all(|it| it.body == requests[0].body && it.headers["webhook-id"] == dead.msg_id)
    );
}

#[tokio::test]
async fn what_a_dead_process_was_posting_is_posted_by_another_one() {
    let bench = Bench::new().await;
    let deliveries = bench.deliveries();
    let id = bench.ended().await;
    let now = service::ports::Clock::now(&*bench.clock);
    let lease = deliveries.pace.lease;
    assert_eq!(
        bench
            .store
            .claim_callbacks(now, lease, 9)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        deliveries.post_due().await.unwrap(),
        0,
        "the other one has it"
    );
    bench.clock.set(now + lease + MILLISECOND);
    assert_eq!(deliveries.post_due().await.unwrap(), 1);
    assert_eq!(bench.state(id).await.attempt, 2);
}

#[tokio::test]
async fn two_processes_post_each_callback_once() {
    let bench = Bench::new().await;
    for _ in 0..50 {
        bench.ended().await;
    }
    let other = Arc::new(Deliveries {
        store: Arc::new(service_store::SqliteStore::open(&bench.folder.path().join("db")).unwrap()),
        callbacks: Arc::clone(&bench.deliveries().callbacks),
        clock: Arc::clone(&bench.clock) as _,
        pace: service_callback::Pace {
            at_once: 3,
            ..Default::default()
        },
    });
    let one = Arc::new(Deliveries {
        store: Arc::clone(&bench.store),
        callbacks: Arc::clone(&other.callbacks),
        clock: Arc::clone(&other.clock),
        pace: other.pace.clone(),
    });
    let (ours, theirs) = tokio::join!(one.post_due(), other.post_due());
    assert_eq!(ours.unwrap() + theirs.unwrap(), 50);
    let mut ids: Vec<String> = bench
        .receiver
        .requests()
        .into_iter()
        .map(|it| it.headers["webhook-id"].clone())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), bench.receiver.connections()), (50, 50));
}
