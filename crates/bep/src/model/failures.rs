//! What failed: each cause once, with what the tool printed.

use std::fs::File as DiskFile;
use std::io::Read;
use std::path::Path;

use redact::terminal;

use crate::location;
use crate::report::{Failure, Location, Outcome, Problem, Severity, Test, TestStatus};
use crate::uri;
use crate::wire::{File, FileContent};

use super::actions::{ActionState, Joined};
use super::invocation::InvocationLog;
use super::names::Names;
use super::progress;
use super::step_map::StepMap;
use super::targets::TargetLog;
use super::test_runs::{TEST_MNEMONIC, TestLog};

/// How much of a tool's output a report contains: the end, where errors are.
const MAX_LOG_BYTES: usize = 256 * 1024;

/// Everything that can report failures.
pub(super) struct Evidence<'a> {
    pub(super) actions: &'a [Joined<'a>],
    pub(super) names: &'a Names,
    pub(super) targets: &'a TargetLog,
    pub(super) tests: &'a [Test],
    pub(super) test_log: &'a TestLog,
    pub(super) invocation: &'a InvocationLog,
    pub(super) outcome: Outcome,
    /// What Bazel printed.
    pub(super) progress: &'a str,
    pub(super) problems: &'a [Problem],
    pub(super) read_logs: bool,
}

impl Evidence<'_> {
    /// Actions first, then targets that no failed action explains, then tests. Where nothing
    /// of that kind failed, what Bazel says of the whole.
    pub(super) fn failures(&self, map: &StepMap<'_>) -> Vec<Failure> {
        let mut failures = self.of_actions(map);
        failures.extend(self.of_targets(map));
        failures.extend(self.of_tests(map));
        if failures.is_empty() {
            failures.extend(self.of_the_whole());
        }
        for failure in &mut failures {
            failure.location = self.location(failure);
        }
        failures
    }

    /// The place that the tool names, otherwise the one in Bazel's message or in the error that it printed
    /// with that message.
    fn location(&self, failure: &Failure) -> Option<Location> {
        let root = self.invocation.workspace_directory();
        let in_text = |text: &str| location::first(text, root);
        let said = failure.log.as_deref().and_then(in_text);
        let first_line = failure.message.lines().next().unwrap_or_default().trim();
        let of_bazel = || {
            // A failed action's message is its command line, which names all kinds of files.
            let own = failure.mnemonic.is_none().then(|| in_text(first_line));
            let errors = self.problems.iter();
            let same = errors
                .filter(|problem| !first_line.is_empty() && problem.message.contains(first_line));
            let mut printed = same.map(|problem| {
                let words = problem.message.split(": ").next().unwrap_or_default();
                in_text(words)
            });
            own.flatten().or_else(|| printed.find_map(|place| place))
        };
        said.or_else(of_bazel)
    }

    fn failed_actions(&self) -> impl Iterator<Item = (&Joined<'_>, &ActionState)> {
        let failed = self.actions.iter().filter(|action| !action.success);
        failed.filter_map(|action| Some((action, action.event?)))
    }

    fn of_actions(&self, map: &StepMap<'_>) -> Vec<Failure> {
        let failures = self.failed_actions().map(|(action, event)| Failure {
            label: action.label.to_owned(),
            mnemonic: Some(action.mnemonic.to_owned()),
            step: map
                .of_action(action.label, action.mnemonic)
                .map(str::to_owned),
            message: readable(&event.message),
            exit_code: event.exit_code,
            log: self.log(event),
            location: None,
        });
        failures.collect()
    }

    /// A target repeats the message of the action that it failed on.
    fn of_targets(&self, map: &StepMap<'_>) -> Vec<Failure> {
        let explained = |message: &str| {
            message.is_empty()
                || self
                    .failed_actions()
                    .any(|(_, event)| event.message == message)
        };
        let nameless = |message: &str| message.is_empty() && self.failed_actions().next().is_none();
        let failed = self.targets.failures(self.names).into_iter();
        let own = failed.filter(|(_, (message, _))| nameless(message) || !explained(message));
        let failures = own.map(|(label, (message, exit_code))| Failure {
            label: label.to_owned(),
            mnemonic: None,
            step: map.of_target(label, "").map(str::to_owned),
            message: match message.is_empty() {
                true => "it could not be built".to_owned(),
                false => readable(&message),
            },
            exit_code,
            log: None,
            location: None,
        });
        failures.collect()
    }

    fn of_tests(&self, map: &StepMap<'_>) -> Vec<Failure> {
        let failed = self.tests.iter().filter(|test| {
            use TestStatus::{Failed, RemoteFailure, Timeout};
            matches!(test.status, Failed | Timeout | RemoteFailure)
        });
        let failures = failed.map(|test| {
            let runs = self.test_log.failed_runs(&test.label);
            let last = runs.last();
            let details = last.map(|run| run.details.trim()).unwrap_or_default();
            Failure {
                label: test.label.clone(),
                mnemonic: Some(TEST_MNEMONIC.to_owned()),
                step: map.of_action(&test.label, TEST_MNEMONIC).map(str::to_owned),
                message: test_message(test, runs.len(), &readable(details)),
                exit_code: last.and_then(|run| run.exit_code),
                log: last
                    .filter(|_| self.read_logs)
                    .and_then(|run| end_of(&run.log_path()?)),
                location: None,
            }
        });
        failures.collect()
    }

    fn of_the_whole(&self) -> Option<Failure> {
        if self.outcome == Outcome::Passed || self.outcome == Outcome::Interrupted {
            return None;
        }
        let errors = self
            .problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error);
        let printed = errors.map(|problem| problem.message.clone()).next();
        let told = self.invocation.failure_message().map(readable);
        let name = || {
            let name = self.invocation.exit_name();
            name.filter(|name| *name != "SUCCESS").map(str::to_owned)
        };
        let message = told.or(printed).or_else(name)?;
        Some(Failure {
            label: String::new(),
            mnemonic: None,
            step: None,
            // A crash has its trace behind it.
            log: progress::tool_output(self.progress, &message),
            message,
            exit_code: None,
            location: None,
        })
    }

    /// The tool's output: from the event, from the file that it names, or from Bazel's output.
    fn log(&self, event: &ActionState) -> Option<String> {
        let parts = event
            .output
            .iter()
            .filter_map(|file| content(file, self.read_logs));
        let told: String = parts.collect();
        let printed = || progress::tool_output(self.progress, &event.message);
        let log = (!told.trim().is_empty()).then_some(told).or_else(printed)?;
        Some(terminal::plain(&log).trim_end().to_owned())
    }
}

