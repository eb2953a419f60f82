//! What the service costs when it has nothing to do, and how fast it starts.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::bench::Bench;
use crate::place::Kind;
use crate::plan::Plan;
use crate::row::Row;
use crate::served::{Served, Work};
use crate::spread::{Spread, milliseconds};

/// Starts it some times, and leaves the last one alone for a while.
pub async fn run(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let Bench {
        databases,
        kind,
        plan,
        program,
    } = *bench;
    let (place, data) = (databases.make(kind).await?, databases.folder()?);
    // The first one makes the tables.
    drop(Served::start(program, &data, &place, Work::Builds).await?);
    let (mut starts, mut versions) = (Vec::new(), Vec::new());
    for _ in 0..plan.starts {
        versions.push(version(program)?);
        starts.push(
            Served::start(program, &data, &place, Work::Builds)
                .await?
                .ready_after,
        );
    }
    let started = Row::new(
        format!("{kind}: start until /readyz answers 200"),
        Spread::of(starts).text(),
        format!(
            "`--version`: {}",
            milliseconds(Spread::of(versions).percentile(50))
        ),
    );
    let served = Served::start(program, &data, &place, Work::Builds).await?;
    tokio::time::sleep(plan.settled).await;
    let idle = idle(&served, kind, plan).await?;
    Ok(vec![started, idle])
}

fn version(program: &Path) -> Result<Duration> {
    let began = Instant::now();
    let status = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "--version: {status}");
    Ok(began.elapsed())
}

async fn idle(served: &Served, kind: Kind, plan: &Plan) -> Result<Row> {
    let memory = fs::read_to_string(served.proc("smaps_rollup"))?;
    let threads = fs::read_dir(served.proc("task"))?.count();
    let before = processor_time(served)?;
    tokio::time::sleep(plan.idle).await;
    let used = processor_time(served)? - before;
    Ok(Row::new(
        format!("{kind}: idle, {} s after the start", plan.settled.as_secs()),
        format!(
            "RSS {:.1} MiB, PSS {:.1} MiB",
            mebibytes(&memory, "Rss:")?,
            mebibytes(&memory, "Pss:")?
        ),
        format!(
            "{threads} threads, {used:.2} s of the processor in {} s; aim: 30 MiB",
            plan.idle.as_secs()
        ),
    ))
}

/// `Rss:   12345 kB`
fn mebibytes(text: &str, key: &str) -> Result<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    let number = line.and_then(|rest| rest.split_whitespace().next());
    let kibibytes: f64 = number.context("no such line")?.parse()?;
    Ok(kibibytes / 1024.0)
}

/// Seconds of all threads, in the kernel, too.
fn processor_time(served: &Served) -> Result<f64> {
    let stat = fs::read_to_string(served.proc("stat"))?;
    // The name of the program, in parentheses, may have spaces.
    let (_, fields) = stat.rsplit_once(") ").context("no name")?;
    let ticks: Result<Vec<u64>, _> = fields.split(' ').skip(11).take(2).map(str::parse).collect();
    let ticks: u64 = ticks?.iter().sum();
    Ok(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_as_the_kernel_writes_it() {
        let text =
            "0-1 ---p 0 0:0 0 [rollup]\nRss:               20480 kB\nPss:                1536 kB\n";
        assert_eq!(mebibytes(text, "Rss:").unwrap(), 20.0);
        assert_eq!(mebibytes(text, "Pss:").unwrap(), 1.5);
        assert!(mebibytes(text, "Swap:").is_err());
    }
}
