//! Tests that were skipped, stopped or not built, and packages of tests that could not be loaded.

use crate::support::{facts, report};

#[test]
fn tests_skipped() {
    insta::assert_snapshot!(facts(&report("tests_skipped")), @"
    test //some/...: Passed 0 SUCCESS
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //some/tests:passes_test (script_test rule): Built in -
    target //some/tests:skipped_test (script_test rule): Skipped in -: incompatible with the platform
    test //some/tests:passes_test: Passed x1, cached false
    test //some/tests:skipped_test: Skipped x0, cached false
    cache: 2 run, Some(1) of them each time, 0 up to date, 0 disk, 0 remote, 4 internal, 6 total, rate Some(0.0)
    ");
}

#[test]
fn only_tests_skipped() {
    insta::assert_snapshot!(facts(&report("only_tests_skipped")), @"
    test //some/...: Passed 0 SUCCESS
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //some/tests:skipped_test (script_test rule): Skipped in -: incompatible with the platform
    test //some/tests:skipped_test: Skipped x0, cached false
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 1 internal, 1 total, rate None
    ");
}

#[test]
fn tests_stopped() {
    insta::assert_snapshot!(facts(&report("tests_stopped")), @"
    test //some/...: Failed 3 TESTS_FAILED
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //some/tests:fails_late_test (script_test rule): Built in -
    target //some/tests:slow_1_test (script_test rule): Built in -
    target //some/tests:slow_2_test (script_test rule): Built in -
    test //some/tests:fails_late_test: Failed x1, cached false
    test //some/tests:slow_1_test: Incomplete x0, cached false
    test //some/tests:slow_2_test: Incomplete x0, cached false
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 16 internal, 16 total, rate None
    failure //some/tests:fails_late_test TestRunner in -, exit None:
      the test failed
      log None
    Warning: Option 'local_cpu_resources' is deprecated: --local_cpu_resources is deprecated, please use --local_resources=cpu= instead.
    Error: /tmp/neutral/ws/some/tests/BUILD.bazel:2:12: Testing //some/tests:fails_late_test failed: Test failed, aborting
    Error: Test failed, aborting
    ");
}

#[test]
fn flaky_stopped() {
    insta::assert_snapshot!(facts(&report("flaky_stopped")), @"
    test //some/...: Failed 3 TESTS_FAILED
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //some/tests:fails_late_test (script_test rule): Built in -
    target //some/tests:flaky_test (script_test rule): Built in -
    target //some/tests:slow_1_test (script_test rule): Built in -
    test //some/tests:fails_late_test: Failed x1, cached false
    test //some/tests:flaky_test: Incomplete x1, cached false
    test //some/tests:slow_1_test: Incomplete x0, cached false
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 0 remote, 16 internal, 16 total, rate None
    failure //some/tests:fails_late_test TestRunner in -, exit None:
      the test failed
      log None
    Warning: Option 'local_cpu_resources' is deprecated: --local_cpu_resources is deprecated, please use --local_resources=cpu= instead.
    Error: /tmp/neutral/ws/some/tests/BUILD.bazel:4:12: Testing //some/tests:fails_late_test failed: Test failed, aborting
    Error: Test failed, aborting
    ");
}

#[test]
fn not_built() {
    insta::assert_snapshot!(facts(&report("not_built")), @"
    test //some/...: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //some/tests:passes_test (script_test rule): Skipped in -: left out by --nobuild
    test //some/tests:passes_test: Skipped x0, cached false
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    failure  - in -, exit None:
      Couldn't start the build. Unable to run tests
      log None
    Error: Couldn't start the build. Unable to run tests
    ");
}

#[test]
fn loading_errors_below() {
    insta::assert_snapshot!(facts(&report("loading_errors_below")), @"
    test //some/...: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //some/good:passes_test (script_test rule): Built in -
    test //some/good:passes_test: Passed x1, cached false
    cache: 2 run, Some(1) of them each time, 0 up to date, 0 disk, 0 remote, 4 internal, 6 total, rate Some(0.0)
    failure //some/no_file:all - in -, exit None:
      Label '//some:gone.bzl' is invalid because 'some' is not a package; perhaps you meant to put the colon here: '//:some/gone.bzl'?
      log None
    failure //some/no_repository:all - in -, exit None:
      Unable to find package for @@nowhere//:def.bzl: The repository '@@nowhere' could not be resolved: Repository '@@nowhere' is not defined.
      log None
    failure //some/no_syntax:all - in -, exit None:
      /tmp/neutral/ws/some/no_syntax/BUILD.bazel:1:6: 'is' not supported, use '==' instead
      log None
      at some/no_syntax/BUILD.bazel:1:Some(6)
    Error: error loading package 'some/no_file': Label '//some:gone.bzl' is invalid because 'some' is not a package; perhaps you meant to put the colon here: '//:some/gone.bzl'?
    Error: /tmp/neutral/ws/some/no_syntax/BUILD.bazel:1:6: 'is' not supported, use '==' instead
    Error: /tmp/neutral/ws/some/no_syntax/BUILD.bazel:1:6: syntax error at 'is': expected newline
    Error: package contains errors: some/no_syntax
    Error: error loading package 'some/no_repository': Unable to find package for @@nowhere//:def.bzl: The repository '@@nowhere' could not be resolved: Repository '@@nowhere' is not defined.
    Error: package contains errors: some/no_syntax: 'is' not supported, use '==' instead
    Warning: Target pattern parsing failed.
    Error: command succeeded, but there were errors parsing the target pattern
    ");
}

#[test]
fn loading_error_below() {
    insta::assert_snapshot!(facts(&report("loading_error_below")), @"
    test //some/...: Failed 1 BUILD_FAILURE
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //some/... (): Failed in -
    target //some/good:passes_test (): Incomplete in -
    cache: 0 run, None of them each time, 0 up to date, 0 disk, 0 remote, 0 internal, 0 total, rate None
    failure //some/no_file:all - in -, exit None:
      Label '//some:gone.bzl' is invalid because 'some' is not a package; perhaps you meant to put the colon here: '//:some/gone.bzl'?
      log None
    failure //some/no_repository:all - in -, exit None:
      Unable to find package for @@nowhere//:def.bzl: The repository '@@nowhere' could not be resolved: Repository '@@nowhere' is not defined.
      log None
    failure //some/no_syntax:all - in -, exit None:
      /tmp/neutral/ws/some/no_syntax/BUILD.bazel:1:6: 'is' not supported, use '==' instead
      log None
      at some/no_syntax/BUILD.bazel:1:Some(6)
    Error: error loading package 'some/no_file': Label '//some:gone.bzl' is invalid because 'some' is not a package; perhaps you meant to put the colon here: '//:some/gone.bzl'?
    Error: error loading package 'some/no_repository': Unable to find package for @@nowhere//:def.bzl: The repository '@@nowhere' could not be resolved: Repository '@@nowhere' is not defined.
    Error: /tmp/neutral/ws/some/no_syntax/BUILD.bazel:1:6: 'is' not supported, use '==' instead
    Error: /tmp/neutral/ws/some/no_syntax/BUILD.bazel:1:6: syntax error at 'is': expected newline
    Error: package contains errors: some/no_syntax
    Error: package contains errors: some/no_syntax: 'is' not supported, use '==' instead
    Error: Couldn't start the build. Unable to run tests
    ");
}
