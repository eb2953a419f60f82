//! What people see of builds that a real Bazel once recorded: a stand-in for Bazel writes the
//! recording's bytes and ends with the recording's exit code.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod support;

use support::{Fixture, Ran};

macro_rules! recording {
    ($name:literal) => {
        include_bytes!(concat!("../../bep/testdata/", $name, ".bep"))
    };
}

/// A workspace without steps, and a Bazel that plays a recording.
fn played(events: &[u8], printed: &str, code: u8) -> Fixture {
    let fixture = Fixture::played(&format!(
        r#"for argument in "$@"; do
  case $argument in
    --build_event_binary_file=*) cat recording >"${{argument#*=}}" ;;
  esac
done
cat printed >&2
exit {code}
"#
    ));
    std::fs::write(fixture.root().join("recording"), events).unwrap();
    fixture.write("printed", printed);
    fixture
}

fn shown(events: &[u8], printed: &str, code: u8, arguments: &[&str]) -> String {
    let ran = played(events, printed, code)
        .tk(arguments)
        .expect_code(i32::from(code));
    seen(&ran)
}

/// What people see, without times: the recordings are made anew now and then.
fn seen(ran: &Ran) -> String {
    let mut text: String = ran.stderr.split_inclusive('\n').map(without_time).collect();
    if !ran.stdout.is_empty() {
        text.push_str(&format!("stdout: {}", ran.stdout));
    }
    text
}

/// Replaces the first `12.3 s` of a line.
fn without_time(line: &str) -> String {
    let is_time = |word: &str| word.contains('.') && word.parse::<f64>().is_ok();
    match line.split(' ').find(|word| is_time(word)) {
        Some(time) => line.replacen(&format!("{time} s"), "[TIME]", 1),
        None => line.to_owned(),
    }
}

