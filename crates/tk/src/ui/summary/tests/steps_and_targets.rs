use bep::{Cache, StepStatus, Target, TargetStatus};

use super::{Context, context, report, shown, step};

/// Of a build that did nothing but look at the workspace's status.
fn idle() -> Cache {
    Cache {
        internal: 1,
        total: 1,
        ..Cache::default()
    }
}

#[test]
fn a_build_that_did_something() {
    let steps = vec![
        step("rust-check", StepStatus::Passed, 3.21, 4, Some(false), &[]),
        step(
            "rust-build",
            StepStatus::Passed,
            125.0,
            17,
            Some(true),
            &["rust-check"],
        ),
        step("web", StepStatus::Passed, 0.0, 0, Some(true), &[]),
        step("unasked", StepStatus::Skipped, 0.0, 0, None, &[]),
        step("electron-build", StepStatus::Passed, 0.4, 1, None, &["web"]),
    ];
    let cache = Cache {
        executed: 5,
        disk: 17,
        total: 22,
        hit_rate: Some(17.0 / 22.0),
        ..Cache::default()
    };
    let dist = Some(artifacts::Outcome::Written {
        files: 14,
        changed: 3,
        bytes: 9_400_000,
    });
    insta::assert_snapshot!(shown(&report(steps, cache), &Context { dist, ..context(0) }), @"
    BUILD SUMMARY  production, linux-x64
      PASS     rust-check           3.2 s  4 actions
      PASS     rust-build      2 min 05 s  17 actions, all from a cache
      PASS     web                      -  up to date
      PASS     electron-build       0.4 s  1 action
      artifacts      dist/linux-x64: 14 files, 9.4 MB, 3 new or changed
    PASSED in 12.3 s: cache hit rate 77 % (17 disk, 5 executed)
    ");
}

#[test]
fn a_build_with_nothing_to_do() {
    let steps = vec![
        step("rust-check", StepStatus::Passed, 0.0, 0, Some(true), &[]),
        step("rust-build", StepStatus::Passed, 0.0, 0, Some(true), &[]),
    ];
    let dist = Some(artifacts::Outcome::Unchanged {
        files: 14,
        bytes: 9_400_000,
    });
    insta::assert_snapshot!(shown(&report(steps, idle()), &Context { dist, ..context(0) }), @"
    BUILD SUMMARY  production, linux-x64
      PASS     rust-check  -  up to date
      PASS     rust-build  -  up to date
      artifacts      dist/linux-x64: 14 files, 9.4 MB, unchanged
    PASSED in 12.3 s: nothing to do
    ");
}

#[test]
fn a_build_that_failed() {
    let steps = vec![
        step("rust-check", StepStatus::Passed, 3.2, 4, None, &[]),
        step("web", StepStatus::Failed, 1.0, 1, None, &[]),
        step(
            "electron-build",
            StepStatus::Skipped,
            0.0,
            0,
            None,
            &["between"],
        ),
        step(
            "between",
            StepStatus::Skipped,
            0.0,
            0,
            None,
            &["web", "electron-build"],
        ),
        step(
            "rust-build",
            StepStatus::Skipped,
            0.0,
            0,
            None,
            &["rust-check"],
        ),
    ];
    let cache = Cache {
        executed: 5,
        total: 5,
        hit_rate: Some(0.0),
        ..Cache::default()
    };
    insta::assert_snapshot!(shown(&report(steps, cache), &context(1)), @"
    BUILD SUMMARY  production, linux-x64
      PASS     rust-check      3.2 s  4 actions
      FAIL     web             1.0 s  1 action
      SKIPPED  electron-build      -  web failed
      SKIPPED  rust-build          -  an earlier failure stopped the build
    FAILED (exit code 1) in 12.3 s: cache hit rate 0 % (5 executed)
    ");
}

#[test]
fn a_build_that_was_stopped() {
    let steps = vec![
        step("rust-check", StepStatus::Passed, 3.2, 4, None, &[]),
        step("rust-build", StepStatus::Incomplete, 2.0, 3, None, &[]),
        step("web", StepStatus::Skipped, 0.0, 0, None, &[]),
    ];
    let cache = Cache {
        executed: 7,
        total: 7,
        hit_rate: Some(0.0),
        ..Cache::default()
    };
    let mut interrupted = context(8);
    interrupted.ending.interrupted = true;
    insta::assert_snapshot!(shown(&report(steps, cache), &interrupted), @"

    BUILD SUMMARY  production, linux-x64
      PASS     rust-check  3.2 s  4 actions
      STOPPED  rust-build  2.0 s  3 actions; interrupted
      SKIPPED  web             -  interrupted
    STOPPED in 12.3 s: cache hit rate 0 % (7 executed)
    ");
}

#[test]
fn targets_without_steps() {
    let target = |label: &str, status| Target {
        label: label.to_owned(),
        kind: "genrule rule".to_owned(),
        status,
        step: None,
        reason: None,
    };
    let mut report = report(Vec::new(), idle());
    report.targets = vec![
        target("//:a", TargetStatus::Built),
        target("//:b", TargetStatus::Skipped),
    ];
    insta::assert_snapshot!(shown(&report, &context(0)), @"
    BUILD SUMMARY  production, linux-x64
      PASS     2 targets    1 skipped
    PASSED in 12.3 s: nothing to do
    ");
    report.targets.push(target("//:c", TargetStatus::Failed));
    insta::assert_snapshot!(shown(&report, &context(1)), @"
    BUILD SUMMARY  production, linux-x64
      FAIL     3 targets    1 failed, 1 skipped
    FAILED (exit code 1) in 12.3 s
    ");
}

/// Steps that did not run, each for another reason.
#[test]
fn each_step_says_why_it_did_not_run() {
    let target = |label: &str, status, reason: Option<&str>| Target {
        label: label.to_owned(),
        kind: "build_step rule".to_owned(),
        status,
        step: None,
        reason: reason.map(str::to_owned),
    };
    let skipped = |name: &str, after: &[&str]| step(name, StepStatus::Skipped, 0.0, 0, None, after);
    let steps = vec![
        step("rust-check", StepStatus::Failed, 1.0, 1, None, &[]),
        skipped("rust-build", &["rust-check"]),
        skipped("web", &["rust-check"]),
        skipped("electron-build", &[]),
    ];
    let mut report = report(steps, Cache::default());
    report.targets = vec![
        target(
            "//:electron-build",
            TargetStatus::Failed,
            Some("it needs //:app, which failed"),
        ),
        target(
            "//:rust-build",
            TargetStatus::Incomplete,
            Some("the build ended before"),
        ),
        target(
            "//:web",
            TargetStatus::Skipped,
            Some("incompatible with the platform"),
        ),
    ];
    insta::assert_snapshot!(shown(&report, &context(1)), @"

    BUILD SUMMARY  production, linux-x64
      FAIL     rust-check      1.0 s  1 action
      SKIPPED  rust-build          -  rust-check failed
      SKIPPED  web                 -  incompatible with the platform
      SKIPPED  electron-build      -  it needs //:app, which failed
    FAILED (exit code 1) in 12.3 s
    ");
}

#[test]
fn what_is_not_counted_is_not_up_to_date() {
    let steps = vec![step("web", StepStatus::Passed, 0.0, 0, None, &[])];
    insta::assert_snapshot!(shown(&report(steps, Cache::default()), &context(0)), @"
    BUILD SUMMARY  production, linux-x64
      PASS     web  -
    PASSED in 12.3 s
    ");
}
