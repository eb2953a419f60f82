//! A worker whose builds are stopped, or that is stopped itself, or that died: with a real queue and an outside that does as
//! its prompt says.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod outside;
mod working;

use std::time::{Duration, Instant};

use service::build::Phase;
use service::ports::store::{Cancel, CancelOutcome};
use service::{BuildSpec, EventKind, Status};
use working::Bench;

const LEASE: Duration = Duration::from_millis(3000);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_to_stop_ends_the_agents_program() {
    let bench = Bench::new(|_| {}).await;
    let id = bench.submit(BuildSpec::of("process:600")).await;
    let worker = bench.start("w1");
    let pid = bench.pid(id).await;
    let began = Instant::now();
    let asked = Cancel {
        by: "somebody".to_owned(),
        ..Cancel::default()
    };
    assert_eq!(
        bench.store.cancel(id, &asked).await.unwrap(),
        CancelOutcome::Requested
    );
    let build = bench.ended(id).await;
    assert!(!working::is_alive(pid), "its program lives");
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(
        (build.status, build.result.unwrap().error.as_deref()),
        (Status::Cancelled, Some("it was cancelled"))
    );
    assert!(
        bench
            .events(id)
            .await
            .join(" ")
            .ends_with("phase:agent cancel_requested end:cancelled")
    );
    worker.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_build_that_was_asked_to_stop_before_its_worker_died_is_cancelled() {
    let bench = Bench::new(|_| {}).await;
    let id = bench.submit(BuildSpec::of("")).await;
    bench
        .store
        .claim("dead", Duration::from_millis(50), 1)
        .await
        .unwrap();
    bench.store.cancel(id, &Cancel::default()).await.unwrap();
    let build = bench.work_until_ended(id).await;
    assert_eq!(build.status, Status::Cancelled);
    assert_eq!(bench.calls(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_of_time_and_output_hold() {
    let bench = Bench::new(|project| {
        project.limits.wall_clock_s = 1;
        project.limits.output_bytes = 1024;
    })
    .await;
    let slow = bench.submit(BuildSpec::of("process:600")).await;
    let loud = bench.submit(BuildSpec::of("print:100000 sleep:5000")).await;
    let began = Instant::now();
    let build = bench.work_until_ended(slow).await;
    assert_eq!(
        build.result.unwrap().error.as_deref(),
        Some("it took longer than 1 s")
    );
    assert!(!working::is_alive(bench.pid(slow).await));
    let build = bench.ended(loud).await;
    assert_eq!(
        build.result.unwrap().error.as_deref(),
        Some("it printed more than 1024 bytes")
    );
    assert!(began.elapsed() < Duration::from_secs(4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_ends_gives_back_what_it_cannot_finish() {
    let bench = Bench::new(|_| {}).await;
    let (short, long) = (
        bench.submit(BuildSpec::of("deaf:100")).await,
        bench.submit(BuildSpec::of("process:600")).await,
    );
    let worker = bench.start("w1");
    bench.pid(long).await;
    worker.end().await;
    assert_eq!(
        bench.store.build(short).await.unwrap().unwrap().status,
        Status::Completed
    );
    let given_back = bench.store.build(long).await.unwrap().unwrap();
    assert_eq!(
        (given_back.status, given_back.max_attempts),
        (Status::Pending, 4)
    );
    assert!(!working::is_alive(bench.pid(long).await));
    let build = bench.work_until_ended(long).await;
    assert_eq!((build.status, build.attempt), (Status::Completed, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_was_killed_by_a_worker_that_ends_has_not_failed() {
    let bench = Bench::new(|_| {}).await;
    let id = bench.submit(BuildSpec::of("print:1 dies:60000")).await;
    let worker = bench.start("w1");
    bench.printed(id).await;
    worker.end().await;
    let build = bench.store.build(id).await.unwrap().unwrap();
    assert_eq!((build.status, build.result), (Status::Pending, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_an_earlier_attempt_pushed_is_found_and_not_made_again() {
    let bench = Bench::new(|_| {}).await;
    let spec = BuildSpec {
        auto_push: true,
        ..BuildSpec::of("")
    };
    let (pushed, not_pushed) = (bench.submit(spec.clone()).await, bench.submit(spec).await);
    let claims = bench
        .store
        .claim("dead", Duration::from_millis(50), 2)
        .await
        .unwrap();
    for claim in &claims {
        bench.store.enter(&claim.lease, Phase::Push).await.unwrap();
    }
    std::fs::write(bench.outside.remote.join(format!("{pushed}.pushed")), "x").unwrap();
    let build = bench.work_until_ended(pushed).await;
    assert_eq!(
        build.result.unwrap().commit_sha,
        Some(format!("sha-{pushed}"))
    );
    let names = bench.events(pushed).await.join(" ");
    assert!(
        names.ends_with("lease_lost claimed pushed end:completed"),
        "{names}"
    );
    bench.ended(not_pushed).await;
    let names = bench.events(not_pushed).await.join(" ");
    assert!(names.ends_with("claimed phase:workspace phase:agent phase:commit commit phase:push pushed end:completed"), "{names}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_pushed_after_the_backup_that_is_restored_is_found_and_not_made_again() {
    let bench = Bench::new(|_| {}).await;
    let spec = BuildSpec {
        auto_push: true,
        ..BuildSpec::of("")
    };
    let (waited, ran) = (
        bench.submit(spec.clone()).await,
        bench.submit(spec.clone()).await,
    );
    bench.sql(&format!(
        "UPDATE build_audit SET priority = 1 WHERE task_id = '{ran}'"
    ));
    let claims = bench
        .store
        .claim("dead", Duration::from_millis(50), 1)
        .await;
    let claim = &claims.unwrap()[0];
    assert_eq!(claim.lease.task_id, ran);
    bench.store.enter(&claim.lease, Phase::Agent).await.unwrap();
    for id in [waited, ran] {
        std::fs::write(bench.outside.remote.join(format!("{id}.pushed")), "x").unwrap();
    }
    let _worker = bench.start("w1");
    for id in [waited, ran] {
        let result = bench.ended(id).await.result.unwrap();
        assert_eq!(result.commit_sha, Some(format!("sha-{id}")));
        let names = bench.events(id).await.join(" ");
        assert!(names.ends_with("claimed pushed end:completed"), "{names}");
    }
    let mut calls = bench.calls();
    calls.sort();
    assert_eq!(calls, ["find 1", "find 2"]);

    // A build that is asked for while its worker lives is in no backup from before.
    tokio::time::sleep(Duration::from_millis(5)).await;
    bench.ended(bench.submit(spec).await).await;
    assert_eq!(bench.calls()[2], "prepare 1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_that_fails_is_looked_for_before_it_is_repeated() {
    let bench = Bench::new(|_| {}).await;
    let id = bench
        .submit(BuildSpec {
            auto_push: true,
            ..BuildSpec::of("push-passing:1")
        })
        .await;
    let hurry = bench.hurry();
    let build = bench.work_until_ended(id).await;
    hurry.abort();
    assert_eq!((build.status, build.attempt), (Status::Completed, 2));
    let calls = bench.calls().join(" ");
    assert!(
        calls.contains("push 1 discard 1 find 2 prepare 2"),
        "{calls}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_that_panics_is_done_by_the_next_one() {
    let bench = Bench::new(|_| {}).await;
    let id = bench.submit(BuildSpec::of("panic")).await;
    let build = bench.work_until_ended(id).await;
    assert_eq!((build.status, build.attempt), (Status::Completed, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_build_whose_workers_die_is_given_up_in_the_end() {
    let bench = Bench::new(|_| {}).await;
    let id = bench.submit(BuildSpec::of("")).await;
    for _ in 0..3 {
        assert_eq!(
            bench
                .store
                .claim("dead", Duration::ZERO, 1)
                .await
                .unwrap()
                .len(),
            1
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let build = bench.work_until_ended(id).await;
    assert_eq!((build.status, build.attempt), (Status::Failed, 4));
    assert_eq!(
        build.result.unwrap().error.as_deref(),
        Some("its worker was lost 3 times; it is not attempted any more")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_lost_its_build_stops_and_writes_nothing() {
    let bench = Bench::new(|_| {}).await;
    let id = bench.submit(BuildSpec::of("process:600")).await;
    let worker = bench.start("w1");
    let pid = bench.pid(id).await;
    bench.sql(&format!(
        "UPDATE build_audit SET attempt = 7, worker = 'other' WHERE task_id = '{id}'"
    ));
    let began = Instant::now();
    while working::is_alive(pid) {
        assert!(began.elapsed() < LEASE, "its program lives");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    worker.end().await;
    let build = bench.store.build(id).await.unwrap().unwrap();
    assert_eq!(
        (build.status, build.worker.as_deref()),
        (Status::Running, Some("other"))
    );
    let events = bench.store.events(id, 0, 99).await.unwrap();
    assert!(
        matches!(
            events.last().unwrap().kind,
            EventKind::Phase {
                phase: Phase::Agent
            }
        ),
        "{events:?}"
    );
}
