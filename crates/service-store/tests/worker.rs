//! A worker, with a real queue and an outside that does as its prompt says.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod outside;
mod working;

use std::time::Duration;

use service::{BuildSpec, Status};
use working::Bench;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prompt_becomes_a_pushed_commit_with_events_and_a_callback() {
    let bench = Bench::new(|_| {}).await;
    let spec = BuildSpec {
        auto_push: true,
        callback_url: Some("https://example.org/".to_owned()),
        ..BuildSpec::of("print:3")
    };
    let id = bench.submit(spec).await;
    let build = bench.work_until_ended(id).await;

    let result = build.result.unwrap();
    assert_eq!(
        (build.status, result.success, result.error),
        (Status::Completed, true, None)
    );
    assert_eq!(
        (result.output.as_str(), result.commit_sha),
        ("1\n2\n3\n", Some(format!("sha-{id}")))
    );
    assert_eq!(
        (result.files_changed, result.pushed_to),
        (vec!["a.txt".to_owned()], Some("refs/heads/main".to_owned()))
    );
    let names = bench.events(id).await;
    assert_eq!(
        names.join(" "),
        "queued claimed phase:workspace phase:agent output phase:commit commit phase:push pushed end:completed"
    );
    let callbacks = bench.store.callbacks(id).await.unwrap();
    assert_eq!(callbacks[0].msg_id, format!("{id}_completed"));
    assert_eq!(
        bench.calls(),
        [
            "find 1",
            "prepare 1",
            "agent 1",
            "keep 1",
            "commit 1",
            "push 1",
            "discard 1"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_committed_or_pushed_that_nobody_asked_for() {
    let bench = Bench::new(|_| {}).await;
    let id = bench
        .submit(BuildSpec {
            auto_commit: false,
            ..BuildSpec::of("")
        })
        .await;
    let result = bench.work_until_ended(id).await.result.unwrap();
    assert_eq!((result.commit_sha, result.files_changed.len()), (None, 1));
    let id = bench.submit(BuildSpec::of("")).await;
    assert!(bench.ended(id).await.result.unwrap().commit_sha.is_some());
    assert!(!bench.calls().iter().any(|call| call.starts_with("push")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_fails_is_not_asked_again() {
    let bench = Bench::new(|_| {}).await;
    let id = bench.submit(BuildSpec::of("print:1 fail")).await;
    let build = bench.work_until_ended(id).await;
    let result = build.result.unwrap();
    assert_eq!((build.status, build.attempt), (Status::Failed, 1));
    assert_eq!(
        result.error.as_deref(),
        Some("the agent failed: exit code 3")
    );
    assert_eq!(result.output, "1\n");
    assert_eq!(
        bench.calls(),
        ["prepare 1", "agent 1", "keep 1", "discard 1"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_passes_is_attempted_again_and_again_until_it_is_enough() {
    let bench = Bench::new(|_| {}).await;
    let id = bench.submit(BuildSpec::of("passing:1")).await;
    let given_up = bench.submit(BuildSpec::of("passing:9")).await;
    let hurry = bench.hurry();
    let build = bench.work_until_ended(id).await;
    assert_eq!((build.status, build.attempt), (Status::Completed, 2));
    let build = bench.ended(given_up).await;
    hurry.abort();
    assert_eq!((build.status, build.attempt), (Status::Failed, 3));
    assert_eq!(
        build.result.unwrap().error.as_deref(),
        Some("no network (attempt 3 of 3)")
    );
    let waits = bench.waits(given_up).await;
    assert!(
        waits[0] >= Duration::from_secs(8) && waits[0] <= Duration::from_millis(12_100),
        "{waits:?}"
    );
    assert!(
        waits[1] >= Duration::from_secs(32) && waits[1] <= Duration::from_millis(48_100),
        "{waits:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_agent_is_told_what_the_check_found() {
    let bench = Bench::new(|project| project.check_targets = vec!["//...".to_owned()]).await;
    let id = bench.submit(BuildSpec::of("check-fails:2")).await;
    let build = bench.work_until_ended(id).await;
    assert_eq!(build.status, Status::Completed);
    assert_eq!(build.result.unwrap().check.unwrap().rounds, 2);
    let prompts = bench.outside.prompts.lock().unwrap().clone();
    assert_eq!(prompts.len(), 3);
    assert!(
        prompts[2].contains("//a:test number 2 failed") && prompts[2].starts_with("check-fails:2")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_its_check_to_the_end_is_not_committed() {
    let bench = Bench::new(|project| project.check_targets = vec!["//...".to_owned()]).await;
    let id = bench.submit(BuildSpec::of("check-fails:9")).await;
    let build = bench.work_until_ended(id).await;
    let result = build.result.unwrap();
    assert_eq!(
        (build.status, result.error.as_deref()),
        (Status::Failed, Some("the check failed"))
    );
    assert_eq!((result.check.unwrap().rounds, result.commit_sha), (2, None));
    assert!(!bench.calls().iter().any(|call| call.starts_with("commit")));
}
