//! Texts that a terminal must not get, and what it got.

use std::process::{Command, Stdio};

use bep::wire::{BuildEvent, FileContent, Id, Payload};
use prost::Message;

use super::Fixture;

/// What each kind is, and a text of that kind. All have `EVIL` in them, so that a test sees that they got somewhere.
pub const KINDS: [(&str, &str); 18] = [
    ("clear", "\u{1b}[2JEVIL"),
    ("move", "\u{1b}[31337;1HEVIL"),
    ("up", "\u{1b}[31337AEVIL"),
    ("title", "\u{1b}]0;EVILtitle\u{7}EVIL"),
    (
        "link",
        "\u{1b}]8;;http://evil.example\u{1b}\\EVIL\u{1b}]8;;\u{1b}\\",
    ),
    ("clipboard", "\u{1b}]52;c;RVZJTA==\u{7}EVIL"),
    ("device control", "\u{1b}P$qmEVIL\u{1b}\\EVIL"),
    ("application", "\u{1b}_EVIL\u{1b}\\EVIL"),
    ("reset", "\u{1b}cEVIL"),
    ("mode", "\u{1b}[?1049hEVIL"),
    ("letters", "\u{1b}(0EVIL"),
    ("C1 sequence", "\u{9b}2JEVIL"),
    ("C1 title", "\u{9d}0;x\u{9c}EVIL"),
    ("carriage return", "good\rEVIL"),
    ("backspace", "good\u{8}\u{8}\u{8}\u{8}EVIL"),
    ("bell", "\u{7}\u{b}\u{c}\u{7f}EVIL"),
    ("override", "\u{202e}LIVE\u{202c}EVIL"),
    ("isolate", "\u{2066}\u{2067}\u{2068}EVIL\u{2069}"),
];

/// A recording's events with the text behind each name, and in all that tools print.
pub fn events(recording: &[u8], text: &str) -> Vec<u8> {
    let mut rest = recording;
    let mut changed = Vec::new();
    while !rest.is_empty() {
        let mut event = BuildEvent::decode_length_delimited(&mut rest).unwrap();
        add_to_id(&mut event, text);
        add_to_payload(&mut event, text);
        changed.extend(event.encode_length_delimited_to_vec());
    }
    changed
}

fn add_to_id(event: &mut BuildEvent, text: &str) {
    let label = match event.id.as_mut().and_then(|id| id.id.as_mut()) {
        Some(Id::TargetCompleted(id)) => &mut id.label,
        Some(Id::TargetConfigured(id)) => &mut id.label,
        Some(Id::ActionCompleted(id)) => &mut id.label,
        Some(Id::TestResult(id)) => &mut id.label,
        Some(Id::TestSummary(id)) => &mut id.label,
        _ => return,
    };
    label.push_str(text);
}

fn add_to_payload(event: &mut BuildEvent, text: &str) {
    match event.payload.as_mut() {
        Some(Payload::Started(started)) => started.build_tool_version.push_str(text),
        Some(Payload::Progress(progress)) if !progress.stderr.is_empty() => {
            progress.stderr = format!("WARNING: {text}\nERROR: {text}\n{}", progress.stderr);
        }
        Some(Payload::Action(action)) => {
            action.r#type.push_str(text);
            if let Some(detail) = &mut action.failure_detail {
                detail.message.push_str(text);
            }
            if let Some(stderr) = &mut action.stderr {
                stderr.file = Some(FileContent::Contents(format!("tool {text}\n").into_bytes()));
            }
        }
        Some(Payload::TestResult(result)) => result.status_details.push_str(text),
        _ => {}
    }
}

/// What a command writes to a terminal, and to a pipe.
pub fn written(fixture: &Fixture, arguments: &[&str]) -> [(&'static str, String); 2] {
    let piped = fixture.command(arguments).output().unwrap();
    let piped = [piped.stdout, piped.stderr].concat();
    [
        ("pipe", String::from_utf8_lossy(&piped).into_owned()),
        ("terminal", on_terminal(fixture, arguments)),
    ]
}

fn on_terminal(fixture: &Fixture, arguments: &[&str]) -> String {
    let command = fixture.command(arguments);
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line: Vec<String> = words
        .map(|word| format!("'{}'", word.to_string_lossy().replace('\'', r"'\''")))
        .collect();
    let mut script = Command::new("script");
    script
        .args([
            "--quiet",
            "--return",
            "--command",
            &line.join(" "),
            "/dev/null",
        ])
        .current_dir(fixture.root())
        .env_clear()
        .envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .env("TERM", "xterm-256color")
        .env("SHELL", "/bin/sh")
        .stdin(Stdio::null());
    let output = script.output().unwrap();
    assert!(
        !output.stdout.is_empty() || output.status.success(),
        "script gave nothing: {output:?}"
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a terminal would obey in a text, and `tk` does not write by itself: colours and redrawing its last lines.
pub fn obeyed(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(at) = rest.find(is_obeyed) {
        let found = &rest[at..];
        match own(found) {
            Some(length) => rest = &found[length..],
            None => return Some(found.chars().take(24).collect()),
        }
    }
    None
}

fn is_obeyed(letter: char) -> bool {
    letter != '\n' && letter != '\t' && letter.is_control()
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// How long a sequence of `tk`'s own at the start of a text is.
fn own(text: &str) -> Option<usize> {
    if let Some(behind) = text.strip_prefix('\r') {
        return (!behind.starts_with("EVIL")).then_some(1);
    }
    let codes = text.strip_prefix("\u{1b}[")?;
    let end = codes.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    let (codes, last) = (&codes[..end], codes.as_bytes()[end]);
    let is_own = match last {
        b'm' => true,
        b'J' | b'K' => codes.is_empty(),
        b'A' => codes.len() < 3,
        _ => false,
    };
    is_own.then_some(2 + end + 1)
}
