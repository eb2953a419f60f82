//! What people see of `tachikoma`, by running it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Below the workspace for cargo, in the runfiles for Bazel.
fn in_workspace(path: &str) -> PathBuf {
    let runfiles = std::env::var_os("TEST_SRCDIR").map(PathBuf::from);
    let workspace = std::env::var_os("TEST_WORKSPACE").map(PathBuf::from);
    match runfiles.zip(workspace) {
        Some((runfiles, workspace)) => runfiles.join(workspace).join(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(path),
    }
}

/// The binary: cargo's, or the one in the runfiles that Bazel names in `TACHIKOMA_BIN`.
fn binary() -> PathBuf {
    match (
        std::env::var("TACHIKOMA_BIN"),
        option_env!("CARGO_BIN_EXE_tachikoma"),
    ) {
        (Ok(path), _) => in_workspace(&path),
        (_, Some(path)) => PathBuf::from(path),
        _ => panic!("set TACHIKOMA_BIN to the binary's path in the runfiles"),
    }
}

fn recording(name: &str) -> PathBuf {
    in_workspace("crates/bep/testdata").join(name)
}

fn tachikoma() -> Command {
    let mut command = Command::new(binary());
    command
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null());
    command
}

/// `report` of a recording with its profile and steps.
fn report(name: &str) -> Command {
    let mut command = tachikoma();
    command.arg("report").arg(recording(&format!("{name}.bep")));
    command.arg("--steps").arg(recording("steps"));
    command
}

/// Exit code, stdout and stderr, with paths of this machine left out.
fn seen(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let stdout = String::from_utf8(stdout).unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    let folder = recording("").to_string_lossy().into_owned();
    let text = format!(
        "exit {}\n---\n{stdout}---\n{stderr}",
        status.code().unwrap()
    );
    text.replace(&folder, "<recordings>/")
}

#[test]
fn version_names_the_program() {
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!("exit 0\n---\ntachikoma {version}\n---\n");
    assert_eq!(seen(tachikoma().arg("--version")), expected);
}

