//! How Bazel ends, in each of its ways: what is reported of the stream that it left, with the exit
//! code of its process (`testdata/record.sh`).

mod support;

use bep::{Outcome, Report};
use support::{facts, path, report};

/// Cases of which there is no stream: Bazel ended before it opened the file, and what an earlier
/// build had left in it stayed.
#[test]
fn processes_and_their_files() {
    let table = std::fs::read_to_string(path("exits.tsv")).unwrap();
    let others = table.lines().filter(|row| !row.ends_with("recorded"));
    insta::assert_snapshot!(others.collect::<Vec<_>>().join("\n"), @"
    bad_rc	2	untouched
    bad_startup_flag	2	untouched
    lock_held	9	untouched
    no_space	38	none
    no_workspace	2	untouched
    ");
}

#[test]
fn action_killed() {
    insta::assert_snapshot!(facts(&report("action_killed")), @"
    build //:killed: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:killed (genrule rule): Failed in -
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 2 total, rate None
    failure //:killed Genrule in -, exit Some(137):
      bash failed: error executing Genrule command (from target //:killed) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; kill -KILL $$'
      log None
      at BUILD.bazel:161:Some(8)
    Error: /tmp/neutral/ws/BUILD.bazel:161:8: Executing genrule //:killed failed: (Killed): bash failed: error executing Genrule command (from target //:killed) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; kill -KILL $$'
    ");
}

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
fn bes_refused() {
    insta::assert_snapshot!(facts(&report("bes_refused")), @"
    build //:numbers: Failed 38 -
    step first: Passed 1 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (genrule rule): Built in first
    cache: 1 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 2 total, rate Some(0.0)
    ");
}

#[test]
fn bes_rejected() {
    insta::assert_snapshot!(facts(&report("bes_rejected")), @"
    build //:numbers: Failed 45 -
    step first: Passed 1 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (genrule rule): Built in first
    cache: 1 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 2 total, rate Some(0.0)
    ");
}

#[test]
fn bes_unauthenticated() {
    insta::assert_snapshot!(facts(&report("bes_unauthenticated")), @"
    build //:numbers: Failed 38 -
    step first: Passed 1 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (genrule rule): Built in first
    cache: 1 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 2 total, rate Some(0.0)
    ");
}

#[test]
fn cache_evicted() {
    insta::assert_snapshot!(facts(&report("cache_evicted")), @"
    build //:both: Failed 39 REMOTE_CACHE_EVICTED
    step first: Skipped 0 actions, cached None, []
    step second: Failed 1 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Failed in second
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 2 total, rate None
    failure //:both Genrule in second, exit Some(0):
      Executing genrule //:both failed: Failed to fetch blobs because they do not exist remotely.: 2 errors during bulk transfer:
      log None
      at BUILD.bazel:28:Some(8)
    Error: /tmp/neutral/ws/BUILD.bazel:28:8: Executing genrule //:both failed: Failed to fetch blobs because they do not exist remotely.: 2 errors during bulk transfer:
    ");
}

#[test]
fn cache_evicted_retried() {
    insta::assert_snapshot!(facts(&report("cache_evicted_retried")), @"
    build //:both: Passed 0 SUCCESS
    step first: Passed 2 actions, cached None, []
    step second: Passed 1 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    cache: 3 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 4 total, rate Some(0.0)
    ");
}

#[test]
fn client_killed() {
    insta::assert_snapshot!(facts(&report("client_killed")), @"
    build //:numbers //:brief: Failed 137 -
    step first: Passed 1 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:brief (genrule rule): Built in -
    target //:numbers (genrule rule): Built in first
    cache: 2 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 3 total, rate Some(0.0)
    ");
}

#[test]
fn client_killed_open() {
    insta::assert_snapshot!(facts(&report("client_killed_open")), @"
    build //:numbers //:brief: Failed 137 -
    step first: Passed 1 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:brief (genrule rule): Incomplete in -
    target //:numbers (genrule rule): Built in first
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    ");
}

#[test]
fn executor_gone() {
    insta::assert_snapshot!(facts(&report("executor_gone")), @r#"
    build //:numbers: Failed 34 -
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    failure  - in -, exit None:
      Failed to query remote execution capabilities: UNAVAILABLE: io exception
      log Some("Computing main repo mapping: \nComputing main repo mapping: \nLoading: \nLoading: 0 packages loaded\nAnalyzing: target //:numbers (1 packages loaded, 0 targets configured)\nAnalyzing: target //:numbers (1 packages loaded, 0 targets configured)")
    Error: Failed to query remote execution capabilities: UNAVAILABLE: io exception
    "#);
}

#[test]
fn full_disk() {
    insta::assert_snapshot!(facts(&report("full_disk")), @"
    build //:numbers: Passed 0 -
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
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
fn remote_cache() {
    insta::assert_snapshot!(facts(&report("remote_cache")), @"
    build //...: Passed 0 SUCCESS
    step first: Passed 3 actions, cached Some(true), []
    step second: Passed 2 actions, cached Some(true), []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:elsewhere (genrule rule): Skipped in -
    target //:first (build_step rule): Built in first
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 3 remote, 7 internal, 10 total, rate Some(1.0)
    ");
}

#[test]
fn server_crash() {
    insta::assert_snapshot!(facts(&report("server_crash")), @r#"
    build //:numbers: Failed 37 -
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (): Incomplete in first
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    failure  - in -, exit None:
      bazel crashed due to an internal error. Printing stack trace:
      log Some("2531 bytes")
      at java.base/java.lang.ClassLoader.loadLibrary(ClassLoader.java:2285:None
    Error: bazel crashed due to an internal error. Printing stack trace:
    "#);
}

#[test]
fn server_killed() {
    insta::assert_snapshot!(facts(&report("server_killed")), @"
    build //:numbers //:slow: Failed 37 -
    step first: Passed 1 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (genrule rule): Built in first
    target //:slow (genrule rule): Incomplete in -
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    ");
}

#[test]
fn terminated() {
    insta::assert_snapshot!(facts(&report("terminated")), @"
    build //:numbers //:slow: Interrupted 8 INTERRUPTED
    step first: Incomplete 1 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (genrule rule): Built in first
    target //:slow (genrule rule): Incomplete in -
    cache: 1 run, None of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 3 total, rate Some(0.0)
    Error: build interrupted
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
    target //:unbuilt_test (script_test rule): Failed in -
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

#[test]
fn with_json_build() {
    insta::assert_snapshot!(facts(&report("with_json_build")), @r#"
    build //... //:third //:fourth //:colourful //:grüße //:elsewhere: Failed 1 BUILD_FAILURE
    step first: Passed 3 actions, cached None, []
    step second: Passed 2 actions, cached None, []
    step third: Failed 2 actions, cached None, []
    step fourth: Skipped 1 actions, cached None, []
    target //:both (genrule rule): Built in second
    target //:colourful (genrule rule): Failed in -
    target //:elsewhere (genrule rule): Failed in -
    target //:first (build_step rule): Built in first
    target //:fourth (build_step rule): Failed in fourth
    target //:grüße (genrule rule): Failed in -
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    target //:third (build_step rule): Failed in third
    cache: 4 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 11 internal, 15 total, rate Some(0.0)
    failure //:colourful Genrule in -, exit Some(3):
      bash failed: error executing Genrule command (from target //:colourful) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; printf '\''\033]8;;http://example.com\007link\033]8;;\007 \033[31mred\033[0m\n'\'' >&2; exit 3'
      log Some("link red")
      at BUILD.bazel:63:Some(8)
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    failure //:grüße Genrule in -, exit None:
      not all outputs were created or valid
      log None
      at BUILD.bazel:41:Some(8)
    failure //:elsewhere - in -, exit None:
      it could not be analyzed
      log None
    Error: /tmp/neutral/ws/BUILD.bazel:63:8: Executing genrule //:colourful failed: (Exit 3): bash failed: error executing Genrule command (from target //:colourful) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; printf '\''\033]8;;http://example.com\007link\033]8;;\007 \033[31mred\033[0m\n'\'' >&2; exit 3'
    Error: /tmp/neutral/ws/BUILD.bazel:41:8: declared output 'grüße.txt' was not created by genrule. This is probably because the genrule actually didn't create this output, or because the output was a directory and the genrule was run remotely (note that only the contents of declared file outputs are copied from genrules run remotely)
    Error: /tmp/neutral/ws/BUILD.bazel:41:8: Executing genrule //:grüße failed: not all outputs were created or valid
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    Warning: errors encountered while analyzing target '//:elsewhere', it will not be built.
    "#);
}

#[test]
fn with_json_errors() {
    insta::assert_snapshot!(facts(&report("with_json_errors")), @"
    build //missing:target //:broken //:numbers: Failed 1 BUILD_FAILURE
    step first: Passed 0 actions, cached Some(true), []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:broken (): Failed in -
    target //:numbers (genrule rule): Built in first
    target //missing:target (): Failed in -
    cache: 0 run, Some(0) of them each time, 1 up to date, 0 disk, 0 remote, 1 internal, 2 total, rate Some(1.0)
    failure //:broken - in -, exit None:
      in broken rule //:broken: 
      log None
      at BUILD.bazel:84:Some(7)
    failure //missing:target - in -, exit None:
      no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
      log None
    Warning: Target pattern parsing failed.
    Error: Skipping '//missing:target': no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
    Error: /tmp/neutral/ws/BUILD.bazel:84:7: in broken rule //:broken:
    Error: /tmp/neutral/ws/BUILD.bazel:84:7: Analysis of target '//:broken' failed
    Warning: errors encountered while analyzing target '//:broken', it will not be built.
    Error: command succeeded, but there were errors parsing the target pattern
    ");
}

#[test]
fn with_json_interrupted() {
    insta::assert_snapshot!(facts(&report("with_json_interrupted")), @"
    build //:numbers //:slow: Interrupted 8 INTERRUPTED
    step first: Incomplete 1 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (genrule rule): Built in first
    target //:slow (genrule rule): Incomplete in -
    cache: 1 run, None of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 3 total, rate Some(0.0)
    Error: build interrupted
    ");
}

#[test]
fn with_json_test() {
    insta::assert_snapshot!(facts(&report("with_json_test")), @r#"
    test //:passes_test //:fails_test //:flaky_test //:slow_test //:unbuilt_test: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Failed 1 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:fails_test (script_test rule): Built in -
    target //:flaky_test (script_test rule): Built in -
    target //:passes_test (script_test rule): Built in -
    target //:slow_test (script_test rule): Built in -
    target //:unbuilt_test (script_test rule): Failed in -
    test //:fails_test: Failed x1, cached false
    test //:flaky_test: Flaky x2, cached false
      run 1 shard 1 attempt 1: Failed bazel-out/k8-fastbuild/testlogs/flaky_test/test_attempts/attempt_1.log
      run 1 shard 1 attempt 2: Passed bazel-out/k8-fastbuild/testlogs/flaky_test/test.log
    test //:passes_test: Passed x1, cached false
    test //:slow_test: Timeout x1, cached false
    test //:unbuilt_test: FailedToBuild x0, cached false
    cache: 10 run, Some(4) of them each time, 5 up to date, 0 disk, 0 remote, 12 internal, 27 total, rate Some(0.3333333333333333)
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    failure //:fails_test TestRunner in -, exit None:
      the test failed
      log None
    failure //:slow_test TestRunner in -, exit None:
      the test took longer than it may
      log None
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}

/// The executor is gone, the cache loses files, then it succeeds: the last stream decides.
#[test]
fn repetitions_keep_what_came_before() {
    let report = ["executor_gone", "cache_evicted", "success"]
        .map(report)
        .into_iter()
        .reduce(|earlier, later| later.after(earlier))
        .unwrap();
    let codes: Vec<_> = report.earlier.iter().map(|it| it.exit_code).collect();
    assert_eq!(codes, [Some(34), Some(39)]);
    assert_eq!(report.invocation.outcome, Outcome::Passed);
    assert!(report.failures.is_empty());
    let alone = self::report("success");
    assert_eq!(
        Report {
            earlier: Vec::new(),
            ..report.clone()
        },
        alone
    );
    // However they are joined.
    let [first, second, third] = ["executor_gone", "cache_evicted", "success"].map(self::report);
    assert_eq!(third.after(second.after(first)), report);
}
