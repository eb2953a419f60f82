//! What people see of builds that a real Bazel once recorded: a stand-in for Bazel writes the
//! recording's bytes and ends with the recording's exit code.

mod support;

use support::recordings::shown;

#[test]
fn success() {
    insta::assert_snapshot!(shown(recording!("success"), "INFO: ignored\n", 0, &["build"]), @"
    BUILD SUMMARY  development, linux-x64
      PASS     //:both          -  1 action
      PASS     //:first         -  1 action
      PASS     //:letters       -  1 action
      PASS     //:numbers       -  1 action
      PASS     //:passes_test   -  4 actions
      PASS     //:second        -  1 action
      PASS     2 other targets     1 skipped
    PASSED in [TIME]: cache hit rate 0 % (3 linux-sandbox)
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
    insta::assert_snapshot!(shown(recording!("action_failure"), "", 1, &["build"]), @"

    FAIL //:fails (Genrule), exit code 7, at BUILD.bazel:48:8
    the tool says no
      rerun    tk build //:fails

    BUILD SUMMARY  development, linux-x64
      FAIL     //:fails  -  1 action
    FAILED (exit code 1) in [TIME]: cache hit rate 0 % (1 failed)
    ");
}

#[test]
fn several_failures() {
    insta::assert_snapshot!(shown(recording!("keep_going"), "", 1, &["build"]), @"

    FAIL //:colourful (Genrule), exit code 3, at BUILD.bazel:63:8
    link red

    FAIL //:fails (Genrule), exit code 7, at BUILD.bazel:48:8
    the tool says no

    FAIL //:colourful (Genrule), exit code 3
      why      link red
      rerun    tk build //:colourful
    FAIL //:fails (Genrule), exit code 7
      why      the tool says no
      rerun    tk build //:fails

    BUILD SUMMARY  development, linux-x64
      PASS     //:both          -  1 action
      FAIL     //:colourful     -  1 action
      PASS     //:first         -  1 action
      FAIL     //:fourth        -  1 action; it needs //:fails, which failed
      PASS     //:letters       -  1 action
      PASS     //:numbers       -  1 action
      PASS     //:passes_test   -  4 actions
      PASS     //:second        -  1 action
      FAIL     //:third         -  1 action; it needs //:fails, which failed
      PASS     2 other targets     1 skipped
    FAILED (exit code 1) in [TIME]: cache hit rate 0 % (3 linux-sandbox, 2 failed)
    ");
}

#[test]
fn packages_that_cannot_be_loaded_are_no_tests() {
    for (recording, expected) in [
        (
            &recording!("loading_error_below")[..],
            "0 passed, 3 packages not loaded",
        ),
        (
            recording!("loading_errors_below"),
            "1 passed, 3 packages not loaded",
        ),
    ] {
        let seen = shown(recording, "", 1, &["test"]);
        assert!(seen.ends_with(&format!("\nstdout: {expected}\n")), "{seen}");
    }
}

#[test]
fn an_error_before_any_action() {
    insta::assert_snapshot!(shown(recording!("loading_error"), "", 1, &["build"]), @"

    FAIL //missing:target
    no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
     - /tmp/neutral/ws/missing
    warning: Target pattern parsing failed.

    FAIL //missing:target
      why      no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
      rerun    tk build //missing:target

    BUILD SUMMARY  development, linux-x64
      FAIL     //missing:target  -
    FAILED (exit code 1) in [TIME]
    ");
    insta::assert_snapshot!(shown(recording!("analysis_error"), "", 1, &["build"]), @r#"

    FAIL //:broken, at BUILD.bazel:84:7
    in broken rule //:broken: 
    Traceback (most recent call last):
    	File "/tmp/neutral/ws/rules.bzl", line 34, column 9, in _broken_impl
    		fail("broken on purpose: %s" % ctx.label)
    Error in fail: broken on purpose: @//:broken
      rerun    tk build //:broken

    BUILD SUMMARY  development, linux-x64
      FAIL     //:broken  -
    FAILED (exit code 1) in [TIME]
    "#);
}

#[test]
fn a_stopped_build() {
    insta::assert_snapshot!(shown(recording!("interrupted"), "", 8, &["build"]), @"

    BUILD SUMMARY  development, linux-x64
      PASS     //:numbers      -  1 action
      STOPPED  1 other target     1 not finished
    STOPPED in [TIME]: cache hit rate 0 % (1 linux-sandbox)
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
    insta::assert_snapshot!(shown(&whole[..whole.len() * 2 / 3], printed, 37, &["build", "--retries=0"]), @"
    Server terminated abruptly (error code: 14)

    BUILD SUMMARY  development, linux-x64
      STOPPED  //:first         -  1 action; an earlier failure stopped the build
      PASS     //:passes_test   -  4 actions
      STOPPED  //:second        -  1 action; an earlier failure stopped the build
      STOPPED  5 other targets     4 not finished
    FAILED (exit code 37) in [TIME]
    ");
}

#[test]
fn tests_of_all_kinds() {
    insta::assert_snapshot!(shown(recording!("tests"), "", 3, &["test"]), @"
      PASS          [TIME]  //:passes_test
      FAIL          [TIME]  //:fails_test
      FLAKY         [TIME]  //:flaky_test  (2 runs)
      TIMEOUT       [TIME]  //:slow_test

    FAIL //:fails (Genrule), exit code 7, at BUILD.bazel:48:8
    the tool says no

    FAIL //:fails_test (TestRunner)
    the test failed

    FAIL //:slow_test (TestRunner)
    the test timed out
      NO BUILD          -  //:unbuilt_test  it needs //:fails, which failed

    FAIL //:fails (Genrule), exit code 7
      why      the tool says no
      rerun    tk build //:fails --mode=test
    FAIL //:fails_test (TestRunner)
      why      the test failed
      rerun    tk test //:fails_test
    FAIL //:slow_test (TestRunner)
      why      the test timed out
      rerun    tk test //:slow_test

    TEST SUMMARY  test, linux-x64
      tests          1 passed, 1 flaky, 1 failed, 1 timed out, 1 not built
                     flaky: //:flaky_test passed after 2 runs
    FAILED (exit code 3) in [TIME]: cache hit rate 0 % (10 linux-sandbox, 1 failed; 4 uncacheable)
    stdout: 1 passed, 2 failed, 1 flaky, 1 not built
    ");
    insta::assert_snapshot!(shown(recording!("tests_cached"), "", 0, &["test"]), @"
      PASS         cached  //:passes_test

    TEST SUMMARY  test, linux-x64
      tests          1 passed (1 cached)
    PASSED in [TIME]: nothing to do (1 action unchanged)
    stdout: 1 passed, 0 failed
    ");
}

#[test]
fn no_tests() {
    insta::assert_snapshot!(shown(b"", "ERROR: No test targets were found, yet testing was requested\n", 4, &["test"]), @"
    ERROR: No test targets were found, yet testing was requested
    No tests found: name test targets, or patterns such as //... that match some.

    TEST SUMMARY  test, linux-x64
    FAILED (exit code 4) in [TIME]
    stdout: 0 passed, 0 failed
    ");
}