#[test]
fn a_build_that_went_well() {
    let mut command = report("success");
    command
        .arg("--profile")
        .arg(recording("success.profile.gz"));
    insta::assert_snapshot!(seen(&mut command), @"
    exit 0
    ---
    PASSED build //...: 6.5 s, in ws, 8 targets: 7 built, 1 skipped

    Steps
      first   passed   441 ms  3 actions
      second  passed    66 ms  2 actions
      third   skipped
      fourth  skipped

    Critical path: 499 ms, 8 % of the time
      439 ms  Genrule  //:letters  linux-sandbox
       60 ms  Genrule  //:both     linux-sandbox

    Slowest of 9 actions
      441 ms  Genrule                //:letters      linux-sandbox
      371 ms  Genrule                //:numbers      linux-sandbox
       61 ms  Genrule                //:both         linux-sandbox
       25 ms  FileWrite              //:first        internal
       14 ms  SymlinkTree            //:passes_test  internal
       13 ms  RepoMappingManifest    //:passes_test  internal
        9 ms  FileWrite              //:passes_test  internal
        8 ms  SourceSymlinkManifest  //:passes_test  internal
        5 ms  FileWrite              //:second       internal

    Cache: 0 % hits (3 executed, 7 internal)
    ---
    ");
}

#[test]
fn a_build_that_failed_shows_failures_first() {
    insta::assert_snapshot!(seen(&mut report("keep_going")), @r"
    exit 0
    ---
    FAILED //:colourful (Genrule, exit code 3, BUILD.bazel:63:8)
      bash failed: error executing Genrule command (from target //:colourful) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; printf '\''\033]8;;http://example.com\007link\033]8;;\007 \033[31mred\033[0m\n'\'' >&2; exit 3'
      | link red

    FAILED //:fails (Genrule, step third, exit code 7, BUILD.bazel:48:8)
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      | the tool says no

    FAILED build //... //:third //:fourth //:colourful: 1.8 s, exit code 1 (BUILD_FAILURE), in ws, 11 targets: 7 built, 3 failed, 1 skipped

    Steps
      first   passed     3 actions
      second  passed     2 actions
      third   failed     2 actions
      fourth  skipped

    Cache: 0 % hits (3 executed, 11 internal)
    ---
    ");
}

#[test]
fn tests_of_all_kinds() {
    insta::assert_snapshot!(seen(&mut report("tests")), @r"
    exit 0
    ---
    FAILED //:fails (Genrule, step third, exit code 7, BUILD.bazel:48:8)
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      | the tool says no

    FAILED //:fails_test (TestRunner)
      the test failed

    FAILED //:slow_test (TestRunner)
      the test took longer than it may

    FAILED test //:passes_test //:fails_test //:flaky_test //:slow_test //:unbuilt_test: 2.9 s, exit code 1 (BUILD_FAILURE), in ws, 5 targets: 4 built, 1 failed

    Steps
      first   skipped
      second  skipped
      third   failed     1 action
      fourth  skipped

    Tests: 2 passed, 3 failed
      failed           //:fails_test     37 ms
      flaky            //:flaky_test    160 ms          2 runs
                         attempt 1      117 ms  failed  bazel-out/k8-fastbuild/testlogs/flaky_test/test_attempts/attempt_1.log
                         attempt 2       43 ms  passed  bazel-out/k8-fastbuild/testlogs/flaky_test/test.log
      passed           //:passes_test   427 ms
      timeout          //:slow_test      2.1 s
      failed to build  //:unbuilt_test

    Cache: 0 % hits (10 executed, 16 internal)
    ---
    ");
}

#[test]
fn nothing_to_do_is_said_so() {
    insta::assert_snapshot!(seen(&mut report("null_rebuild")), @"
    exit 0
    ---
    PASSED build //...: 483 ms, in ws, 8 targets: 7 built, 1 skipped

    Steps
      first   passed   0 ms  up to date
      second  passed   0 ms  up to date
      third   skipped
      fourth  skipped

    Cache: nothing to do (1 internal)
    ---
    ");
}

#[test]
fn an_interrupted_build() {
    insta::assert_snapshot!(seen(&mut report("interrupted")), @"
    exit 0
    ---
    INTERRUPTED build //:numbers //:slow: 4.0 s, exit code 8 (INTERRUPTED), in ws, 2 targets: 1 built, 1 incomplete

    Steps
      first   incomplete    1 action
      second  skipped
      third   skipped
      fourth  skipped

    Cache: 0 % hits (1 executed, 2 internal)
    ---
    ");
}

#[test]
fn colours_are_forced_and_forbidden() {
    let coloured = seen(report("keep_going").env("CLICOLOR_FORCE", "1"));
    assert!(coloured.contains("\u{1b}[31mFAILED\u{1b}[0m"), "{coloured}");
    let plain = seen(
        report("keep_going")
            .env("CLICOLOR_FORCE", "1")
            .env("NO_COLOR", "1"),
    );
    assert!(!plain.contains('\u{1b}'), "{plain}");
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
fn a_truncated_file_is_reported_with_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cut.bep");
    let bytes = std::fs::read(recording("action_failure.bep")).unwrap();
    std::fs::write(&path, &bytes[..8_000]).unwrap();
    let text = seen(tachikoma().arg("report").arg(&path));
    let text = text.replace(&*directory.path().to_string_lossy(), "<directory>");
    insta::assert_snapshot!(text, @"
    exit 0
    ---
    INCOMPLETE build: 0 ms, in ws

    Cache: nothing to do
    ---
    warning: <directory>/cut.bep: the build events end in the middle of an event that begins at byte 5053; the report is of what came before
    ");
}

#[test]
fn what_is_no_file_of_build_events() {
    let directory = tempfile::tempdir().unwrap();
    let empty = directory.path().join("empty");
    std::fs::write(&empty, "").unwrap();
    let mut text = String::new();
    for file in [
        &recording("record.sh"),
        &empty,
        &directory.path().join("none"),
    ] {
        text.push_str(&seen(tachikoma().arg("report").arg(file)));
    }
    text.push_str(&seen(tachikoma().arg("report").arg(directory.path())));
    let text = text.replace(&*directory.path().to_string_lossy(), "<directory>");
    insta::assert_snapshot!(text, @"
    exit 65
    ---
    ---
    error: cannot report on <recordings>/record.sh
      caused by: this is not a file of build events (made by bazel's --build_event_binary_file)
      caused by: there is no build event at byte 0
      caused by: failed to decode Protobuf message: BuildEvent.payload: invalid wire type: SixtyFourBit (expected LengthDelimited)
      hint: make one with: bazel build --build_event_binary_file=FILE TARGET
    exit 65
    ---
    ---
    error: cannot report on <directory>/empty
      caused by: there are no build events in it: it is empty
      hint: make one with: bazel build --build_event_binary_file=FILE TARGET
    exit 66
    ---
    ---
    error: cannot report on <directory>/none
      caused by: cannot open <directory>/none
      caused by: No such file or directory (os error 2)
    exit 74
    ---
    ---
    error: cannot report on <directory>
      caused by: cannot read the build events at byte 0
      caused by: Is a directory (os error 21)
    ");
}

#[test]
fn steps_and_profiles_that_do_not_fit() {
    let mut other = report("success");
    other.arg("--profile").arg(recording("tests.profile.gz"));
    let mut none = report("success");
    none.arg("--profile").arg(recording("record.sh"));
    let mut nowhere = tachikoma();
    nowhere
        .arg("report")
        .arg(recording("success.bep"))
        .args(["--steps", "no/such/folder"]);
    let text = [seen(&mut other), seen(&mut none), seen(&mut nowhere)].concat();
    insta::assert_snapshot!(text, @"
    exit 65
    ---
    ---
    error: the profile <recordings>/tests.profile.gz is of another build
      hint: give the one that the same bazel call wrote
    exit 65
    ---
    ---
    error: <recordings>/record.sh is not a Bazel profile
    exit 66
    ---
    ---
    error: cannot look for step definitions in no/such/folder
      caused by: No such file or directory (os error 2)
    ");
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
