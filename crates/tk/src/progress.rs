//! Follows a build while it runs: a line per step as it starts and as it ends.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bep::wire::{BuildEvent, Id, Payload};
use bep::{Model, ReportOptions, Step, StepStatus};

use crate::bazel::process::Observer;
use crate::duration;
use crate::printer::{Paint, Printer};
use crate::steps::{Definitions, Steps};

/// How often the steps are looked at while events come.
const LOOK: Duration = Duration::from_millis(100);

/// What of a build is told while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Steps as they start and end.
    Steps,
    /// Tests as they end.
    Tests,
}

/// Follows a build, and tells of it.
pub struct Progress<'a> {
    printer: &'a mut Printer,
    detail: Detail,
    verbose: bool,
    /// All that the events said.
    pub model: Model,
    /// Where Bazel's outputs are, once it said so.
    pub exec_root: Option<PathBuf>,
    /// Whether somebody stopped the build.
    pub interrupted: bool,
    /// Whether an action of a target ran: without any there are no times to learn.
    pub acted: bool,
    definitions: Definitions,
    told: BTreeMap<String, StepStatus>,
    told_tests: BTreeSet<String>,
    looked: Option<Instant>,
    look_took: Duration,
    unseen: bool,
    tool_speaks: bool,
}

impl<'a> Progress<'a> {
    /// Begins with what is known of the steps; `root` may have definitions of an earlier build.
    pub fn new(
        printer: &'a mut Printer,
        detail: Detail,
        verbose: bool,
        steps: &Steps,
        root: &Path,
    ) -> Self {
        Self {
            printer,
            detail,
            verbose,
            model: Model::new(),
            exec_root: None,
            interrupted: false,
            acted: false,
            definitions: Definitions::new(steps, root),
            told: BTreeMap::new(),
            told_tests: BTreeSet::new(),
            looked: None,
            look_took: Duration::ZERO,
            unseen: false,
            tool_speaks: false,
        }
    }

    /// All that was learned, and how to report on it.
    pub fn into_parts(self) -> (Model, ReportOptions, Option<PathBuf>) {
        let steps = self
            .definitions
            .finish(&self.model, self.exec_root.as_deref());
        let options = ReportOptions {
            steps,
            read_logs: true,
            ..ReportOptions::default()
        };
        (self.model, options, self.exec_root)
    }

    fn notice_action(&mut self, event: &BuildEvent) {
        let id = event.id.as_ref().and_then(|id| id.id.as_ref());
        if let Some(Id::ActionCompleted(id)) = id
            && !id.label.is_empty()
        {
            self.acted = true;
            self.definitions
                .notice(&id.label, &id.primary_output, self.exec_root.as_deref());
        }
    }

    fn options(&self) -> ReportOptions {
        ReportOptions {
            steps: self.definitions.all().to_vec(),
            ..ReportOptions::default()
        }
    }

    fn tell(&mut self) {
        let start = Instant::now();
        match self.detail {
            Detail::Steps => {
                for step in self.model.steps(&self.options()) {
                    self.tell_step(&step);
                }
            }
            Detail::Tests => self.tell_tests(),
        }
        self.unseen = false;
        self.looked = Some(Instant::now());
        self.look_took = start.elapsed();
    }

    /// A step that had nothing to do is not told of: the summary says so.
    fn tell_step(&mut self, step: &Step) {
        let before = self.told.get(&step.name).copied();
        let running = step.actions > 0 || step.status == StepStatus::Failed;
        if !running || before == Some(step.status) {
            return;
        }
        if before.is_none() {
            let line = format!("  start  {}", step.name);
            let line = self.printer.paint(Paint::Dim, &line);
            self.printer.line(&line);
        }
        let (paint, word) = match step.status {
            StepStatus::Passed => (Paint::Good, "pass"),
            StepStatus::Failed => (Paint::Bad, "FAIL"),
            StepStatus::Incomplete | StepStatus::Skipped => {
                self.told.insert(step.name.clone(), step.status);
                return;
            }
        };
        let word = self.printer.paint(paint, &format!("{word:<5}"));
        // Bazel 7 tells only in the end how long its actions took: the summary has it.
        let time = step
            .duration_ms
            .map(|time| format!("  {}", duration::seconds(time)))
            .unwrap_or_default();
        self.printer.line(&format!("  {word}  {}{time}", step.name));
        self.told.insert(step.name.clone(), step.status);
    }

