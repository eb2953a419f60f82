//! Builds and tests that passed.

use crate::support::{facts, report};

#[test]
fn success() {
    insta::assert_snapshot!(facts(&report("success")), @"
    build //...: Passed 0 SUCCESS
    step first: Passed 3 actions, cached Some(false), [2 linux-sandbox, 1 internal]
    step second: Passed 2 actions, cached Some(false), [1 internal, 1 linux-sandbox]
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:elsewhere (genrule rule): Skipped in -: incompatible with the platform
    target //:first (build_step rule): Built in first
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    critical: Genrule //:letters
    critical: Genrule //:both
    cache: 3 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 7 internal, 10 total, rate Some(0.0)
    ");
}

#[test]
fn null_rebuild() {
    insta::assert_snapshot!(facts(&report("null_rebuild")), @"
    build //...: Passed 0 SUCCESS
    step first: Passed 0 actions, cached Some(true), []
    step second: Passed 0 actions, cached Some(true), []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:elsewhere (genrule rule): Skipped in -: incompatible with the platform
    target //:first (build_step rule): Built in first
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 1 total, rate None
    ");
}

#[test]
fn action_cache() {
    insta::assert_snapshot!(facts(&report("action_cache")), @"
    build //...: Passed 0 SUCCESS
    step first: Passed 0 actions, cached Some(true), []
    step second: Passed 0 actions, cached Some(true), []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:elsewhere (genrule rule): Skipped in -: incompatible with the platform
    target //:first (build_step rule): Built in first
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    cache: 0 run, Some(0) of them each time, 10 up to date, 0 disk, 0 remote, 1 internal, 11 total, rate Some(1.0)
    ");
}

#[test]
fn disk_cache() {
    insta::assert_snapshot!(facts(&report("disk_cache")), @"
    build //...: Passed 0 SUCCESS
    step first: Passed 3 actions, cached Some(true), [2 disk cache hit, 1 internal]
    step second: Passed 2 actions, cached Some(true), [1 disk cache hit, 1 internal]
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:elsewhere (genrule rule): Skipped in -: incompatible with the platform
    target //:first (build_step rule): Built in first
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    critical: Genrule //:letters
    critical: Genrule //:both
    cache: 0 run, Some(0) of them each time, 0 up to date, 3 disk, 0 remote, 7 internal, 10 total, rate Some(1.0)
    ");
}

#[test]
fn default_events() {
    insta::assert_snapshot!(facts(&report("default_events")), @r#"
    build //:both //:fails: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Passed 0 actions, cached None, []
    step third: Failed 1 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:fails (genrule rule): Failed in third
    cache: 3 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 5 total, rate Some(0.0)
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}

#[test]
fn tests() {
    insta::assert_snapshot!(facts(&report("tests")), @r#"
    test //:passes_test //:fails_test //:flaky_test //:slow_test //:unbuilt_test: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Failed 1 actions, cached None, [1 linux-sandbox]
    step fourth: Skipped 0 actions, cached None, []
    target //:fails_test (script_test rule): Built in -
    target //:flaky_test (script_test rule): Built in -
    target //:passes_test (script_test rule): Built in -
    target //:slow_test (script_test rule): Built in -
    target //:unbuilt_test (script_test rule): Failed in -: it needs //:fails, which failed
    test //:fails_test: Failed x1, cached false
    test //:flaky_test: Flaky x2, cached false
      run 1 shard 1 attempt 1: Failed bazel-out/k8-fastbuild/testlogs/flaky_test/test_attempts/attempt_1.log
      run 1 shard 1 attempt 2: Passed bazel-out/k8-fastbuild/testlogs/flaky_test/test.log
    test //:passes_test: Passed x1, cached false
    test //:slow_test: Timeout x1, cached false
    test //:unbuilt_test: FailedToBuild x0, cached false
    critical: SourceSymlinkManifest //:slow_test
    critical: SymlinkTree //:slow_test
    critical:  runfiles for //:slow_test
    critical: TestRunner //:slow_test
    cache: 10 run, Some(4) of them each time, 0 up to date, 0 disk, 0 remote, 16 internal, 26 total, rate Some(0.0)
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    failure //:fails_test TestRunner in -, exit None:
      the test failed
      log None
    failure //:slow_test TestRunner in -, exit None:
      the test timed out
      log None
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}

#[test]
fn tests_cached() {
    insta::assert_snapshot!(facts(&report("tests_cached")), @"
    test //:passes_test: Passed 0 SUCCESS
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:passes_test (script_test rule): Built in -
    test //:passes_test: Passed x1, cached true
    cache: 0 run, Some(0) of them each time, 1 up to date, 0 disk, 0 remote, 1 internal, 2 total, rate Some(1.0)
    ");
}

#[test]
fn plain_test() {
    insta::assert_snapshot!(facts(&report("plain_test")), @"
    test //:passes_test //:fails_test: Failed 3 TESTS_FAILED
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:fails_test (script_test rule): Built in -
    target //:passes_test (script_test rule): Built in -
    test //:fails_test: Failed x1, cached false
    test //:passes_test: Passed x1, cached false
    cache: 4 run, Some(2) of them each time, 10 up to date, 0 disk, 0 remote, 0 internal, 14 total, rate Some(0.7142857142857143)
    failure //:fails_test TestRunner in -, exit None:
      the test failed
      log None
    ");
}

#[test]
fn run() {
    insta::assert_snapshot!(facts(&report("run")), @"
    run //:exits_3: Passed 0 SUCCESS
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:exits_3 (script_binary rule): Built in -
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 5 internal, 5 total, rate None
    ");
}
