//! What failed: each cause once, with what the tool printed.

mod blame;
mod build_file;
mod logs;
mod of_bazel;
mod of_tests;
mod package;
mod printed;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use redact::terminal;

use crate::location;
use crate::report::{Failure, Location, Outcome, Problem, Test};

use super::actions::{ActionState, Joined};
use super::invocation::InvocationLog;
use super::names::Names;
use super::progress;
use super::step_map::StepMap;
use super::targets::{FailureText, NOT_ANALYZED, NOT_LOADED, TargetLog};
use super::test_runs::{TEST_MNEMONIC, TestLog};

pub(super) use blame::Blame;
pub(super) use printed::{PrintedError, errors};

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
    /// The errors in it.
    pub(super) errors: Vec<PrintedError<'a>>,
    pub(super) problems: &'a [Problem],
    pub(super) read_logs: bool,
    /// Whether Bazel may still print why something failed.
    pub(super) still_runs: bool,
}

impl Evidence<'_> {
    /// Actions first, then targets that no failed action explains, then tests, then what Bazel only
    /// printed. Where nothing of that kind failed, what Bazel says of the whole.
    pub(super) fn failures(&self, map: &StepMap<'_>) -> Vec<Failure> {
        let mut failures = self.of_actions(map);
        failures.extend(self.of_targets(map));
        failures.extend(self.of_tests(map));
        self.locate(&mut failures);
        let (vague, mut failures): (Vec<_>, Vec<_>) =
            failures.into_iter().partition(Self::is_vague);
        let mut printed = self.of_errors(&failures);
        let is_open = |failure: &Failure| {
            let mut known = failures.iter().chain(&printed);
            !known.any(|known| {
                package::contains(&failure.label, &known.label)
                    || package::contains(&known.label, &failure.label)
            })
        };
        let vague: Vec<_> = vague.into_iter().filter(is_open).collect();
        failures.extend(vague);
        if failures.is_empty() && printed.is_empty() {
            printed.extend(self.of_the_whole());
        }
        self.locate(&mut printed);
        failures.append(&mut printed);
        failures
    }

    /// Whether a failure only follows from another one, where there is one of that package.
    fn is_vague(failure: &Failure) -> bool {
        let message = failure.message.as_str();
        let is_unsaid = matches!(message, NOT_LOADED | NOT_ANALYZED);
        failure.mnemonic.is_none() && (is_unsaid || package::is_vague(message))
    }

    fn locate(&self, failures: &mut [Failure]) {
        for failure in failures {
            failure.location = self.location(failure);
        }
    }

    fn place(&self, text: &str) -> Option<Location> {
        location::first(text, self.invocation.workspace_directory())
    }

    /// The place that the tool names, otherwise the one in Bazel's message or in the error that it printed
    /// with that message.
    fn location(&self, failure: &Failure) -> Option<Location> {
        let in_text = |text: &str| self.place(text);
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
        let of_package = || {
            let root = self.invocation.workspace_directory();
            let is_here = self.read_logs && !root.is_empty() && failure.mnemonic.is_none();
            is_here
                .then(|| build_file::place(Path::new(root), &failure.label, &failure.message))
                .flatten()
        };
        said.or_else(of_bazel).or_else(of_package)
    }

    fn failed_actions(&self) -> impl Iterator<Item = (&Joined<'_>, &ActionState)> {
        let failed = self.actions.iter().filter(|action| !action.success);
        failed.filter_map(|action| Some((action, action.event?)))
    }

    fn of_actions(&self, map: &StepMap<'_>) -> Vec<Failure> {
        let is_own = |action: &Joined<'_>| {
            action.mnemonic != TEST_MNEMONIC || !self.is_of_failed_test(action.label)
        };
        let own = self.failed_actions().filter(|(action, _)| is_own(action));
        let failures = own.map(|(action, event)| {
            let (message, exit_code) = self.text_of(action, event);
            let label = self.label_of(action, &message);
            Failure {
                mnemonic: (!action.mnemonic.is_empty()).then(|| action.mnemonic.to_owned()),
                step: map.of_action(&label, action.mnemonic).map(str::to_owned),
                label,
                message: readable(&message),
                exit_code,
                log: self.log(event),
                location: None,
            }
        });
        failures.collect()
    }

    /// The message and the exit code of an action; where its event lacks them, those of the target that
    /// failed because of it.
    fn text_of(&self, action: &Joined<'_>, event: &ActionState) -> FailureText {
        let told = (event.message.clone(), event.exit_code);
        if !told.0.is_empty() {
            return told;
        }
        let failed = self.targets.failures(self.names, self.outcome);
        let mut texts = failed.into_iter().filter(|(label, (message, _))| {
            *label == action.label || package::cause(message) == Some(action.label)
        });
        texts.next().map_or(told, |(_, text)| text)
    }

    /// The label of an action; where its event lacks it, the one that its message names, otherwise that of
    /// the target that failed with the same message, otherwise its first output.
    fn label_of(&self, action: &Joined<'_>, message: &str) -> String {
        if !action.label.is_empty() {
            return action.label.to_owned();
        }
        let failed = self.targets.failures(self.names, self.outcome);
        let mut same = failed.iter().filter(|(_, (own, _))| own == message);
        let label = package::cause(message).or_else(|| same.next().map(|(label, _)| *label));
        crate::text::readable_label(label.unwrap_or(action.primary_output))
    }

    /// Whether a failed action's or test's failure says what a target says.
    fn is_explained(&self, label: &str, message: &str) -> bool {
        let of_action = |(action, event): (&Joined<'_>, &ActionState)| match message {
            "" => true,
            _ if event.message.is_empty() => {
                action.label == label || package::cause(message) == Some(action.label)
            }
            _ => event.message == message,
        };
        self.is_of_failed_test(label) || self.failed_actions().any(of_action)
    }

    /// A target repeats the message of the action that it failed on, and so do all targets that need it.
    fn of_targets(&self, map: &StepMap<'_>) -> Vec<Failure> {
        let failed = self.targets.failures(self.names, self.outcome);
        let causes: HashMap<&str, &str> = self.targets.causes(self.names).collect();
        let labels: HashSet<&str> = failed.iter().map(|(label, _)| *label).collect();
        let is_own = |label: &str, message: &str| {
            let cause = causes.get(label);
            !(cause.is_some_and(|cause| labels.contains(cause))
                || self.is_explained(label, message))
        };
        let own = failed
            .iter()
            .filter(|(label, (message, _))| is_own(label, message));
        let mut failures: Vec<Failure> = Vec::new();
        for (label, (message, exit_code)) in own {
            // Bazel prints the reason behind the event.
            let is_open = message.is_empty() || says_nothing(message) || package::is_vague(message);
            if self.still_runs && is_open {
                continue;
            }
            let package = package::of_pattern(label, message);
            let label = package::cause(message).unwrap_or(label);
            let label = package.as_deref().unwrap_or(label);
            let printed = || self.printed_reason(label);
            let message = match message.as_str() {
                told if package.is_some() => readable(package::reason(told)),
                "" => printed().unwrap_or_else(|| "it could not be built".to_owned()),
                told if says_nothing(told) => printed().unwrap_or_else(|| readable(told)),
                message => readable(message),
            };
            if failures
                .iter()
                .any(|it| it.label == label && it.message == message)
            {
                continue;
            }
            failures.push(Failure {
                label: label.to_owned(),
                mnemonic: None,
                step: map.of_target(label, "").map(str::to_owned),
                message,
                exit_code: *exit_code,
                log: None,
                location: None,
            });
        }
        failures
    }

    /// The tool's output: from the event, from the file that it names, or from Bazel's output.
    fn log(&self, event: &ActionState) -> Option<String> {
        let parts = event
            .output
            .iter()
            .filter_map(|file| logs::content(file, self.read_logs));
        let told: String = parts.collect();
        let printed = || progress::tool_output(self.progress, &event.message);
        let log = (!told.trim().is_empty()).then_some(told).or_else(printed)?;
        Some(terminal::plain(&log).trim_end().to_owned())
    }
}

/// Whether the words for a target's failure are without a reason.
fn says_nothing(message: &str) -> bool {
    matches!(message, NOT_LOADED | NOT_ANALYZED) || message.contains("Analysis of target '")
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
