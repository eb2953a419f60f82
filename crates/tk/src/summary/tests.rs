use bep::{Actions, Invocation, Outcome, REPORT_VERSION, Target};

use super::*;
use crate::printer::tests::captured;

fn step(
    name: &str,
    status: StepStatus,
    seconds: f64,
    actions: u32,
    cached: Option<bool>,
    after: &[&str],
) -> Step {
    Step {
        name: name.to_owned(),
        status,
        duration_ms: Some(seconds * 1000.0),
        actions,
        cached,
        after: after.iter().map(|name| (*name).to_owned()).collect(),
        runners: Vec::new(),
    }
}

fn report(steps: Vec<Step>, cache: Cache) -> Report {
    Report {
        version: REPORT_VERSION,
        invocation: Invocation {
            id: String::new(),
            command: "build".to_owned(),
            patterns: Vec::new(),
            bazel_version: String::new(),
            start_time_ms: 0.0,
            duration_ms: 0.0,
            outcome: Outcome::Passed,
            exit_code: None,
            exit_name: None,
            workspace: None,
            mode: None,
        },
        steps,
        targets: Vec::new(),
        actions: Actions {
            total: 0,
            slowest: Vec::new(),
        },
        tests: Vec::new(),
        cache,
        failures: Vec::new(),
        problems: Vec::new(),
        critical_path: None,
    }
}

fn context(exit_code: u8) -> Context {
    Context {
        mode: "production".to_owned(),
        platform: "linux-x64".to_owned(),
        asked: ["rust-check", "rust-build", "web", "electron-build"]
            .map(str::to_owned)
            .to_vec(),
        exit_code,
        elapsed_ms: 12_345.0,
        ..Context::default()
    }
}

fn shown(report: &Report, context: &Context) -> String {
    let (mut printer, out, err) = captured();
    print(&mut printer, report, context);
    assert_eq!(out.text(), "");
    err.text()
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
    let dist = Some(dist::Outcome::Written {
        files: 14,
        changed: 3,
        bytes: 9_400_000,
    });
    insta::assert_snapshot!(shown(&report(steps, cache), &Context { dist, ..context(0) }), @"
    BUILD SUMMARY  production, linux-x64
      PASS     rust-check           3.2 s  4 actions
      PASS     rust-build      2 min 05 s  17 actions, all from the cache
      PASS     web                      -  up to date
      PASS     electron-build       0.4 s  1 action
      dist/linux-x64: 14 files, 9.4 MB, 3 new or changed
    PASSED in 12.3 s: cache hit rate 77 % (17 disk, 5 executed)
    ");
}

#[test]
fn a_build_with_nothing_to_do() {
    let steps = vec![
        step("rust-check", StepStatus::Passed, 0.0, 0, None, &[]),
        step("rust-build", StepStatus::Passed, 0.0, 0, Some(true), &[]),
    ];
    let dist = Some(dist::Outcome::Unchanged { files: 14 });
    insta::assert_snapshot!(shown(&report(steps, Cache::default()), &Context { dist, ..context(0) }), @"
    BUILD SUMMARY  production, linux-x64
      PASS     rust-check  -  up to date
      PASS     rust-build  -  up to date
      dist/linux-x64: 14 files as before
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
    insta::assert_snapshot!(shown(&report(steps, cache), &Context { interrupted: true, ..context(8) }), @"
    BUILD SUMMARY  production, linux-x64
      PASS     rust-check  3.2 s  4 actions
      STOPPED  rust-build  2.0 s  the build was stopped
      SKIPPED  web             -  the build was stopped
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

#[test]
fn hit_rates_are_never_rounded_to_all_or_none() {
    assert_eq!(percent(0.001), 1);
    assert_eq!(percent(0.999), 99);
    assert_eq!(percent(0.0), 0);
    assert_eq!(percent(1.0), 100);
    assert_eq!(percent(0.755), 76);
}
