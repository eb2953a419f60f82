use bep::{Action, Cache, CriticalPath, Report, Runner, StepStatus, Test, TestStatus};

use super::{context, report, shown, step};
use crate::ui::summary::kinds::percent;

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

/// A build with slow actions, a critical path and tests of all kinds.
fn busy_build() -> Report {
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
    report
}

#[test]
fn where_the_time_went_and_how_the_tests_did() {
    let report = busy_build();
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
fn hit_rates_are_never_rounded_to_all_or_none() {
    assert_eq!(percent(0.001), 1);
    assert_eq!(percent(0.999), 99);
    assert_eq!(percent(0.0), 0);
    assert_eq!(percent(1.0), 100);
    assert_eq!(percent(0.755), 76);
}
