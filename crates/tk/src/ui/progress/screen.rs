//! What the screen shows of a build while it runs.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::{Detail, Tracker, status_block};
use crate::output::{Event, StepChange, StepState};
use crate::ui::failures::{self, Told};
use crate::ui::printer::{Paint, Printer};

/// How often live progress is redrawn.
const REDRAW: Duration = Duration::from_millis(100);

/// After how long without output a build without live progress prints a line.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// Shows people what happens.
pub struct Screen {
    detail: Detail,
    start: Instant,
    drawn: Option<Instant>,
    spoke: Instant,
    begun: BTreeSet<String>,
}

impl Screen {
    /// A screen that has shown nothing yet.
    pub fn new(detail: Detail, now: Instant) -> Self {
        Self {
            detail,
            start: now,
            drawn: None,
            spoke: now,
            begun: BTreeSet::new(),
        }
    }

    /// Shows one event.
    pub fn show(&mut self, printer: &mut Printer, event: &Event, told: &Told, now: Instant) {
        let spoke = match event {
            Event::Step(step) => self.step(printer, step),
            Event::Test(test) => {
                let line = crate::ui::test_results::line(printer, test);
                printer.line(&line);
                true
            }
            Event::Failure(failure) => {
                failures::print_failure(printer, failure, told);
                true
            }
            _ => false,
        };
        if spoke {
            self.spoke(now);
        }
    }

    /// Something was shown.
    pub fn spoke(&mut self, now: Instant) {
        self.spoke = now;
    }

    /// A step that had nothing to do is not shown: the summary says so.
    fn step(&mut self, printer: &mut Printer, step: &StepChange) -> bool {
        let is_new = self.begun.insert(step.name.clone());
        let (paint, word) = match step.state {
            _ if self.detail == Detail::Tests => return false,
            StepState::Running if printer.is_live() => return false,
            StepState::Passed if is_new => return false,
            // The failure itself says so, in full.
            StepState::Failed => return false,
            StepState::Running => (Paint::Dim, "start"),
            StepState::Passed => (Paint::Good, "pass"),
        };
        let word = printer.paint(paint, &format!("{word:<5}"));
        // Bazel 7 tells only in the end how long its actions took: the summary has it.
        printer.line(&format!("  {word}  {}", step.name));
        true
    }

    /// Redraws live progress; without it, prints a line after a long silence.
    pub fn tick(&mut self, printer: &mut Printer, tracker: &Tracker, now: Instant) {
        let elapsed = now.duration_since(self.start);
        if printer.is_live() {
            let due = self
                .drawn
                .is_none_or(|drawn| now.duration_since(drawn) >= REDRAW);
            if due {
                printer.live(&status_block::lines(tracker, self.detail, elapsed));
                self.drawn = Some(now);
            }
        } else if now.duration_since(self.spoke) >= HEARTBEAT {
            let text = format!(
                "  ...    {}",
                status_block::heartbeat(tracker, self.detail, elapsed)
            );
            let text = printer.paint(Paint::Dim, &text);
            printer.foreign(&text);
            self.spoke = now;
        }
    }
}
