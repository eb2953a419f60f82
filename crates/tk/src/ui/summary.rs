//! The BUILD SUMMARY: how each step ended, how long it took, what came from a cache.

mod details;
mod failure_rows;
mod kinds;
mod rows;
mod verdict;

use bep::Report;
pub use details::{print_tests, print_time};
pub use failure_rows::print as print_failed;
pub use verdict::{cache_text, has_nothing_to_do, verdict};

use crate::ending::Ending;
use crate::text::{count, duration};
use crate::ui::printer::{Paint, Printer};
use crate::ui::rerun::Rerun;
use checkout::files;

/// What the summary is about, beyond the report.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The mode's name.
    pub mode: String,
    /// The platform's name.
    pub platform: String,
    /// The names of the steps that were asked for.
    pub asked: Vec<String>,
    /// How the build ended.
    pub ending: Ending,
    /// The state of `dist/<platform>/`.
    pub dist: Option<artifacts::Outcome>,
    /// After how many lines of the printer's a failure had been shown in full.
    pub failure_shown_at: Option<u64>,
    /// How a part of it is repeated.
    pub rerun: Rerun,
}

/// Prints the summary: what failed before all else.
pub fn print(printer: &mut Printer, report: &Report, context: &Context) {
    if context.ending.exit_code != 0 && !context.ending.interrupted {
        failure_rows::print(printer, report, context);
    } else if context.ending.exit_code != 0 {
        printer.line("");
    }
    let heading = printer.paint(Paint::Strong, "BUILD SUMMARY");
    printer.line(&format!(
        "{heading}  {}, {}",
        context.mode, context.platform
    ));
    let rows = rows::rows(report, context);
    let name_width = rows
        .iter()
        .map(|row| row.name.chars().count())
        .max()
        .unwrap_or(0);
    let time_width = rows
        .iter()
        .map(|row| row.time.chars().count())
        .max()
        .unwrap_or(0);
    for row in &rows {
        let word = printer.paint(row.paint, &format!("{:<7}", row.word));
        let line = format!(
            "  {word}  {:<name_width$}  {:>time_width$}  {}",
            row.name, row.time, row.note
        );
        printer.line(line.trim_end());
    }
    details::print_time(printer, report);
    details::print_tests(printer, report);
    if let Some(line) = dist_line(context) {
        printer.line(&line);
    }
    print_total(printer, report, context);
}

/// The line on `dist/`, if the build has to do with it.
pub fn dist_line(context: &Context) -> Option<String> {
    let (files, bytes, what) = match context.dist? {
        artifacts::Outcome::Nothing => return None,
        artifacts::Outcome::Unchanged { files, bytes } => (files, bytes, "unchanged".to_owned()),
        artifacts::Outcome::Written {
            files,
            changed,
            bytes,
        } => (files, bytes, format!("{changed} new or changed")),
    };
    Some(format!(
        "  {:<13}  dist/{}: {}, {}, {what}",
        "artifacts",
        context.platform,
        count::of(files, "file"),
        files::size(bytes),
    ))
}

fn print_total(printer: &mut Printer, report: &Report, context: &Context) {
    let verdict = verdict(printer, context.ending);
    let cache = cache_text(report, context.ending.exit_code);
    printer.line(&format!(
        "{verdict}{}",
        cache.map(|cache| format!(": {cache}")).unwrap_or_default()
    ));
}

/// `production, linux-x64: FAILED (exit code 1) in 2.1 s`
pub fn title(context: &Context) -> String {
    let (_, word) = verdict::verdict_word(context.ending);
    let time = duration::seconds(context.ending.elapsed_ms);
    format!("{}, {}: {word} in {time}", context.mode, context.platform)
}

#[cfg(test)]
mod tests;