fn test_message(test: &Test, failed: usize, details: &str) -> String {
    let what = match test.status {
        TestStatus::Timeout => "the test timed out",
        TestStatus::RemoteFailure => "the remote executor failed",
        _ => "the test failed",
    };
    let often = match test.attempts {
        0 | 1 => String::new(),
        attempts => format!(" ({failed} of {attempts} runs)"),
    };
    let details = if details.is_empty() {
        String::new()
    } else {
        format!(": {details}")
    };
    format!("{what}{often}{details}")
}

/// A message without escapes and hints on how to call Bazel.
fn readable(message: &str) -> String {
    let plain = terminal::plain(message);
    let lines: Vec<_> = plain
        .lines()
        .filter(|line| !progress::is_hint(line))
        .collect();
    lines.join("\n").trim().to_owned()
}

fn content(file: &File, read: bool) -> Option<String> {
    match file.file.as_ref()? {
        FileContent::Contents(bytes) => Some(String::from_utf8_lossy(tail(bytes)).into_owned()),
        FileContent::Uri(address) if read => end_of(&uri::local_path(address)?),
        FileContent::Uri(_) => None,
    }
}

/// The end of a file; `None` where it is no plain file, or gone: Bazel removes such files with
/// its next build.
fn end_of(path: &Path) -> Option<String> {
    use std::io::{Seek, SeekFrom};
    let size = path.metadata().ok().filter(|data| data.is_file())?.len();
    let mut file = DiskFile::open(path).ok()?;
    // One byte more tells whether something is cut off.
    let most = MAX_LOG_BYTES as u64 + 1;
    file.seek(SeekFrom::Start(size.saturating_sub(most))).ok()?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(terminal::plain(&String::from_utf8_lossy(tail(&bytes))))
}

/// The end, from the beginning of a line: the rest of a line that is cut could be the rest of a
/// secret, which nothing would recognise.
fn tail(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= MAX_LOG_BYTES {
        return bytes;
    }
    let end = &bytes[bytes.len() - MAX_LOG_BYTES..];
    let line = end.iter().position(|byte| *byte == b'\n');
    line.map_or(&[], |at| &end[at + 1..])
}
