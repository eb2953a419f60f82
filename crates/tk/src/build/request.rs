//! A build as it is asked for, decided in all parts.

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
    /// What to build of them and beside them.
    pub selection: Selection,
    /// The mode.
    pub mode: Mode,
    /// The flags that every build has.
    pub run: &'a RunArgs,
    /// All flags for Bazel that the user gives or has set.
    pub bazel_flags: &'a [String],
    /// Whether Bazel need not be asked where nothing can have changed.
    pub fast: bool,
}

impl Request<'_> {
    /// The platform's name.
    pub fn platform(&self) -> String {
        self.run.platform.clone().unwrap_or_else(platform::host)
    }

    /// How often Bazel is asked again where its surroundings failed.
    pub fn retries(&self) -> Policy {
        Policy::of(self.run.retries)
    }

    /// The command, as the proof that nothing is to be done knows it again.
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
