//! What a report needs beyond the events.

use redact::Redactor;

use crate::step::StepDefinition;

/// What the caller knows beyond the stream, and what it wants to see.
#[derive(Clone, Debug, Default)]
pub struct ReportOptions {
    /// The steps' definitions; without any the report has no steps.
    pub steps: Vec<StepDefinition>,
    /// The exit code of the Bazel process, which overrules the stream's verdict.
    pub exit_code: Option<i32>,
    /// The build mode; otherwise taken from the command line's options.
    pub mode: Option<String>,
    /// How many of the slowest actions to list; `None` for [`ReportOptions::SLOWEST`].
    pub slowest: Option<usize>,
    /// Whether to read what failed actions and tests printed from the files that the events
    /// name. Sound for events that were made here; others' events could name any file.
    pub read_logs: bool,
    /// Whether Bazel still runs: then a test's verdict waits for Bazel's own, which comes after all attempts.
    pub still_runs: bool,
    /// Redacts secrets in the report, besides those of the build's command line and environment that the events name;
    /// by default it knows the places in which they occur, but no values.
    pub redactor: Redactor,
}

impl ReportOptions {
    /// How many of the slowest actions a report lists by default.
    pub const SLOWEST: usize = 20;

    pub(super) fn slowest(&self) -> usize {
        self.slowest.unwrap_or(Self::SLOWEST)
    }
}
