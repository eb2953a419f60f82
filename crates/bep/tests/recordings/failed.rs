//! Builds that failed, or were stopped.

use crate::support::{facts, report};

#[test]
fn action_failure() {
    insta::assert_snapshot!(facts(&report("action_failure")), @r#"
    build //:fails: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Failed 1 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:fails (genrule rule): Failed in third
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 2 total, rate None
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}

#[test]
fn keep_going() {
    insta::assert_snapshot!(facts(&report("keep_going")), @r#"
    build //... //:third //:fourth //:colourful: Failed 1 BUILD_FAILURE
    step first: Passed 3 actions, cached Some(false), [2 linux-sandbox, 1 internal]
    step second: Passed 2 actions, cached Some(false), [1 internal, 1 linux-sandbox]
    step third: Failed 2 actions, cached None, [1 internal, 1 linux-sandbox]
    step fourth: Skipped 1 actions, cached None, [1 internal]
    target //:both (genrule rule): Built in second
    target //:colourful (genrule rule): Failed in -
    target //:elsewhere (genrule rule): Skipped in -: incompatible with the platform
    target //:first (build_step rule): Built in first
    target //:fourth (build_step rule): Failed in fourth: it needs //:fails, which failed
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    target //:third (build_step rule): Failed in third: it needs //:fails, which failed
    critical: Genrule //:letters
    critical: Genrule //:both
    cache: 3 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 11 internal, 14 total, rate Some(0.0)
    failure //:colourful Genrule in -, exit Some(3):
      bash failed: error executing Genrule command (from target //:colourful) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; printf '\''\033]8;;http://example.com\007link\033]8;;\007 \033[31mred\033[0m\n'\'' >&2; exit 3'
      log Some("link red")
      at BUILD.bazel:63:Some(8)
    failure //:fails Genrule in third, exit Some(7):
      bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
      log Some("the tool says no")
      at BUILD.bazel:48:Some(8)
    Error: /tmp/neutral/ws/BUILD.bazel:63:8: Executing genrule //:colourful failed: (Exit 3): bash failed: error executing Genrule command (from target //:colourful) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; printf '\''\033]8;;http://example.com\007link\033]8;;\007 \033[31mred\033[0m\n'\'' >&2; exit 3'
    Error: /tmp/neutral/ws/BUILD.bazel:48:8: Executing genrule //:fails failed: (Exit 7): bash failed: error executing Genrule command (from target //:fails) /bin/bash -c 'source external/bazel_tools/tools/genrule/genrule-setup.sh; echo '\''the tool says no'\'' >&2; exit 7'
    "#);
}

#[test]
fn loading_error() {
    insta::assert_snapshot!(facts(&report("loading_error")), @"
    build //missing:target: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //missing:target (): Failed in -
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    failure //missing:target - in -, exit None:
      no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
      log None
    Warning: Target pattern parsing failed.
    Error: Skipping '//missing:target': no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
    Error: no such package 'missing': BUILD file not found in any of the following directories. Add a BUILD file to a directory to mark it as a package.
    ");
}

#[test]
fn analysis_error() {
    insta::assert_snapshot!(facts(&report("analysis_error")), @"
    build //:broken: Failed 1 PARSING_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:broken (): Failed in -
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 1 total, rate None
    failure //:broken - in -, exit None:
      in broken rule //:broken: 
      log None
      at BUILD.bazel:84:Some(7)
    Error: /tmp/neutral/ws/BUILD.bazel:84:7: in broken rule //:broken:
    Error: /tmp/neutral/ws/BUILD.bazel:84:7: Analysis of target '//:broken' failed
    Error: Analysis of target '//:broken' failed; build aborted
    ");
}

#[test]
fn bad_flag() {
    insta::assert_snapshot!(facts(&report("bad_flag")), @"
    build : Incomplete - -
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    failure  - in -, exit None:
      --no_such_flag :: Unrecognized option: --no_such_flag
      log None
    Error: --no_such_flag :: Unrecognized option: --no_such_flag
    ");
}

#[test]
fn interrupted() {
    insta::assert_snapshot!(facts(&report("interrupted")), @"
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
