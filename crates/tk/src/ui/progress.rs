//! Follows a build while it runs, and reports its progress: on the screen, and with `--json`.

mod owners;
mod screen;
mod status_block;
mod test_tracker;
mod tracker;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bep::wire::{BuildEvent, Id, Payload};
use bep::{Model, ReportOptions};

use screen::Screen;
pub use tracker::Tracker;

use crate::output::{Event, Output, ProgressNow};
use crate::steps::{Definitions, Steps, targets_as_steps};
use crate::ui::failures::Told;
use crate::ui::printer::Printer;
use crate::ui::waiting;
use bazel::Observer;
use bazel::lock::{Notice, is_waiting_line};

/// How often `--json` reports progress.
const TELL: Duration = Duration::from_secs(1);

/// A command line that is longer is shown in parts.
const MAX_UNFINISHED: usize = 1 << 20;

/// What to show of a build while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Steps as they start and end.
    Steps,
    /// Tests as they end.
    Tests,
}

/// Follows a build, and reports its progress.
pub struct Progress<'a> {
    printer: &'a mut Printer,
    verbose: bool,
    /// The events' content.
    pub model: Model,
    /// Where Bazel's outputs are, once it said so.
    pub exec_root: Option<PathBuf>,
    /// Whether the build was interrupted.
    pub interrupted: bool,
    /// Whether an action of a target ran: without any there are no times to learn.
    pub acted: bool,
    /// The failures already shown.
    pub told: Told,
    definitions: Definitions,
    tracker: Tracker,
    screen: Screen,
    happened: Vec<Event>,
    looked: Option<(Instant, Duration)>,
    progress_told: Option<(Instant, ProgressNow)>,
    tool_speaks: bool,
    /// The lines so far of a command that spans several lines of Bazel's output.
    unfinished: String,
}

/// Everything observed during a build.
pub struct Heard {
    /// The events' content.
    pub model: Model,
    /// How to report on it: its steps are known.
    pub options: ReportOptions,
    /// Bazel's execution root, if the build got that far.
    pub exec_root: Option<PathBuf>,
    /// Whether any action ran.
    pub acted: bool,
    /// The failures already shown.
    pub told: Told,
    /// The tests already shown.
    pub told_tests: BTreeSet<String>,
}

impl<'a> Progress<'a> {
    /// Begins with what is known of the steps, and with what is to be built; `root` may have
    /// definitions of an earlier build.
    pub fn new(
        printer: &'a mut Printer,
        detail: Detail,
        verbose: bool,
        steps: &Steps,
        root: &Path,
        targets: &[String],
    ) -> Self {
        let definitions = Definitions::new(steps, root);
        Self {
            printer,
            verbose,
            model: Model::new(),
            exec_root: None,
            interrupted: false,
            acted: false,
            told: Told::default(),
            tracker: Tracker::new(&definitions, targets),
            definitions,
            screen: Screen::new(detail, Instant::now()),
            happened: Vec::new(),
            looked: None,
            progress_told: None,
            tool_speaks: false,
            unfinished: String::new(),
        }
    }

