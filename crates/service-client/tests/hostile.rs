//! Of what others wrote, a terminal obeys nothing, wherever it is shown.

#![expect(clippy::unwrap_used, reason = "what cannot be done fails the test")]

mod service;

use ::service::event::Stream;
use ::service::result::Artifact;
use ::service::{BuildResult, EventKind, Status};
use serde_json::json;
use service::Service;

const HOSTILE: &str = "a\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}b\r\u{8}";

/// The colours of these commands.
const OWN: [&str; 6] = ["1", "2", "31", "32", "33", "0"];

fn hostile_result() -> BuildResult {
    let text = || HOSTILE.to_owned();
    let artifact = Artifact {
        name: text(),
        size: 1,
        sha256: text(),
        media_type: text(),
    };
    BuildResult {
        output: text(),
        error: Some(text()),
        commit_sha: Some(text()),
        files_changed: vec![text()],
        artifacts: vec![artifact],
        ..BuildResult::default()
    }
}

/// A build that has ended, with hostile text wherever somebody else writes.
async fn hostile_build(service: &Service) -> String {
    let project = service.server.project().await;
    let id = service
        .server
        .build_of(&project, &json!({"prompt": HOSTILE}))
        .await;
    let mut claim = service.server.claim().await;
    for stream in [Stream::Stdout, Stream::Stderr, Stream::Check] {
        let text = format!("{HOSTILE}\n{HOSTILE}");
        service
            .happens(&mut claim, &[EventKind::Output { stream, text }])
            .await;
    }
    service
        .finish(&claim, Status::Failed, hostile_result())
        .await;
    id.to_string()
}

fn assert_harmless(text: &str, line: &str) {
    let text = OWN.iter().fold(text.to_owned(), |text, code| {
        text.replace(&format!("\u{1b}[{code}m"), "")
    });
    let is_harmless = |it: char| it == '\n' || !(it.is_control() || it == '\u{202e}');
    assert!(text.chars().all(is_harmless), "{line}: {text:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_is_harmless_everywhere() {
    let service = Service::start().await;
    let id = hostile_build(&service).await;
    for line in [
        "build list shop".to_owned(),
        format!("build show {id}"),
        format!("build watch {id}"),
        format!("build artifacts {id}"),
        format!("build cancel {id} --reason '{HOSTILE}'"),
        format!("project show '{HOSTILE}'"),
        format!("build create '{HOSTILE}' x --callback-url '{HOSTILE}'"),
    ] {
        for flag in [None, Some("--json")] {
            for force in ["0", "1"] {
                let mut command = service.command(&line);
                command.args(flag).env("CLICOLOR_FORCE", force);
                let output = command.output().await.unwrap();
                let text = [output.stdout, output.stderr].concat();
                assert!(!text.is_empty(), "{line}");
                assert_harmless(&String::from_utf8(text).unwrap(), &line);
            }
        }
    }
}
