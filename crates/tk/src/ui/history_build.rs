//! One recorded build in full.

use bep::{TestCounts, TestStatus};
use history::{Build, StoredAction, StoredFailure, StoredReport, StoredStep, StoredTest};

use serde_json::Value;

use super::history_table::{command, rate, result, time};
use crate::text::duration::seconds;

/// The slowest actions that are shown of a build.
const SLOWEST: usize = 5;

/// A build and its report as text.
pub fn lines(build: &Build, report: &StoredReport) -> Vec<String> {
    let mut lines = head(build);
    lines.extend(steps(report));
    lines.extend(cache(build, report));
    lines.extend(critical_path(report));
    lines.extend(tests(&report.tests));
    lines.extend(slowest(&report.actions.slowest));
    lines.extend(report.failures.iter().flat_map(failure));
    lines
}

fn head(build: &Build) -> Vec<String> {
    let commit = build.commit.as_ref();
    [
        Some(format!("#{}  tk {}", build.id, command(build))),
        Some(format!(
            "  {} in {}, {}, {}",
            result(build),
            seconds(build.elapsed_ms),
            build.mode,
            time(build.started_ms)
        )),
        commit.map(|commit| format!("  commit {commit}")),
        Some(format!("  invocation {}", build.uuid)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn steps(report: &StoredReport) -> Vec<String> {
    let shown: Vec<&StoredStep> = report
        .steps
        .iter()
        .filter(|step| step.actions > 0 || step.status != "skipped")
        .collect();
    let width = shown
        .iter()
        .map(|step| step.name.chars().count())
        .max()
        .unwrap_or(0);
    shown.iter().map(|step| step_line(step, width)).collect()
}

fn step_line(step: &StoredStep, width: usize) -> String {
    let time = step
        .duration_ms
        .filter(|_| step.actions > 0)
        .map_or("-".to_owned(), seconds);
    let cached = if step.cached == Some(true) && step.actions > 0 {
        ", all from the cache"
    } else {
        ""
    };
    format!(
        "  {:<10}  {:<width$}  {time:>10}  {} actions{cached}",
        step.status, step.name, step.actions
    )
}

fn cache(build: &Build, report: &StoredReport) -> Option<String> {
    let cache = &report.cache;
    let counts = [
        (cache.executed, "executed"),
        (cache.action_cache, "action cache"),
        (cache.disk, "disk cache"),
        (cache.remote, "remote cache"),
        (cache.internal, "internal"),
    ];
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    if parts.is_empty() {
        // A build that failed had something to do.
        return (build.outcome == "passed").then(|| "  nothing to do".to_owned());
    }
    Some(format!(
        "  cache hit rate {}: {}",
        rate(cache.hit_rate),
        parts.join(", ")
    ))
}

fn critical_path(report: &StoredReport) -> Option<String> {
    let path = report.critical_path.as_ref()?;
    let share = path
        .share
        .map(|share| format!(", {:.0} % of the build", share * 100.0))
        .unwrap_or_default();
    Some(format!(
        "  critical path {} in {} actions{share}",
        seconds(path.duration_ms),
        path.actions.len()
    ))
}

fn tests(tests: &[StoredTest]) -> Vec<String> {
    if tests.is_empty() {
        return Vec::new();
    }
    let shown = tests.iter().filter(|test| {
        let is_well =
            ["passed", "skipped", "incomplete", "noStatus"].contains(&test.status.as_str());
        !is_well
    });
    let shown = shown.map(|test| match test.status.as_str() {
        "failedToBuild" => format!("    not built {}", test.label),
        status => format!("    {status} {} {}", test.label, seconds(test.duration_ms)),
    });
    std::iter::once(format!("  tests: {}", counts(tests)))
        .chain(shown)
        .collect()
}

/// `12 passed (8 cached), 1 flaky`, of statuses that other versions of `tk` may have written.
fn counts(tests: &[StoredTest]) -> String {
    let statuses = tests.iter().map(|test| {
        let status = Value::String(test.status.clone());
        let status = serde_json::from_value(status).unwrap_or(TestStatus::NoStatus);
        (status, test.cached)
    });
    TestCounts::of_statuses(statuses).text()
}

fn slowest(actions: &[StoredAction]) -> Vec<String> {
    if actions.is_empty() {
        return Vec::new();
    }
    std::iter::once("  slowest actions".to_owned())
        .chain(actions.iter().take(SLOWEST).map(action))
        .collect()
}

fn action(action: &StoredAction) -> String {
    let runner = action
        .runner
        .as_deref()
        .map(|runner| format!(", {runner}"))
        .unwrap_or_default();
    format!(
        "    {:>10}  {} ({}){runner}",
        seconds(action.duration_ms),
        action.label,
        action.mnemonic
    )
}

fn failure(failure: &StoredFailure) -> Vec<String> {
    let name = failure.name();
    let code = failure
        .exit_code
        .map(|code| format!(", exit code {code}"))
        .unwrap_or_default();
    let mut lines = vec![format!("  FAIL {name}{code}")];
    let message = failure.message.lines().next().unwrap_or_default();
    if !message.is_empty() && message != name {
        lines.push(format!("    {message}"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::history_table::tests::failed;
    use super::*;

    #[test]
    fn a_build_is_told_of_in_full() {
        let report = json!({
            "steps": [
                {"name": "app", "status": "failed", "durationMs": 9000.0, "actions": 2},
                {"name": "page-build", "status": "passed", "durationMs": 100.0, "actions": 1, "cached": true},
                {"name": "verify", "status": "skipped", "actions": 0},
                {"name": "check", "status": "passed", "actions": 0},
            ],
            "cache": {"executed": 2, "disk": 1, "total": 3, "hitRate": 0.333},
            "criticalPath": {"durationMs": 8000.0, "share": 0.65, "actions": [{}, {}]},
            "tests": [
                {"label": "//:a_test", "status": "passed", "cached": true, "durationMs": 10.0},
                {"label": "//:b_test", "status": "timeout", "durationMs": 60000.0},
            ],
            "actions": {"slowest": [
                {"label": "//:app", "mnemonic": "Link", "durationMs": 7000.0, "runner": "linux-sandbox"},
                {"label": "//:page", "mnemonic": "Vite", "durationMs": 100.0},
            ]},
            "failures": [
                {"label": "//:app", "mnemonic": "Link", "exitCode": 7, "message": "undefined symbol\nmore"},
                {"message": "no such package"},
            ],
        });
        let lines = lines(&failed(), &StoredReport::of(&report));
        insta::assert_snapshot!(lines.join("\n"), @"
        #7  tk build --config=remote-build-cluster app
          failed (1) in 12.3 s, development, -
          commit 0123456789abcdef
          invocation 1-2-3
          failed      app              9.0 s  2 actions
          passed      page-build       0.1 s  1 actions, all from the cache
          passed      check                -  0 actions
          cache hit rate 33 %: 2 executed, 1 disk cache
          critical path 8.0 s in 2 actions, 65 % of the build
          tests: 1 passed (1 cached), 1 timed out
            timeout //:b_test 60.0 s
          slowest actions
                 7.0 s  //:app (Link), linux-sandbox
                 0.1 s  //:page (Vite)
          FAIL //:app (Link), exit code 7
            undefined symbol
          FAIL no such package
        ");
    }

    #[test]
    fn a_build_with_nothing_to_do_is_short() {
        let build = Build {
            commit: None,
            outcome: "passed".to_owned(),
            exit_code: 0,
            ..failed()
        };
        let text = lines(&build, &StoredReport::default());
        insta::assert_snapshot!(text.join("\n"), @"
        #7  tk build --config=remote-build-cluster app
          passed in 12.3 s, development, -
          invocation 1-2-3
          nothing to do
        ");
        let text = lines(&failed(), &StoredReport::default());
        assert!(!text.join("\n").contains("nothing to do"), "{text:?}");
    }
}
