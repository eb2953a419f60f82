//! Failures of which Bazel has no event: what it printed of them, with the package or target that it is about.

use crate::report::{Failure, Outcome, Severity};

use super::{Evidence, package, readable};
use crate::model::progress;

/// Beginnings of Bazel's words on a build that went on without what could not be loaded.
const SAYS_NOTHING: &str = "command succeeded, but ";

/// A line of an error that is shorter can be part of any other one.
const TELLING_LETTERS: usize = 12;

/// Errors about the same package or target.
struct Subject<'a> {
    label: String,
    /// Those that name only a place; what Bazel concludes from them comes behind.
    details: Vec<&'a str>,
    errors: Vec<&'a str>,
}

impl Evidence<'_> {
    /// Packages and targets that could not be loaded: with `--keep_going` Bazel only prints an error.
    pub(super) fn of_errors(&self, known: &[Failure]) -> Vec<Failure> {
        if self.outcome != Outcome::Failed {
            return Vec::new();
        }
        let (told, open): (Vec<&str>, Vec<&str>) = self
            .errors()
            .partition(|error| known.iter().any(|failure| self.is_about(failure, error)));
        let is_part = |error: &&str| !told.iter().any(|told| told.contains(*error));
        let open: Vec<&str> = open.into_iter().filter(is_part).collect();
        let mut subjects: Vec<Subject<'_>> = Vec::new();
        for error in &open {
            let is_said = |subject: &Subject<'_>| {
                subject
                    .errors
                    .iter()
                    .any(|said| said.contains(package::reason(error)))
            };
            if let Some(label) = package::named(error)
                && !subjects.iter().any(is_said)
            {
                subject(&mut subjects, label).errors.push(error);
            }
        }
        for error in open.iter().filter(|error| package::named(error).is_none()) {
            self.add_detail(&mut subjects, error, known.is_empty());
        }
        let failures = subjects.iter().map(|subject| self.of_subject(subject));
        failures.collect()
    }

    fn add_detail<'a>(&self, subjects: &mut Vec<Subject<'a>>, error: &'a str, is_alone: bool) {
        let Some(place) = self.place(error) else {
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
            let reason = package::reason(error);
            if !lines.contains(&reason) {
                lines.push(reason);
            }
        }
        let behind = errors().find_map(|error| self.printed_behind(error));
        Failure {
            label: subject.label.clone(),
            mnemonic: None,
            step: None,
            message: lines.join("\n"),
            exit_code: None,
            log: behind,
            location: None,
        }
    }

    /// The lines that belong to an error, such as a trace.
    fn printed_behind(&self, error: &str) -> Option<String> {
        const PHASES: [&str; 3] = ["Loading: ", "Analyzing: ", "Computing main repo mapping"];
        let printed = progress::tool_output(self.progress, error)?;
        let is_phase = |line: &str| PHASES.iter().any(|phase| line.starts_with(phase));
        let lines: Vec<_> = printed.lines().take_while(|line| !is_phase(line)).collect();
        let text = lines.join("\n");
        (!text.trim().is_empty()).then(|| text.trim_end().to_owned())
    }

    /// Whether an error is about what is known to have failed.
    fn is_about(&self, failure: &Failure, error: &str) -> bool {
        let mut lines = failure.message.lines().map(str::trim);
        let repeats = lines.any(|line| line.len() >= TELLING_LETTERS && error.contains(line));
        let is_there = || {
            let place = failure.location.as_ref();
            place.is_some() && place == self.place(error).as_ref()
        };
        repeats || package::mentions(error, &failure.label) || is_there()
    }

    fn errors(&self) -> impl Iterator<Item = &str> {
        let errors = self
            .problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error);
        errors.map(|problem| problem.message.as_str())
    }

    /// Why nothing more can be said than that the build failed.
    pub(super) fn of_the_whole(&self) -> Option<Failure> {
        if self.outcome == Outcome::Passed || self.outcome == Outcome::Interrupted {
            return None;
        }
        let says = |message: &str| !message.starts_with(SAYS_NOTHING);
        let told = || self.invocation.failure_message().map(readable);
        let printed = || self.errors().map(str::to_owned).find(|error| says(error));
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
        let own = |error: &&str| package::named(error).as_deref() == Some(label);
        let reasons = self.errors().filter(own).map(package::reason);
        if let Some(reason) = reasons.max_by_key(|reason| reason.len()) {
            return Some(reason.to_owned());
        }
        let incompatible = format!("Target {label} is incompatible and cannot be built");
        let mut lines = self.progress.lines();
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
