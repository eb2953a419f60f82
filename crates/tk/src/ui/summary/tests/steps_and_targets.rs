use bep::{Cache, StepStatus, Target, TargetStatus};

use super::{Context, context, report, shown, step};

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
        step("web", StepStatus::Passed, 0.0, 0, None, &[]),
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
        step("rust-check", StepStatus::Passed, 0.0, 0, None, &[]),
        step("rust-build", StepStatus::Passed, 0.0, 0, Some(true), &[]),
    ];
    let dist = Some(artifacts::Outcome::Unchanged {
        files: 14,
        bytes: 9_400_000,
    });
    insta::assert_snapshot!(shown(&report(steps, Cache::default()), &Context { dist, ..context(0) }), @"
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
    };
    let mut report = report(Vec::new(), Cache::default());
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
