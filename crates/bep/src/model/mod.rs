//! The model: everything that the events said so far.
//!
//! Each event is filed under what it is about, and conclusions are drawn only when a report is
//! asked for: so events may come in any order, and twice.

mod actions;
mod cache;
mod critical_path;
mod failures;
mod files;
mod invocation;
mod options;
mod progress;
mod redacted;
mod steps;
mod targets;
mod test_runs;

use crate::profile::Profile;
use crate::report::{REPORT_VERSION, Report, Step};
use crate::wire::{BuildEvent, Id, Payload};

use actions::ActionLog;
use cache::Counts;
use files::FileSets;
use invocation::InvocationLog;
use progress::ProgressLog;
use steps::StepMap;
use targets::TargetLog;
use test_runs::TestLog;

pub use files::OutputFile;
pub use options::ReportOptions;

/// Everything that the events said so far. Their order does not matter, nor do repetitions.
#[derive(Clone, Debug, Default)]
pub struct Model {
    complete: bool,
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

    /// Takes in what one event says.
    pub fn apply(&mut self, event: &BuildEvent) {
        self.complete |= event.last_message;
        let Some(id) = event.id.as_ref().and_then(|id| id.id.as_ref()) else {
            return;
        };
        if let Id::Pattern(id) | Id::PatternSkipped(id) = id {
            self.invocation.asked_for(&id.pattern);
        }
        if let Some(payload) = &event.payload {
            self.file(id, payload);
        }
    }

    fn file(&mut self, id: &Id, payload: &Payload) {
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
                self.progress.add(id.opaque_count, progress);
            }
            (Id::NamedSet(id), Payload::NamedSet(set)) => self.files.add(&id.id, set),
            (Id::ActionCompleted(id), Payload::Action(action)) => self.actions.add(id, action),
            (Id::TargetConfigured(id), Payload::Configured(configured)) => {
                self.targets.configured(id, configured);
            }
            (Id::TargetCompleted(id), Payload::Completed(completed)) => {
                self.targets.completed(id, completed);
            }
            (Id::TestResult(id), Payload::TestResult(result)) => self.tests.result(id, result),
            (Id::TestSummary(id), Payload::TestSummary(summary)) => {
                self.tests.summary(id, summary);
            }
            (id, Payload::Aborted(aborted)) => self.targets.aborted(id, aborted),
            _ => {}
        }
    }

    /// Takes in when actions ran. `false`, and nothing is taken, for another invocation's profile.
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
        self.files.resolve(self.targets.file_sets(None, "default"))
    }

    /// The files that one target left in an output group, sorted, each once.
    pub fn outputs_of(&self, label: &str, group: &str) -> Vec<OutputFile> {
        self.files
            .resolve(self.targets.file_sets(Some(label), group))
    }

    /// Files about the invocation that Bazel left on this machine: the profile is among them.
    pub fn tool_logs(&self) -> Vec<OutputFile> {
        self.invocation.tool_log_files()
    }

    /// The steps as far as they are known now.
    pub fn steps(&self, options: &ReportOptions) -> Vec<Step> {
        self.report(options).steps
    }

    /// What the invocation did, as far as it is known now.
    pub fn report(&self, options: &ReportOptions) -> Report {
        let map = StepMap::new(&options.steps);
        let counts = self.counts.as_ref();
        let actions = self.actions.joined(counts, self.invocation.start_ms());
        let targets = self.targets.report(&map);
        let tests = self
            .tests
            .report(&self.targets, self.invocation.runs_tests(), &map);
        let invocation = self.invocation.report(options, self.last_ms(&actions));
        let text = self.progress.text();
        let problems = progress::problems(&text);
        let failures = failures::Evidence {
            actions: &actions,
            targets: &self.targets,
            tests: &tests,
            test_log: &self.tests,
            invocation: &self.invocation,
            outcome: invocation.outcome,
            progress: &text,
            problems: &problems,
            read_logs: options.read_logs,
        }
        .failures(&map);
        let seen = steps::Seen {
            actions: &actions,
            targets: &targets,
            failures: &failures,
            outcome: invocation.outcome,
            counts,
            all_actions: self.actions.are_all(),
        };
        let critical_path = self.actions.of_profile().and_then(|profile| {
            critical_path::report(profile, &actions, &map, invocation.duration_ms)
        });
        let mut report = Report {
            version: REPORT_VERSION,
            critical_path,
            steps: map.report(&seen),
            actions: actions::report(&actions, &map, options.slowest()),
            cache: counts.map(Counts::report).unwrap_or_default(),
            invocation,
            targets,
            tests,
            failures,
            problems,
        };
        redacted::redact(&mut report, &options.redactor);
        report
    }

    /// The last time that anything mentions, in milliseconds since 1970-01-01 UTC.
    fn last_ms(&self, actions: &[actions::Joined<'_>]) -> Option<f64> {
        let start = self.invocation.start_ms();
        let ends = actions.iter().filter_map(|action| action.time);
        let of_actions = ends.map(|time| start.unwrap_or(0.0) + time.start_ms + time.duration_ms);
        of_actions.chain(self.tests.last_ms()).reduce(f64::max)
    }
}
