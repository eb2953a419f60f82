//! The command line of `tachikoma`: arguments, exit codes, what it reads and writes.

mod support;

use std::io::Write;
use std::process::Stdio;

use support::{recording, report, seen, tachikoma};

#[test]
fn version_names_the_program() {
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!("exit 0\n---\ntachikoma {version}\n---\n");
    assert_eq!(seen(tachikoma().arg("--version")), expected);
}

#[test]
fn json_is_the_report() {
    let output = report("keep_going").arg("--json").output().unwrap();
    assert!(output.status.success());
    let report: bep::Report = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report.version, bep::REPORT_VERSION);
    assert_eq!(report.failures.len(), 2);
    assert_eq!(report.steps.len(), 4);
}

#[test]
fn stdin_is_read_too() {
    let mut command = tachikoma();
    command
        .args(["report", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let bytes = std::fs::read(recording("mode.bep")).unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("PASSED build //:numbers: "), "{text}");
    assert!(text.contains(", production, in ws,"), "{text}");
}

#[test]
fn wrong_command_lines_end_with_64() {
    for arguments in [
        &[][..],
        &["report"],
        &["report", "--nonsense", "x"],
        &["nonsense"],
    ] {
        let output = tachikoma().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(64), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut command = report("keep_going");
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
