//! A long queue: 64 workers in four processes, with an agent that does nothing.

use std::time::Instant;

use anyhow::{Result, ensure};
use service::{Status, TaskId, Timestamp};

use crate::bench::Bench;
use crate::builds;
use crate::process::WorkerProcess;
use crate::row::Row;
use crate::spread::Spread;

const PROCESSES: u32 = 4;
const SLOTS: u32 = 16;

/// Asks for all of them, and does them afterwards.
pub async fn run(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let (kind, count) = (bench.kind, bench.plan.queue);
    let floor = bench.floor().await?;
    let place = bench.databases.make(kind).await?;
    let store = place.open().await?;
    let project = builds::add_project(&*store).await?;
    let began = Instant::now();
    let asked = builds::ask(&store, &project, count).await?;
    let asking = began.elapsed();

    let began = Instant::now();
    let workers: Result<Vec<_>> = (0..PROCESSES)
        .map(|number| WorkerProcess::start(&place, &format!("w{number}"), SLOTS))
        .collect();
    let workers = workers?;
    builds::wait_for(&*store, Status::Completed, count).await?;
    let done = began.elapsed();
    drop(workers);

    let ids: Vec<TaskId> = asked.iter().map(|it| it.id).collect();
    let at = builds::claims(&store, Status::Completed, &ids).await?;
    let claims = at.into_iter().zip(asked.iter().map(|it| it.priority));
    in_order(claims.collect())?;
    let waits = Spread::of(asked.iter().map(|it| it.took).collect());
    let per_build = done.as_secs_f64() / count as f64 / floor.commit.as_secs_f64();
    Ok(vec![
        Row::new(
            format!("{kind}: {count} builds asked for, 8 at once"),
            format!("{:.1} s", asking.as_secs_f64()),
            waits.text(),
        ),
        Row::new(
            format!("{kind}: {count} builds done, 64 workers in 4 processes"),
            format!("{:.1} s", done.as_secs_f64()),
            format!(
                "{per_build:.2} commits of the machine for a build; {}",
                floor.text
            ),
        ),
    ])
}

/// None was claimed after one that is less urgent.
fn in_order(mut claims: Vec<(Timestamp, i32)>) -> Result<()> {
    claims.sort_by_key(|(at, priority)| (*at, -priority));
    let is_wrong = |pair: &&[(Timestamp, i32)]| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1;
    let wrong = claims.windows(2).filter(is_wrong).count();
    ensure!(
        wrong == 0,
        "{wrong} builds were claimed after a less urgent one"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_that_overtakes_a_more_urgent_one_is_found() {
        let claims = |priorities: [i32; 3]| {
            let numbered = priorities.into_iter().zip(1..);
            numbered
                .map(|(priority, at)| (Timestamp(at), priority))
                .collect()
        };
        assert!(in_order(claims([3, 2, 2])).is_ok());
        assert!(in_order(claims([3, 1, 2])).is_err());
    }
}
