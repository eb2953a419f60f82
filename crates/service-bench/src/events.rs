//! From when a worker begins to write an event until a reader of server-sent events has it.

mod api;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};
use service::event::Stream;
use service::ports::Store;
use service::ports::store::{Fenced, Finish, Lease};
use service::{BuildResult, EventKind, Status, TaskId};
use tokio::sync::Barrier;
use tokio::time::interval;

use crate::bench::Bench;
use crate::builds;
use crate::http::Connection;
use crate::place::Kind;
use crate::row::Row;
use crate::served::{Served, Work};
use crate::spread::Spread;

const READERS: usize = 50;
const BUILDS: usize = 10;

/// From the beginning of one event to that of the next one, of whichever build.
const PACE: Duration = Duration::from_millis(10);

/// Events of a build before those that are measured: that it waits, and that it was claimed.
const BEFORE: usize = 2;

/// On SQLite the API is in the writer's process, as with a service on one machine; on PostgreSQL it is in another one.
pub async fn run(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let floor = bench.floor().await?;
    let place = bench.databases.make(bench.kind).await?;
    let store = place.open().await?;
    let (address, _api, where_it_is) = match bench.kind {
        Kind::Sqlite => {
            let (address, api) = api::start(Arc::clone(&store)).await?;
            (address, Api::Here(api), "in the writer's process")
        }
        Kind::Postgres => {
            let served = Served::start(
                bench.program,
                &bench.databases.folder()?,
                &place,
                Work::Nothing,
            )
            .await?;
            (
                served.address.clone(),
                Api::Elsewhere(served),
                "in another process",
            )
        }
    };
    let spread = measure(&store, &address, bench.plan.events / BUILDS).await?;
    let p50 = spread.percentile(50).as_secs_f64() / floor.commit.as_secs_f64();
    Ok(vec![Row::new(
        format!(
            "{}: event to reader, {READERS} readers, API {where_it_is}",
            bench.kind
        ),
        spread.text(),
        format!("p50 is {p50:.1} commits of the machine; {}", floor.text),
    )])
}

/// What answers, as long as this is there.
#[expect(dead_code, reason = "it is dropped at the end")]
enum Api {
    Here(api::Running),
    Elsewhere(Served),
}

async fn measure(store: &Arc<dyn Store>, address: &str, each: usize) -> Result<Spread> {
    let project = builds::add_project(&**store).await?;
    builds::ask(store, &project, BUILDS).await?;
    let most = u32::try_from(BUILDS)?;
    let claims = store.claim("writer", builds::LONG, most).await?;
    let mut leases: Vec<Lease> = claims.into_iter().map(|it| it.lease).collect();
    ensure!(
        leases.len() == BUILDS,
        "{} builds are claimed",
        leases.len()
    );

    let all_read = Arc::new(Barrier::new(READERS + 1));
    let readers: Vec<_> = (0..READERS)
        .map(|number| {
            let id = leases[number % BUILDS].task_id;
            let connection = address.to_owned();
            tokio::spawn(read(connection, id, Arc::clone(&all_read)))
        })
        .collect();
    all_read.wait().await;
    write(&**store, &mut leases, each).await?;
    let mut times = Vec::new();
    for reader in readers {
        let of_one = reader.await??;
        ensure!(of_one.len() == each, "{} of {each} events", of_one.len());
        times.extend(of_one);
    }
    Ok(Spread::of(times))
}

async fn write(store: &dyn Store, leases: &mut [Lease], each: usize) -> Result<()> {
    let mut pace = interval(PACE);
    for _ in 0..each {
        for lease in leases.iter_mut() {
            pace.tick().await;
            let event = EventKind::Output {
                stream: Stream::Stdout,
                text: now()?.as_nanos().to_string(),
            };
            let fenced = store.append(lease, &[event]).await?;
            ensure!(fenced == Fenced::Written, "an event: {fenced:?}");
            lease.writes += 1;
        }
    }
    let finish = Finish {
        status: Status::Completed,
        result: BuildResult::default(),
        events: Vec::new(),
        callback: None,
    };
    for lease in leases {
        store.finish(lease, &finish).await?;
    }
    Ok(())
}

/// Reads to the end of the build: how long each event of the writer took.
async fn read(address: String, id: TaskId, all_read: Arc<Barrier>) -> Result<Vec<Duration>> {
    let connection = Connection::open(&address).await?;
    let mut events = connection.events(&format!("/builds/{id}/events")).await?;
    let (mut times, mut expected) = (Vec::new(), 1);
    while let Some((number, event)) = events.next().await? {
        let now = now()?;
        ensure!(number == expected, "event {number} instead of {expected}");
        if let Some(text) = event["data"]["text"].as_str() {
            let written = Duration::from_nanos(text.parse().context("no time")?);
            times.push(now.saturating_sub(written));
        }
        if expected == u64::try_from(BEFORE)? {
            all_read.wait().await;
        }
        expected += 1;
        if event["kind"] == "end" {
            return Ok(times);
        }
    }
    anyhow::bail!("the stream ended behind event {}", expected - 1)
}

/// The same in all processes of this machine.
fn now() -> Result<Duration> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?)
}