    /// Everything observed, and how to report on it.
    pub fn into_heard(self) -> Heard {
        let mut steps = self
            .definitions
            .finish(&self.model, self.exec_root.as_deref());
        if steps.is_empty() {
            steps = targets_as_steps(&self.model);
        }
        Heard {
            model: self.model,
            options: ReportOptions {
                steps,
                read_logs: true,
                ..ReportOptions::default()
            },
            exec_root: self.exec_root,
            acted: self.acted,
            told: self.told,
            told_tests: self.tracker.tests.ended,
        }
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

    /// Shows a line of Bazel's output. A continued command line waits for its last line: which parts are
    /// secret can depend on earlier ones.
    fn show_command(&mut self, line: &str) {
        self.unfinished.push_str(line);
        if line.ends_with('\\') && self.unfinished.len() < MAX_UNFINISHED {
            self.unfinished.push('\n');
        } else {
            self.printer.foreign(&std::mem::take(&mut self.unfinished));
        }
    }

    fn tell(&mut self, now: Instant) {
        for event in std::mem::take(&mut self.happened) {
            self.screen.show(self.printer, &event, now);
            if matches!(event, Event::Failure(_)) {
                self.told.shown_at = Some(self.printer.lines());
            }
            self.printer.event(&event);
        }
    }

    /// Looks for failures only if there may be some, and rarely if that takes long.
    fn look_for_failures(&mut self) {
        let pause = self
            .looked
            .map(|(looked, took)| (looked, took.saturating_mul(10)));
        let due = pause.is_none_or(|(looked, pause)| looked.elapsed() >= pause);
        if !self.tracker.has_failures || !(due || self.model.is_complete()) {
            return;
        }
        self.tracker.has_failures = false;
        let start = Instant::now();
        let options = ReportOptions {
            steps: self.definitions.all().to_vec(),
            read_logs: true,
            still_runs: !self.model.is_complete(),
            ..ReportOptions::default()
        };
        for failure in self.model.report(&options).failures {
            if self.told.is_news(&failure) {
                self.happened.push(Event::Failure(failure));
            }
        }
        self.looked = Some((Instant::now(), start.elapsed()));
    }

    /// Reports progress to programs.
    fn tell_progress(&mut self, now: Instant) {
        if !self.printer.has_json() {
            return;
        }
        let due = self
            .progress_told
            .as_ref()
            .is_none_or(|(told, _)| now.duration_since(*told) >= TELL);
        if due {
            let progress = status_block::now(&self.tracker);
            let is_news = self
                .progress_told
                .as_ref()
                .is_none_or(|(_, last)| *last != progress);
            if is_news {
                self.printer.event(&Event::Progress(progress.clone()));
            }
            self.progress_told = Some((now, progress));
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
        self.tracker
            .event(event, &self.definitions, &mut self.happened);
    }

    fn restarted(&mut self) {
        self.model.restart();
        self.printer
            .line("Bazel restarts the build: a cache lost files");
    }

    fn caught_up(&mut self) {
        let now = Instant::now();
        self.look_for_failures();
        self.tell(now);
        self.tell_progress(now);
        self.screen.tick(self.printer, &self.tracker, now);
    }

    fn output(&mut self, line: &str) {
        let now = Instant::now();
        let said = self
            .tracker
            .output(line, &self.definitions, now, &mut self.happened);
        if !self.tracker.bazel().running.is_empty() {
            self.definitions.read_earlier();
        }
        if self.verbose {
            self.show_command(line);
            return;
        }
        // A tool that succeeds can have something to say: a compiler's warnings.
        self.tool_speaks = said.is_some_and(|line| {
            line.starts_with("INFO: From ") || self.tool_speaks && !is_bazels_line(line)
        });
        if let Some(line) = said.filter(|line| self.tool_speaks || is_waiting_line(line)) {
            self.happened.push(Event::Output(Output {
                text: line.to_owned(),
            }));
            self.tell(now);
        }
    }

    fn notice(&mut self, text: &str) {
        self.printer.foreign(text);
    }

    fn waiting(&mut self, notice: &Notice) {
        if let Some(text) = waiting::once(notice) {
            self.printer.event(&Event::Output(Output { text }));
        }
        waiting::tell(self.printer, notice);
    }

    fn interrupted(&mut self) {
        if !std::mem::replace(&mut self.interrupted, true) {
            self.printer
                .line("Stopping the build ... (Ctrl-C again to force)");
        }
    }
}

/// Whether a line is Bazel's own, not a tool's.
fn is_bazels_line(line: &str) -> bool {
    let levels = [
        "INFO:", "WARNING:", "ERROR:", "DEBUG:", "FATAL:", "FAILED:", "FAIL:", "FLAKY:",
        "TIMEOUT:", "Target ", "Use --",
    ];
    is_waiting_line(line) || levels.iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests;
