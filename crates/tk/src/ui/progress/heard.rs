//! What is left of a build that was followed.

use std::collections::BTreeSet;
use std::path::PathBuf;

use bep::{Model, ReportOptions};

use super::Progress;
use crate::steps::targets_as_steps;
use crate::ui::failures::Told;

/// Everything observed during a build.
pub struct Heard {
    /// The events' content.
    pub model: Model,
    /// How to report on it: its steps are known.
    pub options: ReportOptions,
    /// Bazel's execution root, if the build got that far.
    pub exec_root: Option<PathBuf>,
    /// Whether any action ran.
    pub acted: bool,
    /// The failures already shown.
    pub told: Told,
    /// The tests already shown.
    pub told_tests: BTreeSet<String>,
}

impl Progress<'_> {
    /// Everything observed, and how to report on it.
    pub fn into_heard(mut self) -> Heard {
        let rest = self.outputs.finish();
        self.say(rest);
        let mut steps = self
            .definitions
            .finish(&self.model, self.exec_root.as_deref());
        if steps.is_empty() {
            steps = targets_as_steps(&self.model);
        }
        Heard {
            model: self.model,
            options: ReportOptions {
                steps,
                read_logs: true,
                ..ReportOptions::default()
            },
            exec_root: self.exec_root,
            acted: self.acted,
            told: self.told,
            told_tests: self.tracker.tests.ended,
        }
    }
}
