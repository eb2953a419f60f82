//! The lines of live progress.

use std::time::Duration;

use super::Detail;
use super::tracker::{StepNow, Tracker};
use crate::output::{ProgressNow, RunningNow, StepState, WaitingStep};
use crate::ui::printer::{LiveLine, Paint};
use bazel::display::RunningAction;

/// How many lines show running actions.
const ACTION_LINES: usize = 3;

/// The lines: how far the build is, what runs, what waits. Never more than five.
pub fn lines(tracker: &Tracker, detail: Detail, elapsed: Duration) -> Vec<LiveLine> {
    let mut lines = vec![head(tracker, detail, elapsed)];
    let running = running(tracker);
    let room = ACTION_LINES - running.len();
    lines.extend(running);
    let details = tracker.bazel().phase_details.iter().take(room);
    lines.extend(
        details.map(|detail| LiveLine::default().painted(Paint::Dim, format!("  {detail}"))),
    );
    lines.extend(waiting_line(&waiting(tracker)));
    lines
}

/// The same as data.
pub fn now(tracker: &Tracker) -> ProgressNow {
    let bazel = tracker.bazel();
    let running = bazel.running.iter().map(|action| RunningNow {
        text: action.text.clone(),
        step: step_of(tracker, action).map(|step| step.name.clone()),
        seconds: action.seconds,
        strategy: Some(action.strategy.clone()).filter(|strategy| !strategy.is_empty()),
    });
    ProgressNow {
        phase: bazel.phase.clone(),
        done: tracker.done(),
        total: bazel.total.max(tracker.done()),
        hits: tracker.hits(),
        running: running.collect(),
        waiting: waiting(tracker),
    }
}

/// One line for output without live progress: `12 of 40 actions, 2 running, 95 s; Compiling ...`
pub fn heartbeat(tracker: &Tracker, detail: Detail, elapsed: Duration) -> String {
    let mut text = head(tracker, detail, elapsed).text();
    if let Some(action) = tracker.bazel().running.first() {
        let step = step_of(tracker, action).map(|step| format!("{}: ", step.name));
        text.push_str(&format!("; {}{}", step.unwrap_or_default(), words(action)));
    }
    text
}

fn head(tracker: &Tracker, detail: Detail, elapsed: Duration) -> LiveLine {
    let bazel = tracker.bazel();
    let done = tracker.done();
    let mut parts = Vec::new();
    if detail == Detail::Tests && tracker.tests.now.total > 0 {
        parts.push(format!(
            "{} of {} tests",
            tracker.tests.now.ended, tracker.tests.now.total
        ));
    }
    let total = bazel.total.max(done);
    match &bazel.phase {
        // The first action is Bazel's own look at the workspace.
        Some(phase) if total <= 1 => parts.push(phase.clone()),
        Some(phase) => {
            let phase = phase.split(':').next().unwrap_or(phase).to_lowercase();
            parts.push(format!("{done} of {total} actions, still {phase}"));
        }
        None if total > 0 => parts.push(format!("{done} of {total} actions")),
        None => parts.push("starting Bazel".to_owned()),
    }
    if bazel.running_count > 0 {
        parts.push(format!("{} running", bazel.running_count));
    }
    let hits = tracker.hits() + u64::try_from(tracker.tests.now.cached).unwrap_or(0);
    if hits > 0 {
        parts.push(format!(
            "{hits} cache hit{}",
            if hits == 1 { "" } else { "s" }
        ));
    }
    let failed = match detail {
        Detail::Tests => tracker.tests.now.failed,
        Detail::Steps => usize::try_from(tracker.failed_actions).unwrap_or(usize::MAX),
    };
    let line = LiveLine::default().painted(Paint::Dim, parts.join(", "));
    let line = match failed {
        0 => line,
        failed => line
            .painted(Paint::Dim, ", ")
            .painted(Paint::Bad, format!("{failed} failed")),
    };
    line.painted(Paint::Dim, format!(", {} s", elapsed.as_secs()))
}

/// A line for each running step; with a single step, a line for each of its actions.
fn running(tracker: &Tracker) -> Vec<LiveLine> {
    let mut groups: Vec<(&str, Vec<&RunningAction>)> = Vec::new();
    for action in &tracker.bazel().running {
        let name = step_of(tracker, action).map_or("", |step| step.name.as_str());
        match groups.iter_mut().find(|(own, _)| *own == name) {
            Some((_, actions)) => actions.push(action),
            None => groups.push((name, vec![action])),
        }
    }
    let width = groups
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    if let [(name, actions)] = groups.as_slice() {
        let lines = actions.iter().take(ACTION_LINES).enumerate();
        return lines
            .map(|(at, action)| action_line(if at == 0 { name } else { "" }, width, action, 0))
            .collect();
    }
    let lines = groups
        .iter()
        .take(ACTION_LINES)
        .filter_map(|(name, actions)| {
            let (first, others) = actions.split_first()?;
            Some(action_line(name, width, first, others.len()))
        });
    lines.collect()
}

fn action_line(step: &str, width: usize, action: &RunningAction, others: usize) -> LiveLine {
    let gap = if width > 0 { "  " } else { "" };
    let line = LiveLine::default()
        .plain("  ")
        .painted(Paint::Strong, format!("{step:<width$}"))
        .plain(format!("{gap}{}", words(action)));
    match others {
        0 => line,
        others => line.painted(Paint::Dim, format!(" and {others} more")),
    }
}

/// `Compiling Rust rlib bep (20 files), 3 s`
fn words(action: &RunningAction) -> String {
    match action.seconds {
        Some(0) => action.text.clone(),
        Some(seconds) => format!("{}, {seconds} s", action.text),
        None => format!("{}, preparing", action.text),
    }
}

/// The step of a running action. A finished step runs no action: a match is a coincidence.
fn step_of<'a>(tracker: &'a Tracker, action: &RunningAction) -> Option<&'a StepNow> {
    tracker
        .step_of_text(&action.text)
        .filter(|step| step.state != Some(StepState::Passed))
}

/// Steps that were asked for and have not begun, with what they come after that is not done.
fn waiting(tracker: &Tracker) -> Vec<WaitingStep> {
    let is_open = |name: &&String| {
        tracker
            .steps
            .iter()
            .any(|step| step.name == **name && step.asked && step.state != Some(StepState::Passed))
    };
    let steps = tracker
        .steps
        .iter()
        .filter(|step| step.asked && step.state.is_none());
    steps
        .map(|step| WaitingStep {
            name: step.name.clone(),
            waits_for: step.after.iter().filter(is_open).cloned().collect(),
        })
        .collect()
}

/// `waiting: page-build (for check), release (for program-build)`
fn waiting_line(waiting: &[WaitingStep]) -> Option<LiveLine> {
    let steps: Vec<String> = waiting
        .iter()
        .map(|step| match step.waits_for.as_slice() {
            [] => step.name.clone(),
            names => format!("{} (for {})", step.name, names.join(", ")),
        })
        .collect();
    (!steps.is_empty()).then(|| {
        LiveLine::default().painted(Paint::Dim, format!("  waiting: {}", steps.join(", ")))
    })
}
