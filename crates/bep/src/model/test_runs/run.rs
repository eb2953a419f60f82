//! One run of a test.

use crate::report::{TestRun, TestStatus};
use crate::text;
use crate::uri;
use crate::wire::{BuildEventId, ConfigurationId, File, FileContent, Id, TestResult, TestResultId};

/// Where a run is filed. The time tells attempts apart in a stream that does not number them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RunKey {
    pub(super) configuration: String,
    pub(super) run: i32,
    pub(super) shard: i32,
    attempt: i32,
    start_us: i64,
}

/// One run of a test.
#[derive(Clone, Debug)]
pub(in crate::model) struct Run {
    pub(in crate::model) status: TestStatus,
    pub(in crate::model) details: String,
    pub(in crate::model) exit_code: Option<i32>,
    pub(super) cached: bool,
    pub(super) duration_ms: f64,
    pub(super) end_ms: Option<f64>,
    pub(super) log: Option<File>,
    /// Whether Bazel announced another attempt behind it.
    pub(super) is_repeated: bool,
}

impl RunKey {
    pub(super) fn new(id: &TestResultId, event: &TestResult) -> Self {
        let start = event.test_attempt_start.as_ref();
        Self {
            configuration: configuration(id.configuration.as_ref()),
            run: id.run,
            shard: id.shard,
            attempt: id.attempt,
            start_us: start.map_or(0, |time| (time.as_millis() * 1_000.0) as i64),
        }
    }

    /// Whether both are attempts at the same run.
    pub(super) fn is_same_run(&self, other: &Self) -> bool {
        let parts = |key: &Self| (key.run, key.shard);
        self.configuration == other.configuration && parts(self) == parts(other)
    }

    /// The attempt's number; `place` is its place among those that are known.
    pub(super) fn attempt(&self, place: usize) -> u32 {
        let told = u32::try_from(self.attempt)
            .ok()
            .filter(|number| *number > 0);
        told.unwrap_or_else(|| u32::try_from(place + 1).unwrap_or(u32::MAX))
    }
}

impl Run {
    /// `children` is what the event announces.
    pub(super) fn new(event: &TestResult, children: &[BuildEventId]) -> Self {
        let how = event.execution_info.as_ref();
        let start = event
            .test_attempt_start
            .as_ref()
            .map(|time| time.as_millis());
        let duration_ms = match &event.test_attempt_duration {
            Some(duration) => duration.as_millis(),
            None => event.test_attempt_duration_millis as f64,
        };
        let exit_code = how.map(|how| how.exit_code).filter(|code| *code != 0);
        let told = TestStatus::of_event(event.status);
        Self {
            status: match (told, exit_code) {
                (TestStatus::NoStatus, Some(_)) => TestStatus::Failed,
                _ => told,
            },
            details: text::unmangled(&event.status_details).into_owned(),
            exit_code,
            cached: event.cached_locally || how.is_some_and(|how| how.cached_remotely),
            duration_ms,
            // A result that was there already tells of an earlier build's times.
            end_ms: start
                .filter(|_| !event.cached_locally)
                .map(|start| start + duration_ms),
            log: event
                .test_action_output
                .iter()
                .find(|file| file.name == "test.log")
                .cloned(),
            is_repeated: children
                .iter()
                .any(|child| matches!(child.id, Some(Id::TestResult(_)))),
        }
    }

    pub(super) fn report(&self, key: &RunKey, attempt: u32) -> TestRun {
        // Numbers count from 1, and are left out where there is but one.
        let number = |number: i32| u32::try_from(number).unwrap_or(0).max(1);
        TestRun {
            run: number(key.run),
            shard: number(key.shard),
            attempt,
            status: self.status,
            duration_ms: self.duration_ms,
            cached: self.cached,
            exit_code: self.exit_code,
            log: self.log.as_ref().map(shown_path),
        }
    }

    /// Where its log is on this machine.
    pub(in crate::model) fn log_path(&self) -> Option<std::path::PathBuf> {
        match &self.log.as_ref()?.file {
            Some(FileContent::Uri(address)) => uri::local_path(address),
            _ => None,
        }
    }
}

/// A log's path to show, without the machine's folders.
fn shown_path(log: &File) -> String {
    const OUTPUTS: &str = "/bazel-out/";
    let address = match &log.file {
        Some(FileContent::Uri(address)) => uri::local_path(address),
        _ => None,
    };
    let path = address.map(|path| text::unmangled(&path.to_string_lossy()).into_owned());
    let below = path.and_then(|path| path.find(OUTPUTS).map(|at| path[at + 1..].to_owned()));
    below.unwrap_or_else(|| log.name.clone())
}

pub(super) fn configuration(id: Option<&ConfigurationId>) -> String {
    id.map(|id| id.id.clone()).unwrap_or_default()
}
