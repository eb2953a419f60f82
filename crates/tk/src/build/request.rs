//! A build request, with everything decided.

use bazel::{Invocation, Verb};
use checkout::{Mode, Workspace, platform};

use super::nothing_to_do;
use super::retry::Policy;
use crate::args::RunArgs;
use crate::steps::{Selection, Steps};

/// A build of steps and targets.
pub struct Request<'a> {
    /// The workspace's steps.
    pub steps: Steps,
    /// The steps and targets to build.
    pub selection: Selection,
    /// The mode.
    pub mode: Mode,
    /// The flags that every build has.
    pub run: &'a RunArgs,
    /// All of the user's flags for Bazel, from the command line and settings.
    pub bazel_flags: &'a [String],
    /// Whether to skip Bazel if nothing can have changed.
    pub fast: bool,
}

impl Request<'_> {
    /// The platform's name.
    pub fn platform(&self) -> String {
        self.run.platform.clone().unwrap_or_else(platform::host)
    }

    /// How often to retry infrastructure failures.
    pub fn retries(&self) -> Policy {
        Policy::of(self.run.retries)
    }

    /// The command, as the up-to-date check identifies it.
    pub(super) fn provable<'a>(&self, workspace: &'a Workspace) -> nothing_to_do::Command<'a> {
        let flags = (
            &self.run.platform,
            self.run.no_parallel,
            self.run.no_incremental,
            self.bazel_flags,
        );
        nothing_to_do::Command {
            workspace,
            decided: format!("build {:?} {flags:?} {:?}", self.mode, self.selection),
            platform: self.platform(),
            // Programs are to be told of a whole build.
            allowed: self.fast && !self.run.json && self.run.junit.is_none() && !self.run.github,
        }
    }

    /// The build as an invocation of Bazel.
    pub fn invocation(&self, live: bool) -> Invocation {
        Invocation {
            user_flags: self.bazel_flags.to_vec(),
            targets: self.selection.targets.clone(),
            ..self.run.invocation(Verb::Build, self.mode, live)
        }
    }
}
