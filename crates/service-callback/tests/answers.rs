//! Receivers that are slow, talkative or not there, and what is posted to them.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod bench;
mod receiver;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bench::{Bench, KEY, keys, post, settings};
use receiver::Answer;
use service::ports::{Delivery, MachineClock, StopReason, stopper};
use service_callback::{Deliverer, Deliveries, Pace};

fn deliverer() -> Deliverer {
    Deliverer::new(settings(keys()), Arc::new(MachineClock)).unwrap()
}

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn of_an_answer_of_30_mb_little_is_read() {
    let bench = Bench::new().await;
    for status in [200, 500] {
        bench.receiver.answer(Answer::Large(status, 30 * MIB));
        let began = Instant::now();
        let delivery = post(&deliverer(), &bench.receiver.url()).await;
        assert!(
            began.elapsed() < Duration::from_secs(1),
            "{:?}",
            began.elapsed()
        );
        match delivery {
            Delivery::Delivered { status: 200 } if status == 200 => {}
            Delivery::Failed {
                status: Some(500),
                error,
                ..
            } if status == 500 => {
                assert_eq!(error, format!("HTTP 500: {}", "x".repeat(200)));
            }
            other => panic!("{other:?}"),
        }
    }
    // The kernel's buffers take some of it.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let sent = bench.receiver.sent();
    assert!(sent < 20 * MIB, "{sent} bytes of 60 MiB were sent");
}

#[tokio::test]
async fn who_does_not_answer_in_time_is_tried_again() {
    let bench = Bench::new().await;
    bench.receiver.answer(Answer::Silence);
    let id = bench.ended().await;
    let began = Instant::now();
    bench.deliveries().post_due().await.unwrap();
    let took = began.elapsed();
    assert!((1500..4000).contains(&took.as_millis()), "{took:?}");
    let state = bench.state(id).await;
    assert!(state.next_at.is_some() && state.last_status.is_none());
    insta::assert_snapshot!(state.last_error.unwrap(), @"error sending request: operation timed out");
}

#[tokio::test]
async fn an_answer_that_does_not_end_has_a_status() {
    let bench = Bench::new().await;
    bench.receiver.answer(Answer::Dripping(200));
    let began = Instant::now();
    let delivery = post(&deliverer(), &bench.receiver.url()).await;
    assert_eq!(delivery, Delivery::Delivered { status: 200 });
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn who_is_not_there_is_tried_again() {
    let bench = Bench::new().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let Delivery::Failed {
        status: None,
        error,
        wait: None,
    } = post(&deliverer(), &format!("http://127.0.0.1:{free}/")).await
    else {
        panic!("there is nobody");
    };
    insta::assert_snapshot!(error, @"error sending request: client error (Connect): tcp connect error: Connection refused (os error 111)");
    assert_eq!(bench.receiver.connections(), 0);
}

#[tokio::test]
async fn a_long_result_is_posted_in_part() {
    let bench = Bench::new().await;
    bench
        .ended_with(&bench.receiver.url(), &"0123456789".repeat(100_000))
        .await;
    bench.deliveries().post_due().await.unwrap();
    let request = bench.receiver.requests().remove(0);
    assert!(request.body.len() <= 20_000, "{} bytes", request.body.len());
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(body["data"]["result"]["truncated"], true);
    assert!(bench.verifies(KEY, bench.project.id, &request));
}

#[tokio::test]
async fn a_callback_whose_address_is_not_allowed_any_more_is_given_up() {
    let bench = Bench::new().await;
    let id = bench.ended().await;
    let strict = service_callback::Settings::new(keys());
    bench.deliveries_with(strict).post_due().await.unwrap();
    let state = bench.state(id).await;
    assert!(state.dead_at.is_some() && bench.receiver.connections() == 0);
    let error = state
        .last_error
        .unwrap()
        .replace(&bench.receiver.port.to_string(), "PORT");
    insta::assert_snapshot!(error, @"callback_url has the scheme http; the service posts to https; it has the port PORT; the service posts to 443, 8443; it goes to 127.0.0.1, which is no public address");
}

/// The loop as the service runs it: on this machine's clock.
#[tokio::test]
async fn results_are_posted_at_once_and_slow_receivers_hold_up_nobody() {
    let bench = Bench::new().await;
    let deliveries = Arc::new(Deliveries {
        store: Arc::clone(&bench.store),
        callbacks: Arc::new(deliverer()),
        clock: Arc::new(MachineClock),
        pace: Pace {
            poll: Duration::from_secs(60),
            ..Pace::default()
        },
    });
    let (stopper, stop) = stopper();
    let running = tokio::spawn(deliveries.run(stop));
    // The loop hears of callbacks by then: nothing is found by polling here.
    tokio::time::sleep(Duration::from_millis(100)).await;
    for _ in 0..3 {
        bench.receiver.answer(Answer::Silence);
        bench.ended().await;
    }
    while bench.receiver.connections() < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let began = Instant::now();
    let id = bench.ended().await;
    while bench.state(id).await.done_at.is_none() {
        assert!(
            began.elapsed() < Duration::from_secs(1),
            "it waits for the slow ones"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stopper.stop(StopReason::Drain);
    tokio::time::timeout(Duration::from_secs(5), running)
        .await
        .unwrap()
        .unwrap();
}
