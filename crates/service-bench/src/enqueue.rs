//! How long it takes to ask for a build over HTTP, while workers claim and end builds: on SQLite in the same process, on
//! PostgreSQL in another one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use service::{Status, TaskId};
use tokio::sync::Mutex;
use tokio::time::sleep_until;

use crate::bench::Bench;
use crate::builds;
use crate::http::Connection;
use crate::place::Kind;
use crate::process::WorkerProcess;
use crate::row::Row;
use crate::served::{Served, Work};
use crate::spread::Spread;

/// Builds that are asked for in a second.
const RATES: [u32; 2] = [50, 200];

/// Connections that are kept.
const CONNECTIONS: usize = 16;

/// Builds that are done at once meanwhile.
const SLOTS: u32 = 8;

/// Measures all rates.
pub async fn run(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for rate in RATES {
        let floor = bench.floor().await?;
        let count = rate * u32::try_from(bench.plan.asking.as_secs())?;
        let spread = at_rate(bench, rate, count).await?;
        let p50 = spread.percentile(50).as_secs_f64() / floor.commit.as_secs_f64();
        rows.push(Row::new(
            format!(
                "{}: POST of a build, {rate} a second, {count} in all",
                bench.kind
            ),
            spread.text(),
            format!("p50 is {p50:.1} commits of the machine; {}", floor.text),
        ));
    }
    Ok(rows)
}

async fn at_rate(bench: &Bench<'_>, rate: u32, count: u32) -> Result<Spread> {
    let place = bench.databases.make(bench.kind).await?;
    let (work, end) = match bench.kind {
        Kind::Sqlite => (Work::Claims(SLOTS), Status::Failed),
        Kind::Postgres => (Work::Nothing, Status::Completed),
    };
    let served = Served::start(bench.program, &bench.databases.folder()?, &place, work).await?;
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        let connection = Connection::open(&served.address).await?;
        connections.push(Arc::new(Mutex::new(connection)));
    }
    add_project(&mut *connections[0].lock().await).await?;
    let _worker = match bench.kind {
        Kind::Sqlite => None,
        Kind::Postgres => Some(WorkerProcess::start(&place, "w", SLOTS)?),
    };
    let began = Instant::now();
    let requests: Vec<_> = (0..count)
        .zip(connections.iter().cycle())
        .map(|(number, connection)| {
            let due = began + Duration::from_secs(1) * number / rate;
            tokio::spawn(ask(Arc::clone(connection), due))
        })
        .collect();
    let (mut times, mut ids) = (Vec::new(), Vec::new());
    for request in requests {
        let (id, took) = request.await??;
        ids.push(id);
        times.push(took);
    }
    let store = place.open().await?;
    builds::wait_for(&*store, end, ids.len()).await?;
    builds::claims(&store, end, &ids).await?;
    Ok(Spread::of(times))
}

async fn add_project(connection: &mut Connection) -> Result<()> {
    let project = json!({
        "name": "shop",
        "repo_url": "https://example.org/shop.git",
        "limits": {"running": 10_000, "queued": 1_000_000},
    });
    let text = project.to_string();
    let (status, answer) = connection.call("POST", "/projects", &text).await?;
    ensure!(status == 201, "{status}: {answer}");
    Ok(())
}

/// Asks when it is due. Time that the connection is used by an earlier request counts, too.
async fn ask(connection: Arc<Mutex<Connection>>, due: Instant) -> Result<(TaskId, Duration)> {
    sleep_until(due.into()).await;
    let began = Instant::now();
    let body = json!({"prompt": "nothing", "auto_commit": false}).to_string();
    let mut connection = connection.lock().await;
    let path = "/projects/shop/builds";
    let (status, answer) = connection.call("POST", path, &body).await?;
    let took = began.elapsed();
    ensure!(status == 202, "{status}: {answer}");
    let id = answer["task_id"].as_str().context("no task_id")?;
    Ok((id.parse().ok().context("no id")?, took))
}
