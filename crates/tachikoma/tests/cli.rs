//! The command line of `tachikoma`: arguments, exit codes, what it reads and writes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Write;
use std::process::{Command, Output, Stdio};

use support::{recording, report, seen, tachikoma};

#[test]
fn version_names_the_program() {
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!("exit 0\n---\ntachikoma {version}\n---\n");
    assert_eq!(seen(tachikoma().arg("--version")), expected);
}

#[test]
fn relative_paths_are_those_of_whoever_called_bazel() {
    let folder = tempfile::tempdir().unwrap();
    let runfiles = folder.path().join("tachikoma.runfiles/_main");
    std::fs::create_dir_all(&runfiles).unwrap();
    std::fs::copy(recording("mode.bep"), folder.path().join("build.bep")).unwrap();
    let report = |called_in: &str| {
        let mut command = tachikoma();
        command.args(["report", "build.bep"]).current_dir(&runfiles);
        let called_in = folder.path().join(called_in);
        command.env("BUILD_WORKING_DIRECTORY", called_in);
        command.output().unwrap().status.success()
    };
    assert!(report("") && !report("tachikoma.runfiles"));
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
    let text = String::from_utf8(on_stdin("mode.bep", &[]).stdout).unwrap();
    assert!(text.starts_with("PASSED build //:numbers: "), "{text}");
    assert!(text.contains(", production, in ws,"), "{text}");
}

/// `-`, with the bytes of a file.
fn on_stdin(file: &str, arguments: &[&str]) -> Output {
    let mut command = tachikoma();
    command
        .args(["report", "-"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let bytes = std::fs::read(recording(file)).unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn events_as_json_are_reported_as_those_in_binary_form() {
    for name in ["build", "errors", "interrupted", "test"] {
        let [binary, json] = ["bep", "json"].map(|form| format!("with_json_{name}.{form}"));
        for arguments in [&[][..], &["--json"]] {
            let of_file = |file: &str| {
                seen(
                    tachikoma()
                        .arg("report")
                        .arg(recording(file))
                        .args(arguments),
                )
            };
            assert_eq!(of_file(&json), of_file(&binary), "{name} {arguments:?}");
            let of_stdin = on_stdin(&json, arguments);
            assert!(of_stdin.status.success(), "{of_stdin:?}");
            assert_eq!(
                of_stdin.stdout,
                on_stdin(&binary, arguments).stdout,
                "{name}"
            );
        }
    }
}

#[test]
fn a_named_pipe_is_read_in_both_forms() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("events");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    for form in ["bep", "json"] {
        let bytes = std::fs::read(recording(&format!("with_json_test.{form}"))).unwrap();
        let to = pipe.clone();
        let writer = std::thread::spawn(move || std::fs::write(to, bytes).unwrap());
        let text = seen(tachikoma().arg("report").arg(&pipe));
        writer.join().unwrap();
        let expected = seen(
            tachikoma()
                .arg("report")
                .arg(recording("with_json_test.bep")),
        );
        assert_eq!(text, expected, "{form}");
    }
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
