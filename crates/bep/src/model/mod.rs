//! The model: the content of all events so far.
//!
//! Each event is stored by its subject, and evaluated only when a report is made: so events may come
//! in any order, and twice.

mod actions;
mod cache;
mod conclusions;
mod critical_path;
mod failures;
mod files;
mod invocation;
mod names;
mod options;
mod progress;
mod redacted;
mod step_map;
mod steps;
mod targets;
mod test_runs;
mod texts;

use crate::profile::Profile;
use crate::report::Invocation;
use crate::wire::light::{self, kind};
use crate::wire::{BuildEvent, BuildEventId, Id, Payload};

use prost::Message;

use actions::ActionLog;
use cache::Counts;
use files::FileSets;
use invocation::InvocationLog;
use names::Names;
use progress::ProgressLog;
use targets::TargetLog;
use test_runs::TestLog;

pub use files::OutputFile;
pub use options::ReportOptions;

/// The content of all events so far. Their order and repetition do not matter.
#[derive(Clone, Debug, Default)]
pub struct Model {
    complete: bool,
    /// Whether any event says what comes after it.
    announces: bool,
    /// Whether sets of files are let go by.
    without_files: bool,
    names: Names,
    /// Invocations that this one repeats.
    earlier: Vec<Invocation>,
    invocation: InvocationLog,
    targets: TargetLog,
    actions: ActionLog,
    tests: TestLog,
    files: FileSets,
    counts: Option<Counts>,
    progress: ProgressLog,
}

impl Model {
    /// A model before the first event.
    pub fn new() -> Self {
        Self::default()
    }

    /// A model that keeps no names of files: [`Model::outputs`] stays empty, and so does what
    /// [`ReferencedFiles`](crate::ReferencedFiles) finds through them. For reports of huge builds, of whose
    /// memory the names of files are the greater part.
    pub fn without_files() -> Self {
        Self {
            without_files: true,
            ..Self::default()
        }
    }

    /// Applies one event from its bytes (without their length): the same as decoding it and
    /// [`Model::apply`], but faster.
    pub fn apply_bytes(&mut self, record: &[u8]) -> Result<(), prost::DecodeError> {
        if self.apply_light(record).is_none() {
            self.apply(&BuildEvent::decode(record)?);
        }
        Ok(())
    }

    /// The kinds of events that come in great numbers; `None` and nothing done for all others.
    fn apply_light(&mut self, record: &[u8]) -> Option<()> {
        let record = light::Record::read(record)?;
        let (names, targets) = (&mut self.names, &mut self.targets);
        match (record.id?, record.payload?) {
            ((kind::id::TARGET_CONFIGURED, id), (kind::payload::CONFIGURED, payload)) => {
                let configured = light::Configured::read(id, payload)?;
                targets.configured_light(names, &configured);
            }
            ((kind::id::TARGET_COMPLETED, id), (kind::payload::COMPLETED, payload)) => {
                let completed = light::Completed::read(id, payload, !self.without_files)?;
                targets.completed_light(names, &completed, None);
            }
            ((kind::id::ACTION_COMPLETED, id), (kind::payload::ACTION, payload)) => {
                let action = light::Succeeded::read(id, payload)?;
                self.actions.succeeded(names, &action);
            }
            ((kind::id::PROGRESS, id), (kind::payload::PROGRESS, payload)) => {
                let (number, stderr) = light::progress(id, payload)?;
                self.progress.add(number, stderr);
            }
            ((kind::id::NAMED_SET, _), (kind::payload::NAMED_SET, _)) if self.without_files => {}
            ((kind::id::NAMED_SET, id), (kind::payload::NAMED_SET, payload)) => {
                self.files.add_light(names, id, payload)?;
            }
            _ => return None,
        }
        self.complete |= record.last_message;
        self.announces |= record.announces;
        Some(())
    }

