//! Events that others wrote: nothing in them is obeyed by a terminal, and the secrets of their command line are not
//! shown.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use bep::wire::{
    BuildEvent, BuildEventId, EmptyId, Id, Payload, Progress, ProgressId, UnstructuredCommandLine,
};
use prost::Message;
use support::{recording, tachikoma};

const TEXTS: [&str; 12] = [
    "\u{1b}[2JEVIL",
    "\u{1b}[1;1HEVIL",
    "\u{1b}]0;title\u{7}EVIL",
    "\u{1b}]8;;http://evil.example\u{1b}\\EVIL\u{1b}]8;;\u{1b}\\",
    "\u{1b}]52;c;RVZJTA==\u{7}EVIL",
    "\u{1b}P$qm\u{1b}\\EVIL",
    "\u{1b}cEVIL",
    "\u{9b}2JEVIL",
    "good\rEVIL",
    "good\u{8}\u{8}EVIL\u{7}\u{7f}",
    "\u{202e}LIVE\u{202c}EVIL",
    "\u{2066}EVIL\u{2069}",
];

/// The report of a recording whose events are changed, with colours and as JSON.
fn reports(name: &str, change: impl Fn(&mut BuildEvent), more: &[BuildEvent]) -> [String; 3] {
    let bytes = std::fs::read(recording(&format!("{name}.bep"))).unwrap();
    let mut rest = &*bytes;
    let mut changed = Vec::new();
    while !rest.is_empty() {
        let mut event = BuildEvent::decode_length_delimited(&mut rest).unwrap();
        change(&mut event);
        changed.extend(event.encode_length_delimited_to_vec());
        if matches!(event.payload, Some(Payload::Started(_))) {
            changed.extend(
                more.iter()
                    .flat_map(Message::encode_length_delimited_to_vec),
            );
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("events.bep");
    std::fs::write(&file, changed).unwrap();
    [&["--color"][..], &["--json"], &[]].map(|arguments| shown(&file, arguments))
}

fn shown(file: &Path, arguments: &[&str]) -> String {
    let mut command = tachikoma();
    command
        .arg("report")
        .arg(file)
        .env("DEPLOY_TOKEN", "plant-of-ours");
    match arguments {
        ["--color"] => command.env("CLICOLOR_FORCE", "1"),
        arguments => command.args(arguments),
    };
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

fn is_obeyed(letter: char) -> bool {
    letter != '\n' && letter.is_control()
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn nothing_in_events_is_obeyed() {
    for text in TEXTS {
        let add = |event: &mut BuildEvent| {
            match event.id.as_mut().and_then(|id| id.id.as_mut()) {
                Some(Id::TargetCompleted(id)) => id.label.push_str(text),
                Some(Id::ActionCompleted(id)) => id.label.push_str(text),
                Some(Id::TargetConfigured(id)) => id.label.push_str(text),
                _ => {}
            }
            if let Some(Payload::Action(action)) = &mut event.payload {
                action.r#type.push_str(text);
            }
        };
        let reports = reports(
            "action_failure",
            add,
            &[printed(900, &format!("ERROR: {text}\n"))],
        );
        for report in reports {
            assert!(report.contains("EVIL"), "{text:?}: {report}");
            let rest = report.replace("\u{1b}[0m", "");
            let codes = ["1", "2", "31", "32", "33"].map(|code| format!("\u{1b}[{code}m"));
            let rest = codes.iter().fold(rest, |rest, code| rest.replace(code, ""));
            let found = rest.find(is_obeyed).map(|at| &rest[at..]);
            assert_eq!(found, None, "{text:?}");
        }
    }
}

#[test]
fn a_command_lines_secrets_are_not_shown() {
    let words = [
        "--client_env=API_TOKEN=plant-client-env",
        "--client_env=DISPLAY=localhost:10.0",
        "--default_override=0:build=--define=DB_PASSWORD=plant-rc-define",
        "--remote_header=authorization=Bearer plant-remote-header",
        "--define=apiKey=plant-define",
    ];
    let told = [
        "plant-client-env",
        "plant-rc-define",
        "plant-remote-header",
        "plant-define",
        "plant-of-ours",
    ];
    let line = BuildEvent {
        id: Some(BuildEventId {
            id: Some(Id::UnstructuredCommandLine(EmptyId {})),
        }),
        payload: Some(Payload::CommandLine(UnstructuredCommandLine {
            args: words.map(str::to_owned).to_vec(),
        })),
        ..BuildEvent::default()
    };
    let text: String = told
        .map(|secret| format!("ERROR: on localhost:10.0 it is {secret}\n"))
        .concat();
    for report in reports("loading_error", |_| {}, &[line, printed(0, &text)]) {
        assert!(!report.contains("plant-"), "{report}");
    }
    let [_, json, _] = reports(
        "loading_error",
        |_| {},
        &[printed(0, "ERROR: it is plant-client-env\n")],
    );
    assert!(json.contains("plant-client-env"), "{json}");
    let [_, json, _] = reports("loading_error", |_| {}, &[printed(0, &text)]);
    assert!(
        json.contains("on localhost:10.0 it is [redacted]"),
        "{json}"
    );
}

fn printed(number: i32, text: &str) -> BuildEvent {
    BuildEvent {
        id: Some(BuildEventId {
            id: Some(Id::Progress(ProgressId {
                opaque_count: 1_000 + number,
            })),
        }),
        payload: Some(Payload::Progress(Progress {
            stdout: String::new(),
            stderr: text.to_owned(),
        })),
        ..BuildEvent::default()
    }
}
