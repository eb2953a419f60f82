use bep::{
    Action, Actions, Cache, CriticalPath, Failure, Invocation, Location, Outcome, REPORT_VERSION,
    Runner, Target, Test, TestStatus,
};

use super::kinds::percent;
use super::*;
use crate::ending::Ending;
use crate::ui::printer::tests::captured;

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
            exit_name: Some("SUCCESS".to_owned()),
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
        earlier: Vec::new(),
    }
}

fn context(exit_code: u8) -> Context {
    Context {
        mode: "production".to_owned(),
        platform: "linux-x64".to_owned(),
        asked: ["rust-check", "rust-build", "web", "electron-build"]
            .map(str::to_owned)
            .to_vec(),
        ending: Ending {
            exit_code,
            elapsed_ms: 12_345.0,
            ..Ending::default()
        },
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

fn action(label: &str, mnemonic: &str, seconds: f64, runner: &str) -> Action {
    Action {
        label: label.to_owned(),
        mnemonic: mnemonic.to_owned(),
        step: Some("rust-build".to_owned()),
        start_ms: 0.0,
        duration_ms: seconds * 1000.0,
        queued_ms: 0.0,
        success: true,
        runner: Some(runner.to_owned()),
    }
}

fn runner(name: &str, count: u32) -> Runner {
    Runner {
        name: name.to_owned(),
        count,
    }
}

fn test(label: &str, status: TestStatus, attempts: u32, cached: bool) -> Test {
    Test {
        label: label.to_owned(),
        status,
        attempts,
        cached,
        duration_ms: 1200.0,
        step: None,
        log: None,
        runs: Vec::new(),
    }
}

#[test]
fn where_the_time_went_and_how_the_tests_did() {
    let mut build = step("rust-build", StepStatus::Passed, 11.4, 9, Some(false), &[]);
    build.runners = vec![
        runner("linux-sandbox", 5),
        runner("disk cache hit", 3),
        runner("internal", 1),
    ];
    let cache = Cache {
        executed: 5,
        action_cache: 2,
        disk: 3,
        internal: 1,
        total: 11,
        hit_rate: Some(0.5),
        runners: build.runners.clone(),
        uncacheable: Some(1),
        ..Cache::default()
    };
    let mut report = report(vec![build], cache);
    let serde = "@@rules_rust~~crate~crates__serde-1.0.219//:serde";
    report.actions.slowest = vec![
        action("//crates/tk:tk", "Rustc", 7.1, "linux-sandbox"),
        action("//crates/bep:bep", "Rustc", 3.0, "linux-sandbox"),
        action(serde, "Rustc", 1.0, "disk cache hit"),
        action("//a", "Rustc", 0.9, "linux-sandbox"),
        action("//b", "Rustc", 0.8, "linux-sandbox"),
        action("//c", "Rustc", 0.7, "linux-sandbox"),
    ];
    report.critical_path = Some(CriticalPath {
        duration_ms: 11_150.0,
        share: Some(0.903),
        actions: vec![
            action(serde, "Rustc", 1.0, "disk cache hit"),
            action("runfiles of //x", "", 0.01, ""),
            action("//crates/bep:bep", "Rustc", 3.0, "linux-sandbox"),
            action("//crates/tk:tk", "Rustc", 7.1, "linux-sandbox"),
        ],
    });
    let waits = report.critical_path.iter_mut();
    waits.for_each(|path| path.actions[3].queued_ms = 2_500.0);
    report.tests = vec![
        test("//:a_test", TestStatus::Passed, 1, true),
        test("//:b_test", TestStatus::Flaky, 3, false),
        test("//:c_test", TestStatus::Failed, 1, false),
    ];
    insta::assert_snapshot!(shown(&report, &context(0)), @"
    BUILD SUMMARY  production, linux-x64
      PASS     rust-build  11.4 s  9 actions: 5 linux-sandbox, 3 disk, 1 internal
      critical path  11.2 s, 90 % of the time: Rustc @crates__serde-1.0.219 1.0 s > Rustc //crates/bep 3.0 s > Rustc //crates/tk 7.1 s (waited 2.5 s for a processor) and 1 short action
      slowest           7.1 s  Rustc //crates/tk  rust-build, linux-sandbox
                        3.0 s  Rustc //crates/bep  rust-build, linux-sandbox
                        1.0 s  Rustc @crates__serde-1.0.219  rust-build, disk cache hit
                        0.9 s  Rustc //a  rust-build, linux-sandbox
                        0.8 s  Rustc //b  rust-build, linux-sandbox
      tests          1 passed (1 cached), 1 flaky, 1 failed
                     flaky: //:b_test passed after 3 runs
    PASSED in 12.3 s: cache hit rate 50 % (2 action cache, 3 disk, 5 linux-sandbox; 1 uncacheable)
    ");
}

#[test]
fn what_failed_comes_first() {
    let mut check = step("rust-check", StepStatus::Failed, 1.0, 1, None, &[]);
    check.runners = vec![runner("linux-sandbox", 1)];
    let build = step(
        "rust-build",
        StepStatus::Skipped,
        2.0,
        3,
        None,
        &["rust-check"],
    );
    let web = step("web", StepStatus::Skipped, 0.0, 0, None, &["rust-build"]);
    let cache = Cache {
        disk: 2,
        total: 2,
        hit_rate: Some(1.0),
        ..Cache::default()
    };
    let mut report = report(vec![check, build, web], cache);
    let failure = Failure {
        label: "//crates/tk:tk".to_owned(),
        mnemonic: Some("Rustc".to_owned()),
        step: Some("rust-check".to_owned()),
        message: "bash failed: error executing Rustc command (from target //crates/tk:tk) ..."
            .to_owned(),
        exit_code: Some(101),
        log: Some(
            "warning: unused\nerror[E0308]: mismatched types\n --> crates/tk/src/a.rs:3:5\n"
                .to_owned(),
        ),
        location: Some(Location {
            file: "crates/tk/src/a.rs".to_owned(),
            line: 3,
            column: Some(5),
        }),
    };
    report.failures = vec![failure.clone(); 6];
    let mut context = context(1);
    context.rerun.program = "./tk".to_owned();
    context.rerun.mode = Some(checkout::Mode::Production);
    insta::assert_snapshot!(shown(&report, &context), @"

    FAIL rust-check: //crates/tk:tk (Rustc), exit code 101
      why      crates/tk/src/a.rs:3:5: error[E0308]: mismatched types
      rerun    ./tk build //crates/tk:tk --production
      skipped  rust-build, web
    FAIL rust-check: //crates/tk:tk (Rustc), exit code 101
      why      crates/tk/src/a.rs:3:5: error[E0308]: mismatched types
      rerun    ./tk build //crates/tk:tk --production
      skipped  rust-build, web
    FAIL rust-check: //crates/tk:tk (Rustc), exit code 101
      why      crates/tk/src/a.rs:3:5: error[E0308]: mismatched types
      rerun    ./tk build //crates/tk:tk --production
      skipped  rust-build, web
    FAIL rust-check: //crates/tk:tk (Rustc), exit code 101
      why      crates/tk/src/a.rs:3:5: error[E0308]: mismatched types
      rerun    ./tk build //crates/tk:tk --production
      skipped  rust-build, web
    FAIL rust-check: //crates/tk:tk (Rustc), exit code 101
      why      crates/tk/src/a.rs:3:5: error[E0308]: mismatched types
      rerun    ./tk build //crates/tk:tk --production
      skipped  rust-build, web
      and 1 more, see above

    BUILD SUMMARY  production, linux-x64
      FAIL     rust-check  1.0 s  1 action: linux-sandbox
      STOPPED  rust-build  2.0 s  3 actions; rust-check failed
      SKIPPED  web             -  rust-check failed
    FAILED (exit code 1) in 12.3 s: cache hit rate 25 % (2 disk, 6 failed)
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
