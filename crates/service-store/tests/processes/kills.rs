//! Workers that are killed at random points.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use service::ports::Store;
use service::{BuildSpec, Event, EventKind, Project, Status, TaskId, Timestamp};

use super::child::Process;
use super::{LEASE, LONG, Place, add_project, times};
use crate::working::{ended, events, submit};

const WORKERS: usize = 4;

/// Kills one of four workers 20 times while 80 builds are done; 500 times and 2,000 with `TACHIKOMA_KILLS=500`. Nothing is
/// lost, nothing is done twice, and what a dead worker had is taken over within its lease and a second.
pub async fn kills_lose_and_double_nothing(place: &Place) {
    let kills = times("TACHIKOMA_KILLS", 20);
    let folder = tempfile::tempdir().unwrap();
    let store = place.open().await;
    let project = add_project(&*store).await;
    let start = |number: usize| Process::worker(place, &format!("w{number}"), folder.path());
    let mut workers: Vec<Process> = (0..WORKERS).map(start).collect();
    let submitting = tokio::spawn(submit_while(Arc::clone(&store), project, kills * 4));
    let mut killed_at = Vec::new();
    for number in 0..kills {
        tokio::time::sleep(Duration::from_millis(fastrand::u64(20..150))).await;
        let victim = fastrand::usize(..WORKERS);
        workers[victim].kill();
        killed_at.push((workers[victim].name.clone(), Timestamp::of_this_machine()));
        workers[victim] = start(WORKERS + number);
    }
    let ids = submitting.await.unwrap();
    let began = Instant::now();
    for id in &ids {
        assert!(began.elapsed() < LONG);
        assert_eq!(ended(&*store, *id, LONG).await.status, Status::Completed);
    }
    let killed_at: BTreeMap<String, Timestamp> = killed_at.into_iter().collect();
    let mut takeovers = Vec::new();
    for id in &ids {
        let events = events(&*store, *id).await;
        is_done_once(&events, folder.path(), *id);
        takeovers.extend(
            events
                .iter()
                .filter_map(|event| takeover(event, &killed_at)),
        );
    }
    assert!(!takeovers.is_empty(), "no kill hit a build");
    let longest = takeovers.iter().max().copied().unwrap_or_default();
    // A shortened run is one of many tests on a busy machine.
    let slack = if kills >= 500 { 1 } else { 10 };
    assert!(
        longest <= LEASE + Duration::from_secs(slack),
        "taken over after {longest:?}"
    );
}

/// Submits builds of which some print, some sleep and all push.
async fn submit_while(store: Arc<dyn Store>, project: Project, count: usize) -> Vec<TaskId> {
    let mut ids = Vec::new();
    for number in 0..count {
        let prompt = format!("print:{} sleep:{}", number % 5, fastrand::u32(0..120));
        let spec = BuildSpec {
            auto_push: true,
            ..BuildSpec::of(prompt)
        };
        ids.push(submit(&*store, &project, spec).await);
        if number % 8 == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    ids
}

/// One end, at the end; of the attempts only the last one pushes, and its output is whole.
fn is_done_once(events: &[Event], remote: &Path, id: TaskId) {
    let count = |name: &str| {
        events
            .iter()
            .filter(|event| event.kind.name() == name)
            .count()
    };
    assert_eq!(
        (count("end"), count("pushed"), count("queued")),
        (1, 1, 1),
        "{events:#?}"
    );
    assert!(matches!(
        events.last().unwrap().kind,
        EventKind::End {
            status: Status::Completed,
            ..
        }
    ));
    assert!(
        events.is_sorted_by_key(|event| event.attempt),
        "an earlier attempt wrote after a later one began"
    );
    assert!(remote.join(format!("{id}.pushed")).exists());
}

/// How long after its worker's death a build was taken over. The name of a worker has its process behind it.
fn takeover(event: &Event, killed_at: &BTreeMap<String, Timestamp>) -> Option<Duration> {
    let EventKind::LeaseLost { worker } = &event.kind else {
        return None;
    };
    let (name, _) = worker.split_once('-')?;
    killed_at.get(name).map(|killed| event.at.since(*killed))
}
