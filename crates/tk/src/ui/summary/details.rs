//! Where the time went, and how the tests did.

use bep::{Action, Report, TestCounts, TestStatus};

use super::kinds::percent;
use crate::text::duration;
use crate::text::labels;
use crate::ui::printer::{Paint, Printer};

/// How many of the slowest actions are named.
const SLOWEST: usize = 5;

/// How many actions of the critical path are named.
const LINKS: usize = 3;

/// A link of the critical path that takes less of it is not named.
const NOTABLE_SHARE: f64 = 0.05;

/// What takes less is no reason for a slow build.
const NOTABLE_MS: f64 = 100.0;

/// Prints the critical path and the slowest actions, where anything took its time.
pub fn print_time(printer: &mut Printer, report: &Report) {
    if let Some(path) = &report.critical_path
        && path.duration_ms >= NOTABLE_MS
    {
        let share = path
            .share
            .map(|share| format!(", {} % of the time", percent(share)));
        let head = format!(
            "{}{}",
            duration::seconds(path.duration_ms),
            share.unwrap_or_default()
        );
        detail(
            printer,
            "critical path",
            &format!("{head}: {}", links(&path.actions)),
        );
    }
    let slowest: Vec<&Action> = report
        .actions
        .slowest
        .iter()
        .filter(|action| action.duration_ms >= NOTABLE_MS)
        .take(SLOWEST)
        .collect();
    // One alone is the critical path.
    if slowest.len() < 2 {
        return;
    }
    for (at, action) in slowest.into_iter().enumerate() {
        let word = if at == 0 { "slowest" } else { "" };
        let time = duration::seconds(action.duration_ms);
        let runner = action.runner.as_deref().map(|name| format!(", {name}"));
        let step = action.step.as_deref().map(|name| format!("  {name}"));
        let rest = format!("{}{}", step.unwrap_or_default(), runner.unwrap_or_default());
        let rest = printer.paint(Paint::Dim, &rest);
        detail(
            printer,
            word,
            &format!("{time:>8}  {}{rest}", labels::action(action)),
        );
    }
}

/// `Rustc //crates/bep 4.0 s > Rustc //crates/tk 7.1 s`: the longest, in the order of running.
fn links(actions: &[Action]) -> String {
    let in_all = |at: &usize| actions[*at].queued_ms + actions[*at].duration_ms;
    let mut longest: Vec<usize> = (0..actions.len()).collect();
    longest.sort_by(|a, b| in_all(b).total_cmp(&in_all(a)));
    longest.truncate(LINKS);
    let whole: f64 = (0..actions.len()).map(|at| in_all(&at)).sum();
    longest.retain(|at| in_all(at) >= whole * NOTABLE_SHARE);
    longest.sort_unstable();
    let shown: Vec<String> = longest
        .iter()
        .map(|at| link(&actions[*at], actions.len() == 1))
        .collect();
    let others = actions.len() - shown.len();
    let others = match others {
        0 => String::new(),
        1 => " and 1 short action".to_owned(),
        others => format!(" and {others} short actions"),
    };
    format!("{}{others}", shown.join(" > "))
}

/// `Rustc //crates/tk 7.1 s (waited 2.0 s for a processor)`
fn link(action: &Action, is_alone: bool) -> String {
    let name = labels::action(action);
    let waited = duration::seconds(action.queued_ms);
    match (action.queued_ms >= NOTABLE_MS, is_alone) {
        (true, _) => {
            let worked = duration::seconds(action.duration_ms);
            format!("{name} {worked} (waited {waited} for a processor)")
        }
        (false, true) => name,
        (false, false) => format!("{name} {}", duration::seconds(action.duration_ms)),
    }
}

/// Prints how many tests ended how, and which are flaky.
pub fn print_tests(printer: &mut Printer, report: &Report) {
    let not_loaded = report.packages_not_loaded();
    if not_loaded > 0 {
        detail(printer, "packages", &format!("{not_loaded} not loaded"));
    }
    if report.tests.is_empty() {
        return;
    }
    detail(printer, "tests", &TestCounts::of(&report.tests).text());
    for test in report
        .tests
        .iter()
        .filter(|test| test.status == TestStatus::Flaky)
    {
        let word = printer.paint(Paint::Warning, "flaky");
        let text = format!("{word}: {} passed after {} runs", test.label, test.attempts);
        detail(printer, "", &text);
    }
}

fn detail(printer: &mut Printer, word: &str, text: &str) {
    let word = printer.paint(Paint::Dim, &format!("{word:<13}"));
    printer.line(format!("  {word}  {text}").trim_end());
}
