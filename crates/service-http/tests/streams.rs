//! Streams that are cut at random have neither gaps nor doubles.
//!
//! `TACHIKOMA_CUTS=10000` cuts that often; without it, some hundred times.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod readers;
mod server;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use axum::http::Method;
use readers::{Kind, Reader};
use serde_json::json;
use server::{Server, call};
use service::event::Stream;
use service::ports::store::{Claim, Lease};
use service::ports::{StopReason, Store};
use service::{EventKind, Status};

const CLIENTS: usize = 50;
const EVENTS: usize = 200;

fn cuts() -> usize {
    std::env::var("TACHIKOMA_CUTS").map_or(500, |text| text.parse().unwrap())
}

fn output(random: &mut fastrand::Rng) -> EventKind {
    EventKind::Output {
        stream: Stream::Stdout,
        text: "ä\"\n".repeat(random.usize(1..200)),
    }
}

/// Appends events in batches, with pauses, and says the lease of the next write.
async fn write(store: &dyn Store, claim: &Claim, count: usize, pause: Duration) -> Lease {
    // Other batches end elsewhere each time.
    let mut random = fastrand::Rng::new();
    let (mut lease, mut left) = (claim.lease.clone(), count);
    while left > 0 {
        let size = random.usize(1..=5).min(left);
        let events: Vec<EventKind> = (0..size).map(|_| output(&mut random)).collect();
        store.append(&lease, &events).await.unwrap();
        lease.writes += 1;
        left -= size;
        tokio::time::sleep(pause).await;
    }
    lease
}

/// Reads all events of a build with cuts, one connection after the other.
async fn read_all(reader: Reader, seed: u64, mean: usize, cuts: Arc<AtomicUsize>) -> Vec<u64> {
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut all, mut has_end): (Vec<u64>, bool) = (Vec::new(), false);
    // Who comes late has much to read at once.
    tokio::time::sleep(Duration::from_millis(random.u64(0..400))).await;
    while !has_end {
        let bytes = if reader.is_slow {
            usize::MAX
        } else {
            random.usize(1..=2 * mean)
        };
        let got = reader.read(all.last().copied().unwrap_or(0), bytes).await;
        cuts.fetch_add(usize::from(got.is_cut), SeqCst);
        all.extend(got.numbers);
        has_end |= got.has_end;
    }
    all
}

/// The most memory that this process has had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_event_is_missed_or_seen_twice() {
    let server = Server::new();
    let project = server.project().await;
    let port = server.listen().await;
    let (cuts_made, mut seed, before) = (Arc::new(AtomicUsize::new(0)), 0, peak());
    // Many cuts need short connections and, at last, more builds.
    let mean = (CLIENTS * EVENTS * 1000 / cuts()).clamp(800, 40_000);
    loop {
        let id = server.build(&project).await;
        let claim = server.claim().await;
        let mut clients = tokio::task::JoinSet::new();
        for number in 0..CLIENTS {
            let kind = [Kind::ServerSent, Kind::Lines, Kind::WebSocket][number % 3];
            let is_slow = number == 0;
            seed += 1;
            let reader = Reader {
                port,
                id,
                kind,
                is_slow,
            };
            clients.spawn(read_all(reader, seed, mean, Arc::clone(&cuts_made)));
        }
        let lease = write(&*server.store, &claim, EVENTS - 3, Duration::from_millis(5)).await;
        server.finish(&claim, &lease, Status::Completed).await;
        for numbers in clients.join_all().await {
            assert!(numbers.iter().copied().eq(1..=EVENTS as u64), "{numbers:?}");
        }
        if cuts_made.load(SeqCst) >= cuts() {
            break;
        }
    }
    let grown = (peak() - before) / 1024;
    assert!(grown <= 64, "the service and its readers took {grown} MiB");
}

/// Who has everything is told so: a browser would reconnect for ever otherwise.
#[tokio::test]
async fn behind_the_end_there_is_nothing_to_wait_for() {
    let server = Server::new();
    let project = server.project().await;
    let id = server.ended(&project, &json!({"prompt": "x"})).await;
    let path = format!("/builds/{id}/events");
    let all = server.get(&path).await;
    assert_eq!(all.headers["content-type"], "text/event-stream");
    assert_eq!(
        (
            &all.headers["cache-control"],
            &all.headers["x-accel-buffering"]
        ),
        (&"no-store".parse().unwrap(), &"no".parse().unwrap())
    );
    let ids: Vec<&str> = all
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("id: "))
        .collect();
    assert_eq!(ids, ["1", "2", "3"]);
    let behind = call(
        server.app(),
        Method::GET,
        &path,
        &[("last-event-id", "3")],
        "",
    )
    .await;
    assert_eq!((behind.status.as_u16(), &*behind.text), (204, ""));
    let lines = call(
        server.app(),
        Method::GET,
        &path,
        &[("accept", "application/x-ndjson")],
        "",
    )
    .await;
    let last: serde_json::Value = serde_json::from_str(lines.text.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["kind"], &last["data"]["status"]),
        (&json!("end"), &json!("completed"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_there_at_once_and_silence_is_filled() {
    let mut server = Server::new();
    server.api.pace.heartbeat = Duration::from_millis(100);
    server.api.pace.poll = Duration::from_secs(60);
    let project = server.project().await;
    let port = server.listen().await;
    let id = server.build(&project).await;
    let claim = server.claim().await;
    let reader = Reader {
        port,
        id,
        kind: Kind::WebSocket,
        is_slow: false,
    };
    let reading = tokio::spawn(async move { reader.read(2, usize::MAX).await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    let began = std::time::Instant::now();
    server
        .finish(&claim, &claim.lease.clone(), Status::Completed)
        .await;
    let got = reading.await.unwrap();
    assert_eq!((got.numbers, got.has_end), (vec![3], true));
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
}

/// Streams end when the service stops, although no build has ended.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_stops_lets_its_readers_go() {
    let server = Server::new();
    let project = server.project().await;
    let id = server.build(&project).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = tokio::spawn(service_http::serve(
        listener,
        server.app(),
        server.api.stop.clone(),
        service_http::Host::default(),
    ));
    let reader = Reader {
        port,
        id,
        kind: Kind::ServerSent,
        is_slow: false,
    };
    let reading = tokio::spawn(async move { reader.read(0, usize::MAX).await });
    let wait = format!("/builds/{id}?wait=60s");
    let waiting = server.get(&wait);
    let stop = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.stopper.stop(StopReason::Drain);
    };
    let (waited, ()) = tokio::join!(waiting, stop);
    assert_eq!(waited.body["status"], "pending");
    let got = tokio::time::timeout(Duration::from_secs(5), reading)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (got.numbers, got.has_end, got.is_cut),
        (vec![1], false, false)
    );
    tokio::time::timeout(Duration::from_secs(5), serving)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}
