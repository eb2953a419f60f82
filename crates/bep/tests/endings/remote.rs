//! Remote caches, executors and build event services that refuse, fail or forget.

use bep::{Outcome, Report};

use crate::support::{facts, report};

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
      log None
    Error: Failed to query remote execution capabilities: UNAVAILABLE: io exception
    "#);
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
    target //:elsewhere (genrule rule): Skipped in -: incompatible with the platform
    target //:first (build_step rule): Built in first
    target //:letters (genrule rule): Built in first
    target //:mode (mode rule): Built in -
    target //:numbers (genrule rule): Built in first
    target //:passes_test (script_test rule): Built in -
    target //:second (build_step rule): Built in second
    cache: 0 run, Some(0) of them each time, 0 up to date, 0 disk, 3 remote, 7 internal, 10 total, rate Some(1.0)
    ");
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
