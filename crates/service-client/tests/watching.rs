//! Watching and waiting for builds that run.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod proxy;
mod service;

use std::fs::File;
use std::process::{Command as Program, Output, Stdio};
use std::time::Duration;

use ::service::build::Phase;
use ::service::event::{CheckEvent, Stream};
use ::service::ports::store::Claim;
use ::service::result::CheckReport;
use ::service::{BuildResult, EventKind, Status};
use proxy::Proxy;
use service::{Service, seen, without_accidents};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};

fn output(stream: Stream, text: &str) -> EventKind {
    let text = text.to_owned();
    EventKind::Output { stream, text }
}

/// What a worker writes of a build with all that can happen.
fn all_kinds() -> Vec<EventKind> {
    let label = || "//shop:orders_test".to_owned();
    vec![
        EventKind::Phase {
            phase: Phase::Workspace,
        },
        EventKind::Phase {
            phase: Phase::Agent,
        },
        output(Stream::Stdout, "I add a page\nand a te"),
        output(Stream::Stderr, "warning: \u{1b}[31mred\u{1b}[0m\n"),
        output(Stream::Stdout, "st\nnot ended"),
        EventKind::Phase {
            phase: Phase::Check,
        },
        EventKind::Check(CheckEvent::Progress { done: 1, total: 9 }),
        EventKind::Check(CheckEvent::Progress { done: 2, total: 9 }),
        EventKind::Check(CheckEvent::Target {
            label: label(),
            success: true,
        }),
        EventKind::Check(CheckEvent::Target {
            label: "//shop:orders".to_owned(),
            success: false,
        }),
        EventKind::Check(CheckEvent::Test {
            label: label(),
            status: "FAILED".to_owned(),
            duration_ms: 1234,
        }),
        EventKind::Check(CheckEvent::ActionFailed {
            label: "//shop:orders".to_owned(),
            mnemonic: "Rustc".to_owned(),
            message: "error[E0308]: mismatched types\n  --> shop/orders.rs:3".to_owned(),
        }),
        EventKind::Check(CheckEvent::Report {
            passed: false,
            tests_passed: 3,
            tests_failed: 1,
        }),
        output(Stream::Service, "asks the agent to repair it\n"),
        EventKind::Phase {
            phase: Phase::Commit,
        },
        EventKind::Commit {
            sha: "1".repeat(40),
            files: 2,
        },
        EventKind::Pushed {
            sha: "1".repeat(40),
            reference: "refs/heads/main".to_owned(),
        },
    ]
}

fn result() -> BuildResult {
    BuildResult {
        success: true,
        output: "I add a page\nand a test\n".to_owned(),
        commit_sha: Some("1".repeat(40)),
        files_changed: vec![
            "shop/orders.rs".to_owned(),
            "shop/orders_test.rs".to_owned(),
        ],
        duration_ms: 12_345,
        pushed_to: Some("refs/heads/main".to_owned()),
        check: Some(CheckReport {
            passed: true,
            tests_passed: 4,
            rounds: 1,
            ..CheckReport::default()
        }),
        ..BuildResult::default()
    }
}