    fn tell_tests(&mut self) {
        let report = self.model.report(&self.options());
        for test in report.tests {
            if crate::tests_report::has_ended(test.status)
                && self.told_tests.insert(test.label.clone())
            {
                let line = crate::tests_report::line(self.printer, &test);
                self.printer.line(&line);
            }
        }
    }
}

impl Observer for Progress<'_> {
    fn event(&mut self, event: &BuildEvent) {
        self.model.apply(event);
        if let Some(Payload::WorkspaceInfo(info)) = &event.payload {
            self.exec_root = Some(PathBuf::from(&info.local_exec_root));
        }
        self.notice_action(event);
        self.unseen = true;
    }

    fn caught_up(&mut self) {
        // In a build of very many events a look takes long: it must not take most of the time.
        let pause = LOOK.max(self.look_took * 10);
        let due = self.looked.is_none_or(|looked| looked.elapsed() >= pause);
        if self.unseen && (due || self.model.is_complete()) {
            self.tell();
        }
    }

    fn output(&mut self, line: &str) {
        // A tool that succeeds can have something to say: a compiler's warnings.
        self.tool_speaks =
            line.starts_with("INFO: From ") || self.tool_speaks && !is_bazels_line(line);
        if is_waiting_line(line) || self.verbose || self.tool_speaks {
            self.printer.foreign(line);
        } else if is_progress_line(line) {
            self.printer.live(line);
        }
    }

    fn interrupted(&mut self) {
        if !std::mem::replace(&mut self.interrupted, true) {
            self.printer.line("Stopping the build ...");
        }
    }
}

/// Whether Bazel says that it waits for another Bazel, or for its server.
pub fn is_waiting_line(line: &str) -> bool {
    ["Another command", "Waiting for", "Another Bazel"]
        .iter()
        .any(|start| line.starts_with(start))
}

/// Whether a line is Bazel's own, and no tool's.
fn is_bazels_line(line: &str) -> bool {
    let levels = [
        "INFO:", "WARNING:", "ERROR:", "DEBUG:", "FATAL:", "FAILED:", "Target ", "Use --",
    ];
    is_progress_line(line)
        || is_waiting_line(line)
        || levels.iter().any(|start| line.starts_with(start))
}

/// Whether Bazel says what it does just now, in passing: `[12 / 34] Compiling ...`, `Loading: ...`.
pub fn is_progress_line(line: &str) -> bool {
    let counted = line.strip_prefix('[').is_some_and(|rest| {
        rest.split_once(']').is_some_and(|(counts, _)| {
            counts.contains('/')
                && counts
                    .chars()
                    .all(|c| c.is_ascii_digit() || " /,".contains(c))
        })
    });
    let phase = [
        "Loading: ",
        "Analyzing: ",
        "Computing main repo mapping:",
        "Starting local Bazel server",
    ];
    counted || phase.iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_passing_are_told_from_messages() {
        assert!(is_progress_line(
            "[1,204 / 2,000] Compiling a.rs; 3s linux-sandbox ... (2 actions)"
        ));
        assert!(is_progress_line(
            "Analyzing: 12 targets (4 packages loaded)"
        ));
        assert!(!is_progress_line("[error] something"));
        assert!(!is_progress_line("ERROR: something"));
        assert!(is_waiting_line(
            "Another command (pid=12) is running. Waiting for it to complete"
        ));
    }
}
