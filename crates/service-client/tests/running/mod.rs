//! A build that runs, and what its worker writes.

#![allow(dead_code, reason = "each test uses what it needs")]

use ::service::build::Phase;
use ::service::event::{CheckEvent, Stream};
use ::service::ports::store::Claim;
use ::service::result::CheckReport;
use ::service::{BuildResult, EventKind};

use crate::service::Service;

/// A build that a worker has claimed.
pub async fn running(service: &Service) -> (String, Claim) {
    let project = service.server.project().await;
    let id = service.server.build(&project).await;
    (id.to_string(), service.server.claim().await)
}

/// The worker writes all that can happen.
pub async fn all_happens(service: &Service, claim: &mut Claim) {
    for kind in agent().into_iter().chain(check()).chain(commit()) {
        service.happens(claim, &[kind]).await;
    }
}

fn phase(phase: Phase) -> EventKind {
    EventKind::Phase { phase }
}

fn output(stream: Stream, text: &str) -> EventKind {
    let text = text.to_owned();
    EventKind::Output { stream, text }
}

fn agent() -> Vec<EventKind> {
    vec![
        phase(Phase::Workspace),
        phase(Phase::Agent),
        output(Stream::Stdout, "I add a page\nand a te"),
        output(Stream::Stderr, "warning: \u{1b}[31mred\u{1b}[0m\n"),
        output(Stream::Stdout, "st\nnot ended"),
        phase(Phase::Check),
    ]
}

fn check() -> impl Iterator<Item = EventKind> {
    let orders = || "//shop:orders".to_owned();
    let test = || "//shop:orders_test".to_owned();
    let message = "error[E0308]: mismatched types\n  --> shop/orders.rs:3";
    [
        CheckEvent::Progress { done: 1, total: 9 },
        CheckEvent::Progress { done: 2, total: 9 },
        CheckEvent::Target {
            label: test(),
            success: true,
        },
        CheckEvent::Target {
            label: orders(),
            success: false,
        },
        CheckEvent::Test {
            label: test(),
            status: "FAILED".to_owned(),
            duration_ms: 1234,
        },
        CheckEvent::ActionFailed {
            label: orders(),
            mnemonic: "Rustc".to_owned(),
            message: message.to_owned(),
        },
        CheckEvent::Report {
            passed: false,
            tests_passed: 3,
            tests_failed: 1,
        },
    ]
    .into_iter()
    .map(EventKind::Check)
}

fn commit() -> [EventKind; 4] {
    let sha = || "1".repeat(40);
    [
        output(Stream::Service, "asks the agent to repair it\n"),
        phase(Phase::Commit),
        EventKind::Commit {
            sha: sha(),
            files: 2,
        },
        EventKind::Pushed {
            sha: sha(),
            reference: "refs/heads/main".to_owned(),
        },
    ]
}

/// What came of it.
pub fn result() -> BuildResult {
    BuildResult {
        success: true,
        output: "I add a page\nand a test\n".to_owned(),
        commit_sha: Some("1".repeat(40)),
        files_changed: ["shop/orders.rs", "shop/orders_test.rs"]
            .map(str::to_owned)
            .into(),
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
