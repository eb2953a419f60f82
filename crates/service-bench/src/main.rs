//! Measures the build service beside what its machine can do at most, and sees to it that nothing is lost, doubled or out
//! of order meanwhile.
//!
//! ```text
//! service-bench [--short] PROGRAM [claims|enqueue|events|queue|idle...]
//! ```
//!
//! `PROGRAM` is `tachikoma-serve`. PostgreSQL is that of `TK_POSTGRES_BIN`, or Debian's. Prints a JSON list of rows, each
//! with `name`, `measured` and `note`; `--short` does the same with less of everything. Times are printed and not judged:
//! the exit code is 1 only where a result is wrong, or nothing could be measured.

mod bench;
mod builds;
mod claims;
mod enqueue;
mod events;
mod floor;
mod http;
mod idle;
mod nothing;
mod place;
mod plan;
mod process;
mod queue;
mod row;
mod served;
#[allow(
    clippy::unwrap_used,
    reason = "a server that cannot be started ends the measurement"
)]
#[path = "../../service-store/tests/server/mod.rs"]
mod server;
mod spread;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use serde_json::Value;

use bench::Bench;
use place::{Databases, Kind};
use plan::Plan;
use row::Row;

const MEASURES: [&str; 5] = ["claims", "enqueue", "events", "queue", "idle"];
const USAGE: &str = "Usage: service-bench [--short] PROGRAM [claims|enqueue|events|queue|idle...]";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some(process::WORKER) => process::work(&arguments[1..]).await,
        _ => measure(&arguments).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where nobody listens, the exit code says it.
            let _ = writeln!(io::stderr(), "service-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(arguments: &[String]) -> Result<()> {
    let is_short = arguments.first().is_some_and(|word| word == "--short");
    let plan = if is_short {
        Plan::short()
    } else {
        Plan::whole()
    };
    let Some((program, names)) = arguments[usize::from(is_short)..].split_first() else {
        bail!(USAGE);
    };
    if let Some(unknown) = names.iter().find(|it| !MEASURES.contains(&it.as_str())) {
        bail!("there is nothing to measure as {unknown}\n{USAGE}");
    }
    let program = PathBuf::from(program);
    let databases = Databases::start()?;
    let mut rows = Vec::new();
    for name in MEASURES {
        if !names.is_empty() && !names.iter().any(|it| it == name) {
            continue;
        }
        for kind in Kind::ALL {
            let _ = writeln!(io::stderr(), "service-bench: {name}, {kind}");
            let bench = Bench {
                databases: &databases,
                kind,
                plan: &plan,
                program: &program,
            };
            let measured = one(name, &bench).await?;
            for row in &measured {
                let _ = writeln!(io::stderr(), "service-bench: {}", row.text());
            }
            rows.extend(measured);
        }
    }
    let rows: Vec<Value> = rows.iter().map(Row::json).collect();
    writeln!(io::stdout(), "{}", Value::from(rows))?;
    Ok(())
}

async fn one(name: &str, bench: &Bench<'_>) -> Result<Vec<Row>> {
    match name {
        "claims" => claims::run(bench).await,
        "enqueue" => enqueue::run(bench).await,
        "events" => events::run(bench).await,
        "queue" => queue::run(bench).await,
        _ => idle::run(bench).await,
    }
}
