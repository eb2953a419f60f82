//! Summaries as people see them.

mod failures;
mod steps_and_targets;
mod time_and_tests;

use bep::{Actions, Cache, Invocation, Outcome, REPORT_VERSION, Report, Step, StepStatus};

use super::{Context, print};
use crate::ending::Ending;
use crate::ui::printer::tests::captured;

pub(super) fn step(
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

pub(super) fn report(steps: Vec<Step>, cache: Cache) -> Report {
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

pub(super) fn context(exit_code: u8) -> Context {
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

pub(super) fn shown(report: &Report, context: &Context) -> String {
    let (mut printer, out, err) = captured();
    print(&mut printer, report, context);
    assert_eq!(out.text(), "");
    err.text()
}
