//! Bazel, its client or an action was killed, or had no room.

use crate::support::{facts, path, report};

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
fn server_crash() {
    insta::assert_snapshot!(facts(&report("server_crash")), @r#"
    build //:numbers: Failed 37 -
    step first: Skipped 0 actions, cached None, []
    step second: Skipped 0 actions, cached None, []
    step third: Skipped 0 actions, cached None, []
    step fourth: Skipped 0 actions, cached None, []
    target //:numbers (): Incomplete in first: Bazel failed
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
    target //:slow (genrule rule): Incomplete in -: the build ended before
    cache: 1 run, None of them each time, 0 up to date, 0 disk, 0 remote, 2 internal, 3 total, rate Some(0.0)
    Error: build interrupted
    ");
}
