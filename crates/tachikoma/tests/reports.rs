//! The report as people see it, for builds that ended in every way.

mod support;

use support::{recording, report, seen};

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
      the test timed out

    FAILED test //:passes_test //:fails_test //:flaky_test //:slow_test //:unbuilt_test: 2.9 s, exit code 1 (BUILD_FAILURE), in ws, 5 targets: 4 built, 1 failed

    Steps
      first   skipped
      second  skipped
      third   failed     1 action
      fourth  skipped

    Tests: 1 passed, 1 flaky, 1 failed, 1 timed out, 1 not built
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
