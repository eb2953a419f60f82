//! The last line of a summary: how the build ended, and where its results came from.

use bep::Report;

use super::kinds;
use crate::ending::Ending;
use crate::text::{count, duration};
use crate::ui::printer::{Paint, Printer};

/// `PASSED in 2.1 s`, `FAILED (exit code 1) in 2.1 s`, `STOPPED in 2.1 s`
pub fn verdict(printer: &Printer, ending: Ending) -> String {
    let (paint, word) = verdict_word(ending);
    format!(
        "{} in {}",
        printer.paint(paint, &word),
        duration::seconds(ending.elapsed_ms)
    )
}

pub(super) fn verdict_word(ending: Ending) -> (Paint, String) {
    match ending.exit_code {
        0 => (Paint::Good, "PASSED".to_owned()),
        _ if ending.interrupted => (Paint::Warning, "STOPPED".to_owned()),
        code => (Paint::Bad, format!("FAILED (exit code {code})")),
    }
}

/// Whether all was up to date: at most Bazel's action cache had to be asked.
pub fn has_nothing_to_do(report: &Report) -> bool {
    let cache = &report.cache;
    // Only the end of the events makes what they do not tell a fact.
    let has_end = report.invocation.exit_name.is_some();
    // A build that does nothing still looks at the workspace's status.
    let is_counted = cache.total > 0;
    has_end
        && is_counted
        && report.actions.total == 0
        && cache.executed + cache.disk + cache.remote == 0
}

/// What the last line says of caches. Bazel's counts are without the actions that failed.
pub fn cache_text(report: &Report, exit_code: u8) -> Option<String> {
    if exit_code == 0 && has_nothing_to_do(report) {
        return Some(kinds::nothing_to_do(&report.cache));
    }
    if exit_code == 0 && report.cache.hit_rate.is_none() {
        // Links and written files are no processes; without Bazel's counts nothing is known.
        let did = (report.actions.total > 0).then(|| count::small(report.actions.total, "action"));
        return did.map(|actions| format!("no process ran ({actions} inside Bazel)"));
    }
    kinds::cache_text(&report.cache, kinds::failed_actions(report), exit_code)
}
