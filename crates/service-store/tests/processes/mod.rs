//! Workers that are processes of their own: killed, stopped for a while, and in parallel.
//!
//! A process is this test program again: its `process` test does nothing but what the environment says.

#![allow(dead_code, reason = "each database uses what it needs")]

mod child;
mod kills;
mod many;
mod one_key;
mod stops;

use std::sync::Arc;
use std::time::Duration;

use service::Project;
use service::ports::Store;
use service::project::NewProject;
use service_store::{PostgresStore, SqliteStore};

pub use child::be_a_process;
pub use kills::kills_lose_and_double_nothing;
pub use many::many_builds_go_by_priority;
pub use one_key::one_key_in_two_processes_is_one_build;
pub use stops::a_worker_that_was_stopped_writes_nothing;

/// Longer than a test takes.
const LONG: Duration = Duration::from_secs(120);

/// How long a build is its worker's.
const LEASE: Duration = Duration::from_millis(2000);

/// How often something is done: `variable` says it for a whole run.
fn times(variable: &str, shortened: usize) -> usize {
    std::env::var(variable)
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(shortened)
}

/// Where a database is: `sqlite:PATH` or `postgres:ADDRESS`.
#[derive(Clone, Debug)]
pub struct Place(pub String);

impl Place {
    pub async fn open(&self) -> Arc<dyn Store> {
        let (kind, address) = self.0.split_once(':').unwrap();
        match kind {
            "sqlite" => Arc::new(SqliteStore::open(address.as_ref()).unwrap()),
            "postgres" => Arc::new(PostgresStore::connect(address, 4).await.unwrap()),
            _ => panic!("{kind}"),
        }
    }

    /// Whether nobody is in the middle of a write that others wait for. In SQLite that is any write: a process that is
    /// stopped there holds up the others until it goes on. In PostgreSQL it is none.
    fn can_be_written_to(&self) -> bool {
        let Some(path) = self.0.strip_prefix("sqlite:") else {
            return true;
        };
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.busy_timeout(Duration::from_millis(100)).unwrap();
        connection
            .execute_batch("BEGIN IMMEDIATE; ROLLBACK")
            .is_ok()
    }
}

/// A project whose builds may be attempted as often as their workers are killed.
async fn add_project(store: &dyn Store) -> Project {
    let many = |settings: &mut NewProject| {
        settings.limits.running = 1000;
        settings.limits.queued = 100_000;
        settings.limits.attempts = 100;
    };
    crate::working::add_project(store, many).await
}
