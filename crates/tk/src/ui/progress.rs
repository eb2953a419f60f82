//! Follows a build while it runs, and reports its progress: on the screen, and with `--json`.

mod heard;
mod hits;
mod outputs;
mod owners;
mod screen;
mod status_block;
mod test_tracker;
mod tracker;
mod verbatim;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bep::wire::{BuildEvent, Id, Payload};
use bep::{Failure, Model, ReportOptions};

pub use heard::Heard;
use outputs::{Outputs, Said};
use screen::Screen;
pub use tracker::Tracker;
use verbatim::Verbatim;

use crate::output::{Event, Output, ProgressNow};
use crate::steps::{Definitions, Steps};
use crate::ui::failures::Told;
use crate::ui::printer::Printer;
use crate::ui::waiting;
use bazel::lock::{Notice, is_waiting_line};
use bazel::{Invocation, Observer};

/// How often `--json` reports progress.
const TELL: Duration = Duration::from_secs(1);

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
    /// How Bazel's own output is shown, if it is.
    verbatim: Option<Verbatim>,
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
    outputs: Outputs,
}

impl<'a> Progress<'a> {
    /// Begins with what is known of the steps, and with what is to be built; `root` may have
    /// definitions of an earlier build.
    pub fn new(
        printer: &'a mut Printer,
        detail: Detail,
        invocation: &Invocation,
        steps: &Steps,
        root: &Path,
    ) -> Self {
        let definitions = Definitions::new(steps, root);
        Self {
            printer,
            verbatim: invocation
                .verbose
                .then(|| Verbatim::new(invocation.wants_times())),
            model: Model::new(),
            exec_root: None,
            interrupted: false,
            acted: false,
            told: Told::default(),
            tracker: Tracker::new(&definitions, &invocation.targets),
            definitions,
            screen: Screen::new(detail, Instant::now()),
            happened: Vec::new(),
            looked: None,
            progress_told: None,
            outputs: Outputs::default(),
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

    /// Shows what tools and tests said, after what happened before; to programs alone where all of Bazel's
    /// output is shown.
    fn say(&mut self, all: Vec<Said>) {
        if all.is_empty() {
            return;
        }
        let now = Instant::now();
        self.tell(now);
        for said in all {
            let by = said.by.as_ref();
            let step = by.and_then(|by| self.tracker.step_of_action(&by.label, &by.mnemonic));
            self.told
                .tools
                .extend(by.and_then(|by| outputs::spoken(by, &said.text)));
            if self.verbatim.is_none() {
                outputs::show(self.printer, &said, step);
                self.screen.spoke(now);
            }
            if self.outputs.are_streamed() {
                self.told.lines.add(&said.text);
            }
            for event in outputs::events(&said, step) {
                self.printer.event(&event);
            }
        }
    }

    fn tell(&mut self, now: Instant) {
        for event in std::mem::take(&mut self.happened) {
            self.screen.show(self.printer, &event, &self.told, now);
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
            if self.is_to_come(&failure) {
                self.tracker.has_failures = true;
            } else if self.told.is_news(&failure) {
                self.happened.push(Event::Failure(failure));
            }
        }
        self.looked = Some((Instant::now(), start.elapsed()));
    }

    /// Whether Bazel, whose output is shown, is about to print what the tool did. The last event can come before that;
    /// what it did not print by its end is shown with what else is not told by then.
    fn is_to_come(&self, failure: &Failure) -> bool {
        self.verbatim.is_some() && self.told.awaits(failure, self.outputs.has_tests())
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
        let said = self.outputs.event(event);
        self.say(said);
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
        if let Some(text) = self.verbatim.as_mut().and_then(|all| all.line(line)) {
            self.told.lines.add(&text);
            self.printer.foreign(&text);
        }
        // Once Bazel has begun, who says so is a tool.
        let has_begun = self.exec_root.is_some() || self.tracker.has_begun();
        let is_waiting = |text: &str| !has_begun && is_waiting_line(text);
        if let Some(text) = said.text().filter(|text| is_waiting(text)) {
            self.say(vec![Said::line(text)]);
        }
        let is_testing = self.tracker.is_testing();
        let said = self.outputs.line(said, is_testing);
        self.say(said.into_iter().collect());
    }

    fn notice(&mut self, text: &str) {
        self.printer.foreign(text);
    }

    fn waiting(&mut self, notice: &Notice) {
        if let Some(text) = waiting::once(notice) {
            self.printer.event(&Event::Output(Output::of_bazel(text)));
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

#[cfg(test)]
mod tests;
