//! Everything known about a finished build, in parts for its different readers.

use std::path::PathBuf;

use bazel::Recordings;
use bazel::watchdog::Folder;
use bep::{Failure, Outcome, Report, StepDefinition};

use crate::ending::Ending;
use crate::error::{Error, with_causes};
use crate::ui::failures::Told;

/// A finished build.
pub struct Finished {
    /// What it did.
    pub report: Report,
    /// How it ended.
    pub ending: Ending,
    /// Bazel's exit code; that of the build is another one if what followed failed.
    pub bazel_exit_code: u8,
    /// The earlier attempts, which were retried.
    pub repeated: Vec<Attempt>,
    /// The steps as the build defined them.
    pub steps: Vec<StepDefinition>,
    /// What was printed while it ran.
    pub said: Said,
    /// The files that Bazel left.
    pub left: Left,
}

/// An attempt that was retried.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Bazel's exit code.
    pub exit_code: u8,
    /// Why it was retried.
    pub reason: &'static str,
    /// How long Bazel ran, milliseconds.
    pub elapsed_ms: f64,
}

impl Finished {
    /// Adds the failure of something that followed a successful build.
    pub fn fail(&mut self, what: &str, error: &Error) {
        self.ending.exit_code = error.exit_code().code();
        self.report.invocation.outcome = Outcome::Failed;
        self.report.failures.push(Failure {
            label: what.to_owned(),
            mnemonic: None,
            step: None,
            message: with_causes(error),
            exit_code: None,
            log: None,
            location: None,
        });
    }
}

/// What was printed while a build ran.
pub struct Said {
    /// What Bazel printed, the last 8 MiB.
    pub output: String,
    /// The failures already shown.
    pub told: Told,
}

/// What Bazel left behind.
pub struct Left {
    /// Its recordings of the build; the files are deleted with this value.
    pub recordings: Recordings,
    /// The execution root, to which paths of steps are relative; `None` if the build did not get that far.
    pub exec_root: Option<PathBuf>,
    /// What describes generated files, as paths below the execution root; empty unless the build was asked for it.
    pub generated: Vec<String>,
    /// Whether Bazel and its server exited normally, so that the recordings are complete.
    pub is_orderly: bool,
    /// Whether it exited unexpectedly while waiting for Bazel's lock.
    pub lost_its_place: bool,
    /// All flags that were in force, those of rc files included; `None` where Bazel did not say.
    pub flags: Option<Vec<String>>,
    /// Holds the recordings.
    pub(super) _folder: Folder,
}
