//! A worker that is stopped for longer than its lease, and goes on.

use std::sync::Arc;
use std::time::{Duration, Instant};

use service::ports::Store;
use service::{BuildSpec, Event, Status, TaskId};

use super::child::Process;
use super::{LEASE, LONG, Place, add_project, times};
use crate::working::{ended, events, is_alive, pid, submit};

/// Five times; 100 times with `TACHIKOMA_STOPS=100`.
pub async fn a_worker_that_was_stopped_writes_nothing(place: &Place) {
    let folder = tempfile::tempdir().unwrap();
    let store = place.open().await;
    let project = add_project(&*store).await;
    let workers = [
        Process::worker(place, "w1", folder.path()),
        Process::worker(place, "w2", folder.path()),
    ];
    for number in 0..times("TACHIKOMA_STOPS", 5) {
        // The first attempt runs a program for longer than the test, the second one prints.
        let prompt = format!("process:600 sleep:{} print:3", fastrand::u32(0..300));
        let spec = BuildSpec {
            auto_push: true,
            ..BuildSpec::of(prompt)
        };
        let id = submit(&*store, &project, spec).await;
        let program = pid(folder.path(), id).await;
        let late = of_build(&store, &workers, id).await;
        pause_between_writes(place, late).await;
        wait_for_attempt(&*store, id, 2).await;
        if number % 2 == 0 {
            ended(&*store, id, LONG).await;
        }
        late.go_on();
        let went_on = Instant::now();
        while is_alive(program) {
            assert!(
                went_on.elapsed() < Duration::from_secs(2),
                "the late worker's program lives"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let build = ended(&*store, id, LONG).await;
        // What the late one would write, it would have written by now.
        tokio::time::sleep(LEASE / 4).await;
        let events = events(&*store, id).await;
        only_the_second_wrote(&events);
        assert_eq!((build.status, build.attempt), (Status::Completed, 2));
        assert_eq!(build.result.unwrap().output, "1\n2\n3\n");
    }
}

async fn pause_between_writes(place: &Place, process: &Process) {
    process.pause();
    while !place.can_be_written_to() {
        process.go_on();
        tokio::time::sleep(Duration::from_millis(3)).await;
        process.pause();
    }
}

/// The worker that has the build.
async fn of_build<'a>(store: &Arc<dyn Store>, workers: &'a [Process], id: TaskId) -> &'a Process {
    let worker = store.build(id).await.unwrap().unwrap().worker.unwrap();
    workers
        .iter()
        .find(|process| worker.starts_with(&format!("{}-", process.name)))
        .unwrap()
}

async fn wait_for_attempt(store: &dyn Store, id: TaskId, attempt: u32) {
    let began = Instant::now();
    while store.build(id).await.unwrap().unwrap().attempt < attempt {
        assert!(began.elapsed() < LONG, "nobody takes it over");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn only_the_second_wrote(events: &[Event]) {
    let lost = events
        .iter()
        .position(|event| event.kind.name() == "lease_lost")
        .unwrap();
    assert!(
        events[lost..].iter().all(|event| event.attempt == 2),
        "a stale write: {events:#?}"
    );
    let names: Vec<&str> = events[lost..]
        .iter()
        .map(|event| event.kind.name())
        .filter(|name| *name != "output")
        .collect();
    assert_eq!(
        names,
        [
            "lease_lost",
            "claimed",
            "phase",
            "phase",
            "phase",
            "commit",
            "phase",
            "pushed",
            "end"
        ]
    );
    let count = events
        .iter()
        .filter(|event| event.kind.name() == "end")
        .count();
    assert_eq!(count, 1);
}
