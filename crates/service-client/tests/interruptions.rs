//! What ends a command before its time: Ctrl-C, a reader that goes, a full disk, a service that goes.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod proxy;
mod running;
mod service;

use std::process::{Command as Program, Output, Stdio};
use std::time::Duration;

use ::service::Status;
use proxy::Proxy;
use running::{all_happens, result, running};
use service::{Service, without_accidents};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

fn spawned(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// What comes of a program after Ctrl-C.
async fn interrupted(child: Child) -> (Option<i32>, String) {
    let pid = child.id().unwrap().to_string();
    let sent = Program::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().await.unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), without_accidents(stderr.trim()))
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_leaves_the_build_running() {
    let service = Service::start().await;
    let (id, _) = running(&service).await;
    let mut watching = spawned(service.command(&format!("build watch {id} --json")));
    let mut lines = BufReader::new(watching.stdout.as_mut().unwrap()).lines();
    let first = lines.next_line().await.unwrap().unwrap();
    assert!(first.contains("queued"), "{first}");
    let (code, told) = interrupted(watching).await;
    assert_eq!(code, Some(130));
    insta::assert_snapshot!(told, @r"
    interrupted: the build goes on
      watch it:  tachikoma build watch 00000001-0000-7000-8000-000000000000
      cancel it: tachikoma build cancel 00000001-0000-7000-8000-000000000000
    ");
    let waiting = spawned(service.command(&format!("build show {id} --wait")));
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(interrupted(waiting).await, (Some(130), told));
    let build = service.json(&format!("build show {id}")).await;
    assert_eq!(
        (&build["status"], &build["cancel_at"]),
        (&"running".into(), &().into())
    );
}

async fn with_closed_stdout(service: &Service, line: &str) -> (Option<i32>, String) {
    let mut child = spawned(service.command(line));
    drop(child.stdout.take());
    let output = child.wait_with_output().await.unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// A reader that has seen enough is no error, and a build whose end nobody saw is no success.
#[tokio::test(flavor = "multi_thread")]
async fn closed_standard_output_is_quiet() {
    let service = Service::start().await;
    let (id, mut claim) = running(&service).await;
    let quiet = |code| (Some(code), String::new());
    for line in ["build list shop", "project list --json", "completions bash"] {
        assert_eq!(with_closed_stdout(&service, line).await, quiet(0), "{line}");
    }
    let watch = format!("build watch {id}");
    assert_eq!(with_closed_stdout(&service, &watch).await, quiet(141));
    all_happens(&service, &mut claim).await;
    service.finish(&claim, Status::Failed, result()).await;
    let wait = format!("build show {id} --wait");
    assert_eq!(with_closed_stdout(&service, &wait).await, quiet(1));
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told() {
    let service = Service::start().await;
    let (id, claim) = running(&service).await;
    service.finish(&claim, Status::Completed, result()).await;
    let [watch, wait] = ["watch --json", "show --wait"].map(|it| format!("build {it} {id}"));
    for line in ["build list shop", &watch, &wait, "completions zsh"] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = service.command(line);
        command.stdout(full).stderr(Stdio::piped());
        let output: Output = command.spawn().unwrap().wait_with_output().await.unwrap();
        let told = service::seen(&output);
        insta::allow_duplicates! {
            insta::assert_snapshot!(told, @r"
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
    all_happens(&service, &mut claim).await;
    service.finish(&claim, Status::Completed, result()).await;
    let watch = format!("build watch {id} --json");
    let mut command = service.command(&watch);
    command.env("TACHIKOMA_URL", format!("http://127.0.0.1:{}", proxy.port));
    let output = command.output().await.unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(output.stdout, service.run(&watch).await.stdout);
    let told = String::from_utf8(output.stderr).unwrap();
    insta::assert_snapshot!(without_accidents(&told), @"the connection to the build service at http://127.0.0.1:PORT was lost: trying again in 0.0 s");
}
