//! Failures of which Bazel has no event: what it printed of them, with the package or target that it is about.

use crate::model::progress;
use crate::own_lines;
use crate::report::{Failure, Outcome};

use super::printed::TRACE;
use super::{Evidence, PrintedError, package, readable, says_nothing};

/// Beginnings of Bazel's words on a build that went on without what could not be loaded.
const SAYS_NOTHING: &str = "command succeeded, but ";

/// A line of an error that is shorter can be part of any other one.
const TELLING_LETTERS: usize = 12;

/// Errors about the same package or target.
struct Subject<'a> {
    label: String,
    /// Those that name only a place; what Bazel concludes from them comes behind.
    details: Vec<&'a PrintedError<'a>>,
    errors: Vec<&'a PrintedError<'a>>,
}

impl Evidence<'_> {
    /// Packages and targets that could not be loaded: with `--keep_going` Bazel only prints an error.
    pub(super) fn of_errors(&self, known: &[Failure]) -> Vec<Failure> {
        if self.outcome != Outcome::Failed {
            return Vec::new();
        }
        let (told, open): (Vec<_>, Vec<_>) = self
            .errors
            .iter()
            .partition(|error| known.iter().any(|failure| self.is_about(failure, error)));
        let is_part = |error: &&PrintedError<'_>| {
            let label = error.label().unwrap_or_default();
            let is_apart =
                |told: &PrintedError<'_>| !label.is_empty() && told.is_apart_from(&label);
            let mut told = told.iter().filter(|told| !is_apart(told));
            !told.any(|told| told.text().contains(error.reason()))
        };
        let is_conclusion = |error: &&PrintedError<'_>| {
            says_nothing(error.message) && known.iter().any(|failure| !failure.label.is_empty())
        };
        let open = open.into_iter().filter(is_part);
        let open: Vec<_> = open.filter(|error| !is_conclusion(error)).collect();
        let mut subjects: Vec<Subject<'_>> = Vec::new();
        for error in open.iter().filter(|error| !error.says_little()) {
            let is_said = |subject: &Subject<'_>| {
                let mut errors = subject.errors.iter();
                !error.is_apart_from(&subject.label)
                    && errors.any(|said| said.text().contains(error.reason()))
            };
            if let Some(label) = error.label()
                && !subjects.iter().any(is_said)
            {
                subject(&mut subjects, label).errors.push(error);
            }
        }
        for error in open.iter().filter(|error| error.label().is_none()) {
            self.add_detail(&mut subjects, error, known.is_empty());
        }
        let little = open.iter().filter(|error| error.says_little());
        for (label, error) in little.filter_map(|error| Some((error.label()?, error))) {
            let is_in = |told: &str| told == label || package::contains(&label, told);
            let mut labels = subjects.iter().map(|subject| subject.label.as_str());
            let mut known = known.iter().map(|failure| failure.label.as_str());
            if !(labels.any(is_in) || known.any(is_in)) {
                subject(&mut subjects, label).errors.push(error);
            }
        }
        let failures = subjects.iter().map(|subject| self.of_subject(subject));
        failures.collect()
    }

    fn add_detail<'a>(
        &self,
        subjects: &mut Vec<Subject<'a>>,
        error: &'a PrintedError<'a>,
        is_alone: bool,
    ) {
        let Some(place) = self.place(&error.text()) else {
            return;
        };
        let label = package::of_file(&place.file);
        let same = subjects
            .iter()
            .position(|subject| Some(&subject.label) == label.as_ref());
        // A file that is loaded belongs to the package that could not be loaded.
        let loaded = || label.is_none() && !subjects.is_empty();
        match (same.or_else(|| loaded().then_some(0)), label) {
            (Some(at), _) => subjects[at].details.push(error),
            (None, Some(label)) if is_alone => subject(subjects, label).details.push(error),
            _ => {}
        }
    }

    fn of_subject(&self, subject: &Subject<'_>) -> Failure {
        let mut lines: Vec<&str> = Vec::new();
        let errors = || subject.details.iter().chain(&subject.errors);
        for error in errors() {
            let reason = error.reason();
            if !lines.iter().any(|line| line.contains(reason)) {
                lines.push(reason);
            }
        }
        Failure {
            label: subject.label.clone(),
            mnemonic: None,
            step: None,
            message: lines.join("\n"),
            exit_code: None,
            log: errors().find_map(|error| error.rest()),
            location: None,
        }
    }

    /// Whether an error is about what is known to have failed.
    fn is_about(&self, failure: &Failure, error: &PrintedError<'_>) -> bool {
        if !failure.label.is_empty() && error.is_apart_from(&failure.label) {
            return false;
        }
        let error = error.text();
        let lines = failure.message.lines().map(str::trim);
        let mut lines = lines.filter(|line| *line != TRACE);
        let repeats = lines.any(|line| line.len() >= TELLING_LETTERS && error.contains(line));
        let is_there = || {
            let place = failure.location.as_ref();
            place.is_some() && place == self.place(&error).as_ref()
        };
        repeats || package::mentions(&error, &failure.label) || is_there()
    }

    /// Why nothing more can be said than that the build failed.
    pub(super) fn of_the_whole(&self) -> Option<Failure> {
        if self.outcome == Outcome::Passed || self.outcome == Outcome::Interrupted {
            return None;
        }
        let says = |message: &str| !message.starts_with(SAYS_NOTHING);
        let told = || self.invocation.failure_message().map(readable);
        let printed = || {
            let mut messages = self.errors.iter().map(|error| error.message);
            messages.find(|error| says(error)).map(str::to_owned)
        };
        let name = || {
            let name = self.invocation.exit_name();
            name.filter(|name| *name != "SUCCESS").map(str::to_owned)
        };
        let message = told()
            .filter(|message| says(message))
            .or_else(printed)
            .or_else(told)
            .or_else(name)?;
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

    /// What Bazel printed of a target that it names without a reason.
    pub(super) fn printed_reason(&self, label: &str) -> Option<String> {
        let own = self.errors.iter().filter(|error| {
            let is_own = error.label().as_deref() == Some(label);
            is_own && !says_nothing(error.reason())
        });
        let mut reasons: Vec<String> = Vec::new();
        for error in own {
            // A place and words that come again behind it say less.
            reasons.retain(|reason| !error.message.contains(reason.as_str()));
            if !reasons.iter().any(|reason| reason.contains(error.reason())) {
                reasons.push(error.reason().to_owned());
            }
        }
        if !reasons.is_empty() {
            return Some(reasons.join("\n"));
        }
        let incompatible = format!("Target {label} is incompatible and cannot be built");
        let mut lines = own_lines::marked(self.progress).map(|(_, line)| line);
        let first = lines.find(|line| line.contains(&incompatible))?;
        let first = first.strip_prefix("ERROR: ").unwrap_or(first);
        let is_chain = |line: &&str| line.starts_with("Dependency chain:") || line.starts_with(' ');
        let chain = lines.take_while(is_chain);
        let text: Vec<_> = std::iter::once(first).chain(chain).collect();
        Some(text.join("\n").trim_end().to_owned())
    }
}

fn subject<'a, 's>(subjects: &'s mut Vec<Subject<'a>>, label: String) -> &'s mut Subject<'a> {
    let place = subjects.iter().position(|subject| subject.label == label);
    let place = place.unwrap_or_else(|| {
        subjects.push(Subject {
            label,
            details: Vec::new(),
            errors: Vec::new(),
        });
        subjects.len() - 1
    });
    &mut subjects[place]
}
