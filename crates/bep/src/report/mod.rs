//! The report: what one Bazel invocation did, as data.
//!
//! This is the JSON that `tachikoma report --json` prints and the web page shows; its
//! TypeScript is generated from these types by the binary `report_types`. Times are
//! milliseconds. Labels are as people write them (`//pkg:name`, main repository without `@@`).

mod actions;
pub(crate) mod failures;
mod invocation;
mod steps;
mod targets;
mod test_counts;
mod test_runs;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use actions::{Action, Actions, Cache, CriticalPath, Runner};
pub use failures::{Failure, Location, Problem, Severity};
pub use invocation::{Invocation, Outcome};
pub use steps::{Step, StepStatus};
pub use targets::{Target, TargetStatus};
pub use test_counts::TestCounts;
pub use test_runs::{Test, TestRun, TestStatus};

/// The version of the report's format; raised when a field is removed or changes its meaning.
pub const REPORT_VERSION: u32 = 1;

/// What one Bazel invocation did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename_all = "camelCase")]
pub struct Report {
    /// The version of this format, [`REPORT_VERSION`].
    pub version: u32,
    /// The invocation as a whole.
    pub invocation: Invocation,
    /// The steps in the order in which they come after each other; empty when none are known.
    pub steps: Vec<Step>,
    /// The requested targets, and those that made others fail, by label.
    pub targets: Vec<Target>,
    /// The actions that were not up to date.
    pub actions: Actions,
    /// The tests, by label.
    pub tests: Vec<Test>,
    /// Where the results of actions came from.
    pub cache: Cache,
    /// What failed; causes before their consequences.
    pub failures: Vec<Failure>,
    /// Errors and warnings that Bazel printed, each once, in the order of printing.
    pub problems: Vec<Problem>,
    /// The longest chain of dependent actions; null without a profile.
    #[serde(default)]
    pub critical_path: Option<CriticalPath>,
    /// Earlier attempts at the same build, the first first: invocations that were repeated
    /// because something around them failed.
    #[serde(default)]
    pub earlier: Vec<Invocation>,
}

impl Report {
    /// How many packages could not be loaded: of their tests nothing is known.
    pub fn packages_not_loaded(&self) -> usize {
        self.labels_of(Failure::is_of_package)
    }

    /// How many targets failed that are neither tests nor all of a package.
    pub fn targets_not_built(&self) -> usize {
        self.labels_of(|it| !it.label.is_empty() && !it.is_of_test() && !it.is_of_package())
    }

    /// How many labels failures of a kind have.
    fn labels_of(&self, is_meant: impl Fn(&Failure) -> bool) -> usize {
        let meant = self.failures.iter().filter(|failure| is_meant(failure));
        let labels: BTreeSet<_> = meant.map(|failure| &failure.label).collect();
        labels.len()
    }

    /// This report as that of a repetition of `earlier`: it decides, and the other's invocation,
    /// with those before it, is kept as an attempt.
    pub fn after(mut self, earlier: Self) -> Self {
        let mut attempts = earlier.earlier;
        attempts.push(earlier.invocation);
        attempts.append(&mut self.earlier);
        self.earlier = attempts;
        self
    }
}
