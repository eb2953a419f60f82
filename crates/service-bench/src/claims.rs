//! How many builds are claimed in a second, and claimed and finished.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use service::ports::Store;
use service::ports::store::{Claim, Fenced, Finish};
use service::{BuildResult, Status, TaskId};

use crate::bench::Bench;
use crate::builds;
use crate::floor::Floor;
use crate::place::Kind;
use crate::row::Row;

/// Longer than a measurement.
const LEASE: Duration = Duration::from_secs(3600);

/// What claimers do.
#[derive(Clone, Copy)]
struct Way {
    claimers: usize,
    /// A worker asks for as many as it has room for: all of its slots at first, later mostly one.
    batch: u32,
    finishes: bool,
}

const WAYS: [Way; 8] = [
    Way::claiming(1, 1),
    Way::claiming(8, 1),
    Way::claiming(64, 1),
    Way::claiming(1, 16),
    Way::claiming(8, 16),
    Way::finishing(1),
    Way::finishing(8),
    Way::finishing(64),
];

impl Way {
    const fn claiming(claimers: usize, batch: u32) -> Self {
        Self {
            claimers,
            batch,
            finishes: false,
        }
    }

    const fn finishing(claimers: usize) -> Self {
        Self {
            claimers,
            batch: 1,
            finishes: true,
        }
    }

    fn name(self, kind: Kind) -> String {
        let what = if self.finishes {
            "claim and finish"
        } else {
            "claim"
        };
        format!(
            "{kind}: {what}, {} at once, {} each",
            self.claimers, self.batch
        )
    }
}

/// Measures all ways.
pub async fn run(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for way in WAYS {
        let floor = bench.floor().await?;
        let rate = per_second(bench, way).await?;
        rows.push(row(bench.kind, way, rate, &floor));
    }
    Ok(rows)
}

fn row(kind: Kind, way: Way, rate: f64, floor: &Floor) -> Row {
    let times = rate / floor.per_second();
    Row::new(
        way.name(kind),
        format!("{rate:.0} /s"),
        format!(
            "{times:.2} for each commit that is possible; {}",
            floor.text
        ),
    )
}

async fn per_second(bench: &Bench<'_>, way: Way) -> Result<f64> {
    let count = bench.plan.claims;
    let store = bench.databases.make(bench.kind).await?.open().await?;
    let project = builds::add_project(&*store).await?;
    builds::ask(&store, &project, count).await?;
    let began = Instant::now();
    let claimers: Vec<_> = (0..way.claimers)
        .map(|number| tokio::spawn(claim_all(Arc::clone(&store), number, way)))
        .collect();
    let mut claimed = Vec::new();
    for claimer in claimers {
        claimed.extend(claimer.await??);
    }
    let took = began.elapsed();
    let different: BTreeSet<TaskId> = claimed.iter().copied().collect();
    ensure!(
        claimed.len() == count && different.len() == count,
        "of {count} builds, {} claims were of {}",
        claimed.len(),
        different.len()
    );
    Ok(count as f64 / took.as_secs_f64())
}

async fn claim_all(store: Arc<dyn Store>, number: usize, way: Way) -> Result<Vec<TaskId>> {
    let (worker, mut claimed) = (format!("w{number}"), Vec::new());
    loop {
        let claims = store.claim(&worker, LEASE, way.batch).await?;
        if claims.is_empty() {
            return Ok(claimed);
        }
        for claim in claims {
            if way.finishes {
                finish(&*store, &claim).await?;
            }
            claimed.push(claim.build.task_id);
        }
    }
}

async fn finish(store: &dyn Store, claim: &Claim) -> Result<()> {
    let finish = Finish {
        status: Status::Completed,
        result: BuildResult {
            success: true,
            ..BuildResult::default()
        },
        events: Vec::new(),
        callback: None,
    };
    let fenced = store.finish(&claim.lease, &finish).await?;
    ensure!(fenced == Fenced::Written, "the end of a build: {fenced:?}");
    Ok(())
}
