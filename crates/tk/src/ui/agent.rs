//! How a build ended, for a reader with little room: a coding agent, or who reads a log of CI.
//!
//! At most [`PASSED_BYTES`] when all is well and [`FAILED_BYTES`] when not, with what else the command prints.

mod causes;
mod counts;
mod failed_build;
mod passed_build;

use bep::Report;

use super::failures::Told;
use super::printer::Printer;
use super::summary::{self, Context};
use crate::text::room::Room;

/// What a command that succeeds may print.
pub const PASSED_BYTES: usize = 2 * 1024;

/// What a command that fails may print.
pub const FAILED_BYTES: usize = 8 * 1024;

/// What is left of it for warnings, for the line of a test run and for an error of `tk` itself.
const REST_BYTES: usize = 900;

/// A build that ended.
pub struct About<'a> {
    /// What it did.
    pub report: &'a Report,
    /// The summary's context.
    pub context: &'a Context,
    /// What was said while it ran.
    pub told: &'a Told,
    /// What Bazel printed.
    pub output: &'a str,
    /// The attempts that failed before, in a line.
    pub retried: Option<String>,
    /// The workspace's folder.
    pub root: &'a str,
    /// The build's number in the history.
    pub id: Option<i64>,
    /// The command that runs again what failed: `build` or `test`.
    pub command: &'static str,
}

impl About<'_> {
    /// The beginning of a command of `tk`.
    fn tk(&self) -> &str {
        &self.context.rerun.program
    }
}

/// Prints how it ended, in place of all that was held back; nothing where everything was printed.
pub fn tell(printer: &mut Printer, about: &About<'_>) {
    if !printer.is_for_agent() {
        return;
    }
    let notes = printer.end_agent();
    let is_success = about.context.ending.is_success();
    let most = if is_success {
        PASSED_BYTES
    } else {
        FAILED_BYTES
    };
    let mut room = Room::of(most - REST_BYTES);
    room.add(&head(printer, about));
    match is_success {
        true => passed_build::fill(&mut room, about),
        false => failed_build::fill(&mut room, about, printer),
    }
    for line in room.lines().iter().chain(&notes) {
        printer.line(line);
    }
}

/// `PASSED in 2.1 s, development, linux-x64: cache hit rate 75 %`
fn head(printer: &Printer, about: &About<'_>) -> String {
    let context = about.context;
    let verdict = summary::verdict(printer, context.ending);
    let cache = summary::cache_text(about.report, context.ending.exit_code);
    let cache = cache.map(|cache| format!(": {cache}")).unwrap_or_default();
    format!("{verdict}, {}, {}{cache}", context.mode, context.platform)
}
