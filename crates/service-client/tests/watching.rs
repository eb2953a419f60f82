//! Watching and waiting for builds that run.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod running;
mod service;

use std::time::Duration;

use ::service::Status;
use ::service::ports::store::Claim;
use running::{all_happens, result, running};
use service::{Service, seen};

#[tokio::test(flavor = "multi_thread")]
async fn all_that_happens_is_shown() {
    let service = Service::start().await;
    let (id, mut claim) = running(&service).await;
    let watch = format!("build watch {id}");
    let watching = tokio::spawn(service.command(&watch).output());
    all_happens(&service, &mut claim).await;
    service.finish(&claim, Status::Completed, result()).await;
    let watched = seen(&watching.await.unwrap().unwrap());
    insta::assert_snapshot!(watched, @r"
    exit 0
    ---
          0.0 s  queued
          0.0 s  claimed by w
          0.0 s  workspace
          0.0 s  agent
              | I add a page
              ! warning: red
              | and a test
              | not ended
          0.0 s  check
          0.0 s  check: 1 of 9 actions
          0.0 s  //shop:orders was not built
          0.0 s  FAILED //shop:orders_test in 0.0 s
          0.0 s  Rustc of //shop:orders failed
              | error[E0308]: mismatched types
              |   --> shop/orders.rs:3
          0.0 s  check failed: 3 tests passed, 1 failed
              * asks the agent to repair it
          0.0 s  commit
          0.0 s  commit 1111111111111111111111111111111111111111, 2 files
          0.0 s  pushed 1111111111111111111111111111111111111111 to refs/heads/main
          0.0 s  completed

    status     completed after 0.0 s
    commit     1111111111111111111111111111111111111111, pushed to refs/heads/main
    changed    shop/orders.rs
               shop/orders_test.rs
    check      passed: 4 tests passed, 0 failed
    ---
    ");
    // Who comes late sees the same.
    assert_eq!(service.seen(&watch).await, watched);
    let mut coloured = service.command(&watch);
    let coloured = coloured.env("CLICOLOR_FORCE", "1").output().await.unwrap();
    let text = String::from_utf8(coloured.stdout).unwrap();
    let foreign = "warning: \u{1b}[31mred\u{1b}[0m\u{1b}[0m\n";
    assert!(text.contains(foreign), "{text:?}");
    assert!(text.contains("\u{1b}[32mcompleted\u{1b}[0m"), "{text:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_of_a_build_is_shown() {
    let service = Service::start().await;
    let (id, mut claim) = running(&service).await;
    all_happens(&service, &mut claim).await;
    service.finish(&claim, Status::Completed, result()).await;
    let seen = service
        .session(&[
            &format!("build show {id}"),
            &format!("build watch {id} --after 20"),
            &format!("build watch {id} --after 99"),
        ])
        .await;
    insta::assert_snapshot!(seen, @r"
    $ tachikoma build show 00000001-0000-7000-8000-000000000000
    exit 0
    ---
    build      00000001-0000-7000-8000-000000000000
    project    shop
    prompt     Add a page
    asked for  just now
    status     completed after 0.0 s
    commit     1111111111111111111111111111111111111111, pushed to refs/heads/main
    changed    shop/orders.rs
               shop/orders_test.rs
    check      passed: 4 tests passed, 0 failed
    output     I add a page
               and a test
    ---
    $ tachikoma build watch 00000001-0000-7000-8000-000000000000 --after 20
    exit 0
    ---

    status     completed after 0.0 s
    commit     1111111111111111111111111111111111111111, pushed to refs/heads/main
    changed    shop/orders.rs
               shop/orders_test.rs
    check      passed: 4 tests passed, 0 failed
    ---
    $ tachikoma build watch 00000001-0000-7000-8000-000000000000 --after 99
    exit 66
    ---
    ---
    error: GET /builds/00000001-0000-7000-8000-000000000000/events: There are no such events: the last event is 20: begin behind it or before
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_get_a_line_for_each_event() {
    let service = Service::start().await;
    let (id, mut claim) = running(&service).await;
    all_happens(&service, &mut claim).await;
    service.finish(&claim, Status::Failed, result()).await;
    let watched = service.run(&format!("build watch {id} --json")).await;
    assert_eq!(watched.status.code(), Some(1));
    let text = String::from_utf8(watched.stdout).unwrap();
    let events = text.lines().map(serde_json::from_str);
    let events: Vec<serde_json::Value> = events.collect::<Result<_, _>>().unwrap();
    let store = &service.server.store;
    let stored = store.events(claim.build.task_id, 0, 1000).await.unwrap();
    assert_eq!(
        serde_json::Value::from(events),
        serde_json::to_value(stored).unwrap()
    );
    let waited = service.json(&format!("build show {id} --wait")).await;
    assert_eq!(waited["result"]["commit_sha"], "1".repeat(40));
}

/// Asks for a build, waits as `flag` says, and ends it.
async fn waited(service: &Service, flag: &str, status: Status) -> std::process::Output {
    let create = format!("build create shop 'Add a page' {flag}");
    let asking = tokio::spawn(service.command(&create).output());
    let claim = claimed(service).await;
    if status == Status::Cancelled {
        let id = claim.build.task_id;
        service.run(&format!("build cancel {id}")).await;
    }
    service.finish(&claim, status, result()).await;
    asking.await.unwrap().unwrap()
}

async fn claimed(service: &Service) -> Claim {
    let store = &service.server.store;
    for _ in 0..500 {
        let claims = store.claim("w", Duration::from_secs(600), 1).await.unwrap();
        if let Some(claim) = claims.into_iter().next() {
            return claim;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nobody asked for a build");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_build_is_the_exit_code() {
    let service = Service::start().await;
    service.server.project().await;
    for (status, code) in [
        (Status::Completed, 0),
        (Status::Failed, 1),
        (Status::Cancelled, 2),
    ] {
        for flag in ["--wait", "--watch", "--watch --json"] {
            let output = waited(&service, flag, status).await;
            assert_eq!(
                output.status.code(),
                Some(code),
                "{status} {flag} {output:?}"
            );
        }
    }
    let failed = waited(&service, "--wait", Status::Failed).await;
    insta::assert_snapshot!(seen(&failed), @r"
    exit 1
    ---
    status     failed after 0.0 s
    commit     1111111111111111111111111111111111111111, pushed to refs/heads/main
    changed    shop/orders.rs
               shop/orders_test.rs
    check      passed: 4 tests passed, 0 failed
    output     I add a page
               and a test
    ---
    build 00000001-0000-7000-8000-000000000000
    ");
}
