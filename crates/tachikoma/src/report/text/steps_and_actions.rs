//! What was done, and where the time went.

use bep::{Action, CriticalPath, Report, Step, StepStatus};

use crate::environment::Look;
use crate::report::style::{Tone, duration, heading, plural};
use crate::report::table::Table;

/// How many actions to show.
const SLOWEST: usize = 10;

/// Shorter waits for processors are not shown, in milliseconds.
const NOTABLE_WAIT_MS: f64 = 100.0;

pub fn steps(steps: &[Step], look: Look) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let mut table = Table::new(0, &[2]);
    for step in steps {
        let (status, tone) = match step.status {
            StepStatus::Passed => ("passed", Tone::Good),
            StepStatus::Failed => ("failed", Tone::Bad),
            StepStatus::Skipped => ("skipped", Tone::Faint),
            StepStatus::Incomplete => ("incomplete", Tone::Odd),
        };
        let skipped = step.status == StepStatus::Skipped;
        let time = step
            .duration_ms
            .filter(|_| !skipped)
            .map(duration)
            .unwrap_or_default();
        let actions = match (skipped, step.actions, step.cached) {
            (true, _, _) => String::new(),
            (_, 0, Some(true)) => "up to date".to_owned(),
            (_, actions, cached) => {
                let from = if cached == Some(true) { ", cached" } else { "" };
                format!("{}{from}", plural(actions as usize, "action"))
            }
        };
        table.row([
            (&step.name, Tone::Plain),
            (status, tone),
            (&time, Tone::Plain),
            (&actions, Tone::Faint),
        ]);
    }
    heading("Steps", look) + &table.render(look)
}

pub fn critical_path(path: Option<&CriticalPath>, look: Look) -> String {
    let Some(path) = path else {
        return String::new();
    };
    let share = path
        .share
        .map(|share| format!(", {:.0} % of the time", share * 100.0));
    let time = duration(path.duration_ms);
    let title = format!("Critical path: {time}{}", share.unwrap_or_default());
    heading(&title, look) + &actions(path.actions.iter(), look)
}

pub fn slowest(report: &Report, look: Look) -> String {
    if report.actions.slowest.is_empty() {
        return String::new();
    }
    let title = format!(
        "Slowest of {}",
        plural(report.actions.total as usize, "action")
    );
    heading(&title, look) + &actions(report.actions.slowest.iter().take(SLOWEST), look)
}

fn actions<'a>(actions: impl Iterator<Item = &'a Action>, look: Look) -> String {
    let mut table = Table::new(2, &[0]);
    for action in actions {
        let runner = action.runner.clone();
        let waited = (action.queued_ms >= NOTABLE_WAIT_MS)
            .then(|| format!("waited {} for a processor", duration(action.queued_ms)));
        let notes: Vec<String> = runner.into_iter().chain(waited).collect();
        table.row([
            (&duration(action.duration_ms), Tone::Plain),
            (&action.mnemonic, Tone::Plain),
            (&action.label, Tone::Plain),
            (&notes.join(", "), Tone::Faint),
            (if action.success { "" } else { "failed" }, Tone::Bad),
        ]);
    }
    table.render(look)
}