    /// Applies one event.
    pub fn apply(&mut self, event: &BuildEvent) {
        self.complete |= event.last_message;
        self.announces |= !event.children.is_empty();
        let Some(id) = event.id.as_ref().and_then(|id| id.id.as_ref()) else {
            return;
        };
        if let Id::Pattern(id) | Id::PatternSkipped(id) = id {
            self.invocation.asked_for(&id.pattern);
        }
        if let Some(payload) = &event.payload {
            self.file(id, payload, &event.children);
        }
    }

    fn file(&mut self, id: &Id, payload: &Payload, children: &[BuildEventId]) {
        let (names, with_files) = (&mut self.names, !self.without_files);
        match (id, payload) {
            (_, Payload::Started(started)) => self.invocation.started(started),
            (_, Payload::CommandLine(line)) => self.invocation.command_line(line),
            (_, Payload::OptionsParsed(options)) => self.invocation.options(options),
            (_, Payload::Finished(finished)) => self.invocation.finished(finished),
            (_, Payload::ToolLogs(logs)) => self.invocation.tool_logs(logs),
            (_, Payload::Metrics(metrics)) => {
                self.invocation.metrics(metrics);
                self.counts = Some(Counts::new(metrics));
            }
            (Id::Progress(id), Payload::Progress(progress)) => {
                self.progress.add(id.opaque_count, &progress.stderr);
            }
            (Id::NamedSet(id), Payload::NamedSet(set)) if with_files => {
                self.files.add(names, &id.id, set);
            }
            (Id::ActionCompleted(id), Payload::Action(action)) => {
                self.actions.add(names, id, action);
            }
            (Id::TargetConfigured(id), Payload::Configured(configured)) => {
                self.targets.configured(names, id, configured);
            }
            (Id::TargetCompleted(id), Payload::Completed(completed)) => {
                self.targets.completed(names, id, completed, with_files);
            }
            (Id::TestResult(id), Payload::TestResult(result)) => {
                self.tests.result(id, result, children);
            }
            (Id::TestSummary(id), Payload::TestSummary(summary)) => {
                self.tests.summary(id, summary);
            }
            (id, Payload::Aborted(aborted)) => {
                self.targets.aborted(names, id, aborted, children);
            }
            _ => {}
        }
    }

    /// Starts again, for a stream that repeats the build so far; of that build, the
    /// invocation is kept for [`Report::earlier`].
    pub fn restart(&mut self) {
        let report = self.report(&ReportOptions::default());
        *self = Self {
            without_files: self.without_files,
            earlier: [report.earlier, vec![report.invocation]].concat(),
            ..Self::default()
        };
    }

    /// Applies the times of actions. Returns `false` and changes nothing for another invocation's profile.
    pub fn apply_profile(&mut self, profile: Profile) -> bool {
        let ours = profile.invocation == self.invocation.id();
        if ours {
            self.actions.profile(profile);
        }
        ours
    }

    /// Whether Bazel's last message came.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Bazel's exit code as the events say it; `None` before `BuildFinished`. The process's own
    /// may differ: `bazel run` ends with the program's.
    pub fn exit_code(&self) -> Option<i32> {
        self.invocation.exit_code()
    }

    /// The files that the targets left in their output group `default`, sorted, each once.
    pub fn outputs(&self) -> Vec<OutputFile> {
        self.outputs_in(None, "default")
    }

    /// The files that one target left in an output group, sorted, each once.
    pub fn outputs_of(&self, label: &str, group: &str) -> Vec<OutputFile> {
        self.outputs_in(Some(label), group)
    }

    /// The files that all targets left in an output group, sorted, each once.
    pub fn outputs_in_group(&self, group: &str) -> Vec<OutputFile> {
        self.outputs_in(None, group)
    }

    fn outputs_in(&self, label: Option<&str>, group: &str) -> Vec<OutputFile> {
        let sets = self.targets.file_sets(&self.names, label, group);
        self.files.resolve(&self.names, sets)
    }

    /// Files about the invocation that Bazel left on this machine: the profile is among them.
    pub fn tool_logs(&self) -> Vec<OutputFile> {
        self.invocation.tool_log_files()
    }
}
