//! Events that are followed over connections which are cut at random: no gap, no double.
//!
//! `TACHIKOMA_CUTS=10000` cuts that often; without it, some hundred times.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod proxy;
mod service;

use std::time::Duration;

use ::service::event::Stream;
use ::service::{EventKind, Status, TaskId};
use proxy::Proxy;
use service::Service;
use service_client::{Client, ClientError, Pace, Settings, Update};

/// Events of each build.
const EVENTS: usize = 200;

fn cuts() -> usize {
    std::env::var("TACHIKOMA_CUTS").map_or(300, |text| text.parse().unwrap())
}

fn client(port: u16, patience: Duration) -> Client {
    let address = format!("http://127.0.0.1:{port}").parse().unwrap();
    Client::new(Settings {
        pace: Pace {
            first: Duration::from_millis(1),
            longest: Duration::from_millis(20),
            patience,
        },
        ..Settings::new(address)
    })
    .unwrap()
}

/// The numbers and texts of all events, and how often the connection was lost.
async fn read(client: &Client, id: TaskId) -> (Vec<(u64, String)>, usize) {
    let (mut events, mut losses) = (Vec::new(), 0);
    let mut follower = client.follow(id, 0);
    while let Some(update) = follower.next().await.unwrap() {
        match update {
            Update::Lost(_) => losses += 1,
            Update::Event(event) => {
                assert_eq!(event.event.as_ref().unwrap().seq, event.seq);
                events.push((event.seq, event.json.clone()));
            }
        }
    }
    (events, losses)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_event_is_missed_or_seen_twice() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let (mut losses, mut seed) = (0, 0);
    while losses < cuts() {
        let id = service.server.build(&project).await;
        let mut claim = service.server.claim().await;
        let mut readers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            seed += 1;
            let proxy = Proxy::start(service.port, seed, 2500).await;
            readers
                .spawn(async move { read(&client(proxy.port, Duration::from_secs(60)), id).await });
        }
        let mut random = fastrand::Rng::new();
        for _ in 0..EVENTS - 3 {
            let text = "ä\"\n\u{1b}".repeat(random.usize(1..100));
            let stream = Stream::Stdout;
            service
                .happens(&mut claim, &[EventKind::Output { stream, text }])
                .await;
        }
        let lease = claim.lease.clone();
        service
            .server
            .finish(&claim, &lease, Status::Completed)
            .await;
        let whole = read(&client(service.port, Duration::from_secs(60)), id).await;
        assert!(whole.0.iter().map(|it| it.0).eq(1..=EVENTS as u64));
        assert_eq!(whole.1, 0);
        for (events, lost) in readers.join_all().await {
            assert_eq!(events, whole.0);
            losses += lost;
        }
    }
}

/// A long poll whose answer is lost is asked again.
#[tokio::test(flavor = "multi_thread")]
async fn waiting_survives_a_cut() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let id = service.server.build(&project).await;
    let claim = service.server.claim().await;
    let proxy = Proxy::losing_answers(service.port, 3).await;
    let asked = client(proxy.port, Duration::from_secs(60));
    let waiting = tokio::spawn(async move {
        let mut losses = 0;
        let build = asked.ended_build(id, |_| losses += 1).await.unwrap();
        (build.build.status, losses)
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let lease = claim.lease.clone();
    service.server.finish(&claim, &lease, Status::Failed).await;
    let (status, losses) = waiting.await.unwrap();
    assert_eq!(status, Status::Failed);
    assert_eq!(losses, 1);
}

/// A service that is gone for longer than anybody waits.
#[tokio::test(flavor = "multi_thread")]
async fn patience_ends() {
    let service = Service::start().await;
    let project = service.server.project().await;
    let id = service.server.build(&project).await;
    let proxy = Proxy::start(service.port, 7, usize::MAX).await;
    let mut follower = client(proxy.port, Duration::from_millis(300)).follow(id, 0);
    assert!(matches!(follower.next().await, Ok(Some(Update::Event(_)))));
    proxy.stop();
    let began = std::time::Instant::now();
    let mut losses = 0;
    let error = loop {
        match follower.next().await {
            Ok(Some(Update::Lost(_))) => losses += 1,
            Ok(other) => panic!("{other:?}"),
            Err(error) => break error,
        }
    };
    assert!(
        matches!(error, ClientError::Unreachable { .. }),
        "{error:?}"
    );
    assert!(
        losses > 3 && began.elapsed() < Duration::from_secs(10),
        "{losses}"
    );
}

/// The answer to a request with a key is lost: it is sent again, and there is one build.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_asked_for_again() {
    let service = Service::start().await;
    service.server.project().await;
    let spec = ::service::BuildSpec::of("Add a page");
    let mut is_again = 0;
    for seed in 0..20 {
        let proxy = Proxy::losing_answers(service.port, seed).await;
        let asked = client(proxy.port, Duration::from_secs(60));
        let key = format!("key-{seed}");
        let answered = asked.create_build("shop", &spec, Some(&key)).await.unwrap();
        is_again += usize::from(answered.is_again);
        let none = asked.create_build("shop", &spec, None).await;
        assert!(none.is_ok(), "only the first answer is lost");
    }
    assert_eq!(is_again, 20);
    let direct = client(service.port, Duration::from_secs(60));
    let part = service_api::Part {
        after: None,
        limit: Some(200),
    };
    let builds = direct
        .builds("shop", service_api::Which::default(), &part)
        .await
        .unwrap();
    assert_eq!(builds.items.len(), 40);
}
