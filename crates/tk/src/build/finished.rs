//! What is known of a build that has ended, in parts: who tells of it, records it or goes on from it takes its own.

use std::path::PathBuf;

use bazel::Recordings;
use bazel::watchdog::Folder;
use bep::{Report, StepDefinition};

use crate::ending::Ending;
use crate::ui::failures::Told;

/// A build that has ended.
pub struct Finished {
    /// What it did.
    pub report: Report,
    /// How it ended.
    pub ending: Ending,
    /// The attempts before this one, which were repeated.
    pub repeated: Vec<Attempt>,
    /// The steps as the build defined them.
    pub steps: Vec<StepDefinition>,
    /// What was said while it ran.
    pub said: Said,
    /// What Bazel left.
    pub left: Left,
}

/// An attempt that was repeated.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Bazel's exit code.
    pub exit_code: u8,
    /// Why it was repeated.
    pub reason: &'static str,
    /// How long Bazel ran, milliseconds.
    pub elapsed_ms: f64,
}

/// What was said while a build ran.
pub struct Said {
    /// What Bazel printed, the last 8 MiB.
    pub output: String,
    /// The failures that people were told of.
    pub told: Told,
}

/// What Bazel left when it ended.
pub struct Left {
    /// What it wrote about the build; the files are there as long as this is.
    pub recordings: Recordings,
    /// Where the paths of steps begin; unknown when the build did not get that far.
    pub exec_root: Option<PathBuf>,
    /// Whether Bazel and its server ended by themselves, with all that they record.
    pub is_orderly: bool,
    /// Whether it ended, unasked, while it waited for Bazel's lock.
    pub lost_its_place: bool,
    /// All flags that were in force, those of rc files included; `None` where Bazel did not say.
    pub flags: Option<Vec<String>>,
    /// Holds the recordings.
    pub(super) _folder: Folder,
}
