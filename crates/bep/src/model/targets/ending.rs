//! How one target ended.

use std::collections::BTreeMap;

use crate::model::names::Name;
use crate::report::{Outcome, TargetStatus};
use crate::text;
use crate::wire::{Aborted, abort_reason};

/// How a target ended in one configuration, for itself or for an aspect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Completion {
    /// The configuration and the aspect.
    pub(super) key: (Name, Name),
    pub(super) success: bool,
}

/// What a target says of its failure, with the tool's exit code.
pub(in crate::model) type FailureText = (String, Option<i32>);

/// Our words where Bazel has none.
pub(in crate::model) const NOT_LOADED: &str = "it could not be loaded";
pub(in crate::model) const NOT_ANALYZED: &str = "it could not be analyzed";

/// The kind of event that will not come, and its configuration and aspect.
pub(super) type AbortKey = (&'static str, (Name, Name));

/// Why an event will not come.
#[derive(Clone, Debug)]
pub(super) struct Abort {
    reason: i32,
    description: String,
    /// The label of what made the target fail, where that is another one.
    cause: Option<Box<str>>,
}

/// What few targets have.
#[derive(Clone, Debug, Default)]
pub(super) struct More {
    /// Further completions, and those with a failure; by configuration and aspect.
    completed: BTreeMap<(Name, Name), (bool, Option<FailureText>)>,
    aborted: BTreeMap<AbortKey, Abort>,
}

impl More {
    /// Of two for the same configuration and aspect, the failure counts.
    pub(super) fn complete(
        &mut self,
        key: (Name, Name),
        success: bool,
        failure: Option<FailureText>,
    ) {
        let known = self.completed.entry(key).or_insert((true, None));
        known.0 &= success;
        if failure.is_some() {
            known.1 = failure;
        }
    }

    pub(super) fn has_completed(&self, key: (Name, Name)) -> bool {
        self.completed.contains_key(&key)
    }

    pub(super) fn abort(&mut self, key: AbortKey, abort: Abort) {
        self.aborted.insert(key, abort);
    }
}

/// What a completion without success can mean: in a stream that leaves fields out, it says nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doubts {
    pub(super) outcome: Outcome,
    /// Whether no target of the stream is said to have succeeded.
    pub(super) no_success: bool,
}

/// All that was said of a target's end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending<'a> {
    pub(super) first: Option<Completion>,
    pub(super) more: Option<&'a More>,
}

impl<'a> Ending<'a> {
    fn completions(self) -> impl Iterator<Item = Completion> {
        let more = self.more.into_iter().flat_map(|more| &more.completed);
        let more = more.map(|(key, (success, _))| Completion {
            key: *key,
            success: *success,
        });
        self.first.into_iter().chain(more)
    }

    fn aborted(self) -> impl Iterator<Item = (&'a AbortKey, &'a Abort)> {
        self.more.into_iter().flat_map(|more| &more.aborted)
    }

    pub(super) fn has_succeeded(self) -> bool {
        self.completions().any(|completion| completion.success)
    }

    /// How the target ended, as far as the whole build leaves no doubt of it.
    pub(super) fn settled(self, doubts: Doubts) -> TargetStatus {
        let is_explained = || self.failure() != FailureText::default();
        match (self.status(), doubts.outcome) {
            // What a build that succeeds did not end was left out.
            (TargetStatus::Incomplete, Outcome::Passed) if self.aborted().next().is_some() => {
                TargetStatus::Skipped
            }
            (TargetStatus::Failed, Outcome::Passed) if !is_explained() => TargetStatus::Built,
            (TargetStatus::Failed, _) if doubts.no_success && !is_explained() => {
                TargetStatus::Incomplete
            }
            (status, _) => status,
        }
    }

    /// Why it was left out or did not end.
    pub(super) fn reason(self) -> Option<String> {
        let untold = self.aborted().filter(|(key, _)| !self.came(key));
        let mut reasons = untold.filter_map(|(_, abort)| abort.reason());
        reasons.next()
    }

    /// The label of what kept it from being analyzed, where that is another target.
    pub(super) fn cause(self) -> Option<&'a str> {
        let mut causes = self
            .aborted()
            .filter_map(|(_, abort)| abort.cause.as_deref());
        causes.next()
    }

    /// The worst that was said. A completion outweighs words that it would not come: both are
    /// said where a build is stopped.
    pub(super) fn status(self) -> TargetStatus {
        let completed = self
            .completions()
            .map(|completion| match completion.success {
                true => TargetStatus::Built,
                false => TargetStatus::Failed,
            });
        let aborted = self
            .aborted()
            .filter(|(key, _)| !self.came(key))
            .map(|(_, abort)| abort.status());
        completed
            .chain(aborted)
            .max()
            .unwrap_or(TargetStatus::Incomplete)
    }

    fn came(self, (kind, key): &AbortKey) -> bool {
        let is_same = |completion: Completion| completion.key == *key;
        *kind == "completed" && self.completions().any(is_same)
    }

    /// The longest of the messages: the others repeat it or are empty.
    pub(super) fn failure(self) -> FailureText {
        let completed = self
            .more
            .into_iter()
            .flat_map(|more| more.completed.values());
        let completed = completed.filter_map(|(_, failure)| failure.clone());
        let failed = self
            .aborted()
            .filter(|(_, abort)| abort.status() == TargetStatus::Failed);
        let aborted = failed.map(|(_, abort)| (abort.message(), None));
        let longest = completed
            .chain(aborted)
            .max_by(|(a, x), (b, y)| (a.len(), a, x).cmp(&(b.len(), b, y)));
        longest.unwrap_or_default()
    }
}

impl Abort {
    pub(super) fn new(event: &Aborted, cause: Option<String>) -> Self {
        Self {
            reason: event.reason,
            description: text::unmangled(&event.description).into_owned(),
            cause: cause.map(String::into_boxed_str),
        }
    }

    fn status(&self) -> TargetStatus {
        match self.reason {
            abort_reason::SKIPPED | abort_reason::NO_ANALYZE | abort_reason::NO_BUILD => {
                TargetStatus::Skipped
            }
            abort_reason::LOADING_FAILURE | abort_reason::ANALYSIS_FAILURE => TargetStatus::Failed,
            // Somebody, or a fault around the build, stopped it: no fault of the target's.
            _ => TargetStatus::Incomplete,
        }
    }

    /// In our words: Bazel's description only repeats the name of the reason.
    fn reason(&self) -> Option<String> {
        let ours = match self.reason {
            abort_reason::SKIPPED => "incompatible with the platform",
            abort_reason::NO_ANALYZE => "left out by --noanalyze",
            abort_reason::NO_BUILD => "left out by --nobuild",
            abort_reason::USER_INTERRUPTED => "interrupted",
            abort_reason::TIME_OUT => "the build took too long",
            abort_reason::REMOTE_ENVIRONMENT_FAILURE => "the remote executor or cache failed",
            abort_reason::INTERNAL => "Bazel failed",
            abort_reason::OUT_OF_MEMORY => "Bazel had no memory left",
            abort_reason::INCOMPLETE => "the build ended before",
            _ => return None,
        };
        Some(ours.to_owned())
    }

    /// In Bazel's words, or in ours where it has none.
    fn message(&self) -> String {
        match (self.description.as_str(), self.reason) {
            ("", abort_reason::LOADING_FAILURE) => NOT_LOADED.to_owned(),
            ("", _) => NOT_ANALYZED.to_owned(),
            (description, _) => description.to_owned(),
        }
    }
}
