//! Waiting for builds.

use std::time::Duration;

use service::ports::store::Change;
use service::{Build, TaskId};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::{Instant, sleep, timeout_at};

use crate::failure::{Answer, Failure};
use crate::state::Shared;

const LONGEST: u64 = 60;

/// `30s` or `30`: seconds.
pub(crate) fn duration(text: &str) -> Answer<Duration> {
    let seconds: Option<u64> = text.strip_suffix('s').unwrap_or(text).parse().ok();
    match seconds {
        Some(seconds) if seconds <= LONGEST => Ok(Duration::from_secs(seconds)),
        _ => Err(Failure::field(
            "wait",
            format!("is no time: give 0s to {LONGEST}s"),
        )),
    }
}

/// The build when it has ended, or as it is when the time is over or the service stops.
pub(crate) async fn until_ended(shared: &Shared, build: Build, time: Duration) -> Answer<Build> {
    let end = Instant::now() + time;
    let id = build.task_id;
    // From here on no change is missed: the build is read again first.
    let mut changes = shared.store().changes();
    let mut stop = shared.stop.clone();
    let mut latest = build;
    loop {
        if let Some(build) = shared.store().build(id).await? {
            latest = build;
        }
        if latest.status.is_terminal() {
            return Ok(latest);
        }
        let changed = async {
            tokio::select! {
                () = until_changed(&mut changes, id, shared.pace.poll) => true,
                _ = stop.wait() => false,
            }
        };
        if !timeout_at(end, changed).await.unwrap_or(false) {
            return Ok(latest);
        }
    }
}

/// Returns when the build may have changed: it is said to have, or `poll` is over.
pub(crate) async fn until_changed(changes: &mut Receiver<Change>, id: TaskId, poll: Duration) {
    let hear = async {
        loop {
            match changes.recv().await {
                Ok(Change::Build(changed)) if changed == id => return,
                Err(RecvError::Lagged(_)) => return,
                Ok(_) => {}
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    tokio::select! {
        () = hear => {}
        () = sleep(poll) => {}
    }
}