async fn running(service: &Service) -> (String, Claim) {
    let project = service.server.project().await;
    let id = service.server.build(&project).await;
    (id.to_string(), service.server.claim().await)
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_happens_is_shown() {
    let service = Service::start().await;
    let (id, mut claim) = running(&service).await;
    let watching = tokio::spawn(service.command(&["build", "watch", &id]).output());
    for kind in all_kinds() {
        service.happens(&mut claim, &[kind]).await;
    }
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
    assert_eq!(service.seen(&["build", "watch", &id]).await, watched);
    insta::assert_snapshot!(service.seen(&["build", "show", &id]).await, @r"
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
    ");
    insta::assert_snapshot!(service.seen(&["build", "watch", &id, "--after", "19"]).await, @r"
    exit 0
    ---
          0.0 s  completed

    status     completed after 0.0 s
    commit     1111111111111111111111111111111111111111, pushed to refs/heads/main
    changed    shop/orders.rs
               shop/orders_test.rs
    check      passed: 4 tests passed, 0 failed
    ---
    ");
    insta::assert_snapshot!(service.seen(&["build", "watch", &id, "--after", "99"]).await, @r"
    exit 66
    ---
    ---
    error: GET /builds/00000001-0000-7000-8000-000000000000/events: There are no such events: the last event is 20: begin behind it or before
    ");
    let mut coloured = service.command(&["build", "watch", &id]);
    let coloured = coloured.env("CLICOLOR_FORCE", "1").output().await.unwrap();
    let text = String::from_utf8(coloured.stdout).unwrap();
    assert!(
        text.contains("warning: \u{1b}[31mred\u{1b}[0m\u{1b}[0m\n"),
        "{text:?}"
    );
    assert!(text.contains("\u{1b}[32mcompleted\u{1b}[0m"), "{text:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_get_a_line_for_each_event() {
    let service = Service::start().await;
    let (id, mut claim) = running(&service).await;
    for kind in all_kinds() {
        service.happens(&mut claim, &[kind]).await;
    }
    service.finish(&claim, Status::Failed, result()).await;
    let watched = service.run(&["build", "watch", &id, "--json"]).await;
    assert_eq!(watched.status.code(), Some(1));
    let text = String::from_utf8(watched.stdout).unwrap();
    let events: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let task_id = claim.build.task_id;
    let stored = service.server.store.events(task_id, 0, 1000).await.unwrap();
    assert_eq!(
        serde_json::Value::from(events),
        serde_json::to_value(stored).unwrap()
    );
    let wait = service.json(&["build", "show", &id, "--wait"]).await;
    assert_eq!(wait["result"]["commit_sha"], "1".repeat(40));
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
        for flag in ["--wait", "--watch"] {
            let words = ["build", "create", "shop", "Add a page", flag];
            let asking = tokio::spawn(service.command(&words).output());
            let claim = claimed(&service).await;
            if status == Status::Cancelled {
                let cancel =
                    ["build", "cancel", &claim.build.task_id.to_string()].map(str::to_owned);
                service.run(&cancel.each_ref().map(|it| &**it)).await;
            }
            service.finish(&claim, status, result()).await;
            let output = asking.await.unwrap().unwrap();
            assert_eq!(
                output.status.code(),
                Some(code),
                "{status} {flag} {output:?}"
            );
            if (status, flag) == (Status::Failed, "--wait") {
                insta::assert_snapshot!(seen(&output), @r"
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
        }
    }
}

async fn claimed(service: &Service) -> Claim {
    for _ in 0..500 {
        let claims = service
            .server
            .store
            .claim("w", Duration::from_secs(600), 1)
            .await
            .unwrap();
        if let Some(claim) = claims.into_iter().next() {
            return claim;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nobody asked for a build");
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_leaves_the_build_running() {
    let service = Service::start().await;
    let (id, _) = running(&service).await;
    for words in [
        ["build", "watch", &id, "--json"],
        ["build", "show", &id, "--wait"],
    ] {
        let mut command = service.command(&words);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        if words[1] == "watch" {
            let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
            assert!(lines.next_line().await.unwrap().unwrap().contains("queued"));
        } else {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        let pid = child.id().unwrap().to_string();
        assert!(
            Program::new("kill")
                .args(["-INT", &pid])
                .status()
                .unwrap()
                .success()
        );
        let mut stderr = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .await
            .unwrap();
        assert_eq!(child.wait().await.unwrap().code(), Some(130));
        insta::allow_duplicates! {
            insta::assert_snapshot!(without_accidents(stderr.trim()), @r"
            interrupted: the build goes on
              watch it:  tachikoma build watch 00000001-0000-7000-8000-000000000000
              cancel it: tachikoma build cancel 00000001-0000-7000-8000-000000000000
            ");
        }
    }
    assert_eq!(
        service.json(&["build", "show", &id]).await["status"],
        "running"
    );
}

/// A reader that has seen enough is no error, and a build whose end nobody saw is no success.
#[tokio::test(flavor = "multi_thread")]
async fn closed_standard_output_is_quiet() {
    let service = Service::start().await;
    let (id, mut claim) = running(&service).await;
    let closed = async |words: &[&str]| -> Output {
        let mut command = service.command(words);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        child.wait_with_output().await.unwrap()
    };
    for words in [
        &["build", "list", "shop"][..],
        &["project", "list", "--json"],
        &["completions", "bash"],
    ] {
        let output = closed(words).await;
        assert_eq!(
            (output.status.code(), &*output.stderr),
            (Some(0), &b""[..]),
            "{words:?}"
        );
    }
    let output = closed(&["build", "watch", &id]).await;
    assert_eq!(
        (output.status.code(), &*output.stderr),
        (Some(141), &b""[..])
    );
    for kind in all_kinds() {
        service.happens(&mut claim, &[kind]).await;
    }
    service.finish(&claim, Status::Failed, result()).await;
    let output = closed(&["build", "show", &id, "--wait"]).await;
    assert_eq!((output.status.code(), &*output.stderr), (Some(1), &b""[..]));
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told() {
    let service = Service::start().await;
    let (id, claim) = running(&service).await;
    service.finish(&claim, Status::Completed, result()).await;
    for words in [
        &["build", "list", "shop"][..],
        &["build", "watch", &id, "--json"],
        &["build", "show", &id, "--wait"],
        &["completions", "zsh"],
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = service.command(words);
        let output = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let output = output.wait_with_output().await.unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(seen(&output), @r"
            exit 74
            ---
            ---
            error: standard output cannot be written
              caused by: No space left on device (os error 28)
            ");
        }
    }
}

/// The service restarts: who watches is told, and misses nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_told_and_made_again() {
    let service = Service::start().await;
    let (id, mut claim) = running(&service).await;
    // What is asked first fits into the connection; the stream behind it is cut in the middle.
    let proxy = Proxy::of(service.port, [2500]).await;
    for kind in all_kinds() {
        service.happens(&mut claim, &[kind]).await;
    }
    service.finish(&claim, Status::Completed, result()).await;
    let mut command = service.command(&["build", "watch", &id, "--json"]);
    let url = format!("http://127.0.0.1:{}", proxy.port);
    let output = command.env("TACHIKOMA_URL", url).output().await.unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let direct = service.run(&["build", "watch", &id, "--json"]).await;
    assert_eq!(
        String::from_utf8(output.stdout),
        String::from_utf8(direct.stdout)
    );
    insta::assert_snapshot!(without_accidents(&String::from_utf8(output.stderr).unwrap()), @"the connection to the build service at http://127.0.0.1:PORT was lost: trying again in 0.0 s");
}
