//! PostgreSQL is stopped and started again while builds are asked for and done.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod outside;
mod server;
mod working;

use std::sync::Arc;
use std::time::{Duration, Instant};

use outside::{Outside, settings};
use server::{Server, Shutdown};
use service::ports::store::{IdempotencyKey, Submitted};
use service::ports::{StopReason, Store, StoreError, stopper};
use service::project::NewProject;
use service::worker::{Settings, Worker};
use service::{BuildSpec, EventKind, Project, Status, TaskId};
use service_store::PostgresStore;
use working::{add_project, ended, events, is_alive, new_build, pid, submit};

const LONG: Duration = Duration::from_secs(300);

const BUILDS: usize = 200;

const LINES: usize = 40;

/// How often: 10 times with `TACHIKOMA_RESTARTS=10`.
fn restarts() -> usize {
    std::env::var("TACHIKOMA_RESTARTS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(2)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_written_twice_when_the_server_restarts() {
    let server = Server::start();
    let address = server.new_database().await;
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(PostgresStore::connect(&address, 8).await.unwrap());
    let many = |settings: &mut NewProject| {
        settings.limits.running = 1000;
        // A build whose claim was not answered is taken over when its lease is over.
        settings.limits.attempts = 100;
    };
    let project = add_project(&*store, many).await;
    let of_worker: Arc<dyn Store> = Arc::new(PostgresStore::connect(&address, 8).await.unwrap());
    // Its leases are longer than the server is away: what it does is not lost.
    let settings = Settings {
        slots: 8,
        lease: Duration::from_secs(20),
        ..settings("w")
    };
    let worker = Worker::new(Outside::new(folder.path()).ports(of_worker), settings);
    let (stopper, stop) = stopper();
    let working = tokio::spawn(Arc::clone(&worker).run(stop));
    let submitting = tokio::spawn(submit_all(Arc::clone(&store), project));

    for number in 0..restarts() {
        tokio::time::sleep(Duration::from_millis(700)).await;
        let how = if number % 2 == 0 {
            Shutdown::Immediate
        } else {
            Shutdown::Fast
        };
        let ended = store.count(Status::Completed).await.unwrap();
        assert!(ended < BUILDS as u64, "nothing is left to be interrupted");
        server.stop(how);
        let error = store.ready().await.unwrap_err();
        assert!(
            matches!(error, StoreError::Unavailable { .. }),
            "the API would answer 500: {error:?}"
        );
        tokio::time::sleep(Duration::from_millis(fastrand::u64(50..500))).await;
        server.start_again();
    }
    for id in submitting.await.unwrap() {
        let build = ended(&*store, id, LONG).await;
        assert_eq!(build.status, Status::Completed, "{build:?}");
        is_written_once(&*store, id).await;
    }
    assert_eq!(store.count(Status::Completed).await.unwrap(), BUILDS as u64);
    stopper.stop(StopReason::Drain);
    working.await.unwrap();
}

/// It cannot know whether another worker has the build by then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_hears_nothing_of_the_server_stops_when_its_lease_is_over() {
    let server = Server::start();
    let address = server.new_database().await;
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(PostgresStore::connect(&address, 8).await.unwrap());
    let project = add_project(&*store, |_| {}).await;
    let id = submit(&*store, &project, BuildSpec::of("process:600")).await;
    let settings = settings("w");
    let lease = settings.lease;
    let worker = Worker::new(
        Outside::new(folder.path()).ports(Arc::clone(&store)),
        settings,
    );
    let (stopper, stop) = stopper();
    let working = tokio::spawn(worker.run(stop));
    let program = pid(folder.path(), id).await;
    server.stop(Shutdown::Immediate);
    let began = Instant::now();
    while is_alive(program) {
        assert!(
            began.elapsed() < lease + Duration::from_secs(2),
            "its program lives"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(
        began.elapsed() > lease / 2,
        "an error of the database stops nothing whose lease holds"
    );
    server.start_again();
    let build = ended(&*store, id, LONG).await;
    assert_eq!((build.status, build.attempt), (Status::Completed, 2));
    stopper.stop(StopReason::Drain);
    working.await.unwrap();
}

/// As a caller does it: with a key, until there is an answer.
async fn submit_all(store: Arc<dyn Store>, project: Project) -> Vec<TaskId> {
    let mut ids = Vec::new();
    for number in 0..BUILDS {
        let spec = BuildSpec {
            auto_push: true,
            ..BuildSpec::of(format!("print:{LINES} sleep:{}", number % 50))
        };
        let key = IdempotencyKey {
            scope: String::new(),
            key: number.to_string(),
            request_sha256: spec.sha256(),
        };
        loop {
            match store
                .submit(&new_build(&project, spec.clone()), Some(&key))
                .await
            {
                Ok(Submitted::Queued(id) | Submitted::Again(id)) => break ids.push(id),
                Ok(other) => panic!("{other:?}"),
                Err(StoreError::Unavailable { .. }) => {
                    tokio::time::sleep(Duration::from_millis(20)).await
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        // So that builds are asked for at the last restart, too.
        tokio::time::sleep(Duration::from_millis(5 * restarts() as u64)).await;
    }
    ids
}

/// One end, and of the last attempt every line once.
async fn is_written_once(store: &dyn Store, id: TaskId) {
    let events = events(store, id).await;
    let last = events.last().unwrap();
    let printed: String = events
        .iter()
        .filter(|event| event.attempt == last.attempt)
        .filter_map(|event| match &event.kind {
            EventKind::Output { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let expected: String = (1..=LINES).map(|line| format!("{line}\n")).collect();
    assert_eq!(printed, expected, "{events:#?}");
    let count = |name: &str| {
        events
            .iter()
            .filter(|event| event.kind.name() == name)
            .count()
    };
    assert_eq!((count("end"), count("pushed")), (1, 1), "{events:#?}");
}
