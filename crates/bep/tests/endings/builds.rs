//! Builds and tests that failed, or found nothing to do.

use crate::support::{facts, report};

#[test]
fn analysis_error_keep_going() {
    insta::assert_snapshot!(facts(&report("analysis_error_keep_going")), @"
    build //:broken //:numbers: Failed 1 BUILD_FAILURE
    step first: Passed 0 actions, cached Some(true), []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:broken (): Failed in -
    target //:numbers (genrule rule): Built in first
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 1 total, rate None
    failure //:broken - in -, exit None:
      in broken rule //:broken: 
      log None
      at BUILD.bazel:84:Some(7)
    Error: /tmp/neutral/ws/BUILD.bazel:84:7: in broken rule //:broken:
    Error: /tmp/neutral/ws/BUILD.bazel:84:7: Analysis of target '//:broken' failed
    Warning: errors encountered while analyzing target '//:broken', it will not be built.
    Error: command succeeded, but not all targets were analyzed
    ");
}

#[test]
fn bad_module() {
    insta::assert_snapshot!(facts(&report("bad_module")), @"
    build : Failed 48 -
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    failure  - in -, exit None:
      /tmp/neutral/ws/MODULE.bazel:2:1: syntax error at 'newline': expected expression
      log None
      at /tmp/neutral/ws/MODULE.bazel:2:Some(1)
    Error: /tmp/neutral/ws/MODULE.bazel:2:1: syntax error at 'newline': expected expression
    Error: Error computing the main repository mapping: error parsing MODULE.bazel file for <root>
    ");
}

#[test]
fn loading_error_keep_going() {
    insta::assert_snapshot!(facts(&report("loading_error_keep_going")), @"
    build //missing:target //:numbers: Failed 1 BUILD_FAILURE
    step first: Passed 0 actions, cached Some(true), []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (genrule rule): Built in first
    target //missing:target (): Failed in -
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 1 total, rate None
    failure //missing:target - in -, exit None:
      no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
      log None
    Warning: Target pattern parsing failed.
    Error: Skipping '//missing:target': no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
    Error: command succeeded, but there were errors parsing the target pattern
    ");
}

#[test]
fn located() {
    insta::assert_snapshot!(facts(&report("located")), @r#"
    build //:located: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:located (genrule rule): Failed in -
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 2 total, rate None
    failure //:located Genrule in -, exit Some(1):
      bash failed: error executing Genrule command (from target //:located) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo "src/main.c:12:7: error: expected '\'';'\''" >&2; exit 1'
      log Some("src/main.c:12:7: error: expected ';'")
      at src/main.c:12:Some(7)
    Error: /tmp/neutral/ws/BUILD.bazel:168:8: Executing genrule //:located failed: (Exit 1): bash failed: error executing Genrule command (from target //:located) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo "src/main.c:12:7: error: expected '\'';'\''" >&2; exit 1'
    "#);
}

#[test]
fn much_output() {
    insta::assert_snapshot!(facts(&report("much_output")), @r#"
    build //:much_output: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:much_output (genrule rule): Failed in -
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 2 total, rate None
    failure //:much_output Genrule in -, exit Some(1):
      bash failed: error executing Genrule command (from target //:much_output) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; seq 200000 >&2; exit 1'
      log Some("stderr (/tmp/neutral/out/execroot/__main__/bazel-out/_tmp/actions/stderr-2) 1288895 exceeds maximum size of --experimental_ui_max_stdouterr_bytes=1048576 bytes; skipping")
      at BUILD.bazel:176:Some(8)
    Error: /tmp/neutral/ws/BUILD.bazel:176:8: Executing genrule //:much_output failed: (Exit 1): bash failed: error executing Genrule command (from target //:much_output) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; seq 200000 >&2; exit 1'
    "#);
}

#[test]
fn no_tests() {
    insta::assert_snapshot!(facts(&report("no_tests")), @"
    test //:numbers: Failed 4 NO_TESTS_FOUND
    step first: Passed 0 actions, cached Some(true), []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (genrule rule): Built in first
    cache: 0 run, Some(0) of them each time, 1 up to date, 0 disk, 0 remote, 1 internal, 2 total, rate Some(1.0)
    failure  - in -, exit None:
      No test targets were found, yet testing was requested
      log None
    Error: No test targets were found, yet testing was requested
    ");
}

#[test]
fn test_data_broken() {
    insta::assert_snapshot!(facts(&report("test_data_broken")), @r#"
    test //:unbuilt_test: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Failed 1 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:unbuilt_test (script_test rule): Failed in -: it needs //:fails, which failed
    test //:unbuilt_test: FailedToBuild x0, cached false
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 6 internal, 6 total, rate None
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}

#[test]
fn test_runs() {
    insta::assert_snapshot!(facts(&report("test_runs")), @"
    test //:sharded_test: Passed 0 SUCCESS
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:sharded_test (script_test rule): Built in -
    test //:sharded_test: Passed x4, cached false
      run 1 shard 1 attempt 1: Passed bazel-out/k8-fastbuild/testlogs/sharded_test/shard_1_of_2_run_1_of_2/test.log
      run 1 shard 2 attempt 1: Passed bazel-out/k8-fastbuild/testlogs/sharded_test/shard_2_of_2_run_1_of_2/test.log
      run 2 shard 1 attempt 1: Passed bazel-out/k8-fastbuild/testlogs/sharded_test/shard_1_of_2_run_2_of_2/test.log
      run 2 shard 2 attempt 1: Passed bazel-out/k8-fastbuild/testlogs/sharded_test/shard_2_of_2_run_2_of_2/test.log
    cache: 8 run, Some(4) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 9 total, rate Some(0.0)
    ");
}