#[test]
fn success() {
    insta::assert_snapshot!(shown(recording!("success"), "INFO: ignored\n", 0, &["build"]), @"
    BUILD SUMMARY  development, linux-x64
      PASS     8 targets    1 skipped
    PASSED in [TIME]: cache hit rate 0 % (3 executed)
    ");
}

#[test]
fn nothing_to_do() {
    insta::assert_snapshot!(shown(recording!("null_rebuild"), "", 0, &["build"]), @"
    BUILD SUMMARY  development, linux-x64
      PASS     8 targets    1 skipped
    PASSED in [TIME]: nothing to do
    ");
}

#[test]
fn a_failed_action() {
    insta::assert_snapshot!(shown(recording!("action_failure"), "", 1, &["build"]), @r"

    FAIL //:fails (Genrule), exit code 7
    bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    the tool says no

    BUILD SUMMARY  development, linux-x64
      FAIL     1 target    1 failed
    FAILED (exit code 1) in [TIME]
    ");
}

#[test]
fn several_failures() {
    insta::assert_snapshot!(shown(recording!("keep_going"), "", 1, &["build"]), @r"

    FAIL //:colourful (Genrule), exit code 3
    bash failed: error executing Genrule command (from target //:colourful) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; printf '\''\033]8;;http://example.com\007link\033]8;;\007 \033[31mred\033[0m\n'\'' >&2; exit 3'
    link red

    FAIL //:fails (Genrule), exit code 7
    bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    the tool says no

    BUILD SUMMARY  development, linux-x64
      FAIL     11 targets    3 failed, 1 skipped
    FAILED (exit code 1) in [TIME]: cache hit rate 0 % (3 executed)
    ");
}

#[test]
fn an_error_before_any_action() {
    insta::assert_snapshot!(shown(recording!("loading_error"), "", 1, &["build"]), @"
    warning: Target pattern parsing failed.

    FAIL //missing:target
    no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
     - /tmp/neutral/ws/missing

    BUILD SUMMARY  development, linux-x64
      FAIL     1 target    1 failed
    FAILED (exit code 1) in [TIME]
    ");
    insta::assert_snapshot!(shown(recording!("analysis_error"), "", 1, &["build"]), @r#"

    FAIL //:broken
    in broken rule //:broken: 
    Traceback (most recent call last):
    	File "/tmp/neutral/ws/rules.bzl", line 34, column 9, in _broken_impl
    		fail("broken on purpose: %s" % ctx.label)
    Error in fail: broken on purpose: @//:broken
    ERROR: /tmp/neutral/ws/BUILD.bazel:84:7: Analysis of target '//:broken' failed
    ERROR: Analysis of target '//:broken' failed; build aborted

    BUILD SUMMARY  development, linux-x64
      FAIL     1 target    1 failed
    FAILED (exit code 1) in [TIME]
    "#);
}

#[test]
fn a_stopped_build() {
    insta::assert_snapshot!(shown(recording!("interrupted"), "", 8, &["build"]), @"

    BUILD SUMMARY  development, linux-x64
      STOPPED  2 targets    1 not finished
    STOPPED in [TIME]: cache hit rate 0 % (1 executed)
    ");
}

#[test]
fn a_flag_that_bazel_does_not_know() {
    let printed = "ERROR: --no_such_flag :: Unrecognized option: --no_such_flag\n";
    insta::assert_snapshot!(shown(recording!("bad_flag"), printed, 2, &["build", "--", "--no_such_flag"]), @"

    ERROR: --no_such_flag :: Unrecognized option: --no_such_flag

    BUILD SUMMARY  development, linux-x64
    FAILED (exit code 2) in [TIME]
    ");
}

/// A bad startup flag in an rc file: Bazel does not touch the event file.
#[test]
fn no_events_at_all() {
    let printed = "[FATAL] Unknown startup option: '--no_such'.\n";
    insta::assert_snapshot!(shown(b"", printed, 2, &["build"]), @"
    [FATAL] Unknown startup option: '--no_such'.

    BUILD SUMMARY  development, linux-x64
    FAILED (exit code 2) in [TIME]
    ");
}

/// The server was killed: the events end in the middle of one.
#[test]
fn a_bazel_that_went_away() {
    let whole = recording!("success");
    let printed = "Server terminated abruptly (error code: 14)\n";
    insta::assert_snapshot!(shown(&whole[..whole.len() * 2 / 3], printed, 37, &["build"]), @"
    Server terminated abruptly (error code: 14)

    BUILD SUMMARY  development, linux-x64
      STOPPED  8 targets    6 not finished
    FAILED (exit code 37) in [TIME]
    ");
}

#[test]
fn tests_of_all_kinds() {
    insta::assert_snapshot!(shown(recording!("tests"), "", 3, &["test"]), @r"
      FAIL          [TIME]  //:fails_test
      FLAKY         [TIME]  //:flaky_test  (2 runs)
      PASS          [TIME]  //:passes_test
      TIMEOUT       [TIME]  //:slow_test
      NO BUILD          -  //:unbuilt_test

    FAIL //:fails (Genrule), exit code 7
    bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    the tool says no

    FAIL //:fails_test (TestRunner)
    the test failed

    FAIL //:slow_test (TestRunner)
    the test took longer than it may

    TEST SUMMARY  FAILED (exit code 3) in [TIME]: 0 of 5 tests cached; cache hit rate 0 % (10 executed)
    stdout: 2 passed, 3 failed
    ");
    insta::assert_snapshot!(shown(recording!("tests_cached"), "", 0, &["test"]), @"
      PASS         cached  //:passes_test

    TEST SUMMARY  PASSED in [TIME]: 1 of 1 tests cached; cache hit rate 100 % (1 unchanged)
    stdout: 1 passed, 0 failed
    ");
}

#[test]
fn no_tests() {
    insta::assert_snapshot!(shown(b"", "ERROR: No test targets were found, yet testing was requested\n", 4, &["test"]), @"
    ERROR: No test targets were found, yet testing was requested
    No tests were found: name test targets, or patterns such as //... that hold some.

    TEST SUMMARY  FAILED (exit code 4) in [TIME]
    stdout: 0 passed, 0 failed
    ");
}

#[test]
fn waiting_for_another_bazel_is_said_at_once() {
    let printed = "Another command (pid=12) is running. Waiting for it to complete on the server (server_pid=11)...\n";
    let ran = shown(recording!("null_rebuild"), printed, 0, &["build"]);
    assert!(
        ran.starts_with("Another command (pid=12) is running."),
        "{ran}"
    );
}

#[test]
fn what_a_tool_says_although_it_succeeds_is_shown() {
    let printed = "INFO: From Compiling //a:\nwarning: unused variable: `x`\n --> a.rs:1\nINFO: Build completed\n";
    let ran = shown(recording!("success"), printed, 0, &["build"]);
    let expected =
        "INFO: From Compiling //a:\nwarning: unused variable: `x`\n --> a.rs:1\nBUILD SUMMARY";
    assert!(ran.starts_with(expected), "{ran}");
}
