//! Builds of which Bazel wrote its events as JSON, too.

use crate::support::{facts, report};

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
    target //:fourth (build_step rule): Failed in fourth: it needs //:fails, which failed
    target //:grüße (genrule rule): Failed in -
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    target //:third (build_step rule): Failed in third: it needs //:fails, which failed
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
      Target //:elsewhere is incompatible and cannot be built, but was explicitly requested.
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
    target //:slow (genrule rule): Incomplete in -: the build ended before
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
    target //:unbuilt_test (script_test rule): Failed in -: it needs //:fails, which failed
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
      the test timed out
      log None
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}
