//! What `tk dev` prints: a line for each round, and programs' lines.

use std::path::Path;

use jiff::Zoned;

use super::work::Request;
use crate::build::Finished;
use crate::error::{self, Error};
use crate::text::one_line::one_line;
use crate::ui::printer::{Paint, Printer};
use crate::ui::summary;

/// How many changed files are named.
const NAMED: usize = 3;

/// Lines of Bazel that only say that it failed.
const UNHELPFUL: [&str; 7] = [
    "INFO:",
    "Use --sandbox_debug",
    "ERROR: Build did NOT complete",
    "Use --verbose_failures",
    "ERROR: Build failed. Not running target",
    "FAILED: Build did NOT complete",
    "Target ",
];

/// Why a round began: `web/src/App.svelte`, `a.rs, b.rs, c.rs and 4 more`, `start`.
pub fn cause(request: &Request) -> String {
    if request.anywhere {
        return "many files".to_owned();
    }
    let named: Vec<String> = request
        .changed
        .iter()
        .take(NAMED)
        .map(|file| one_line(&file.to_string_lossy()).into_owned())
        .collect();
    match request.changed.len() {
        0 => "start".to_owned(),
        count if count > NAMED => format!("{} and {} more", named.join(", "), count - NAMED),
        _ => named.join(", "),
    }
}

/// `14:03:11  web/src/App.svelte: svelte-check, svelte-build  PASSED in 2.1 s`
pub fn print_round(
    printer: &mut Printer,
    request: &Request,
    affected: &[String],
    finished: &Finished,
) {
    let time = printer.paint(Paint::Dim, &Zoned::now().strftime("%H:%M:%S").to_string());
    let verdict = summary::verdict(printer, finished.ending);
    let steps = match affected {
        [] if finished.ending.exit_code == 0 => "nothing to do".to_owned(),
        [] => "the build".to_owned(),
        _ => one_line(&affected.join(", ")).into_owned(),
    };
    printer.foreign(&format!("{time}  {}: {steps}  {verdict}", cause(request)));
}

/// Says that changes in some folders start no round, and what to do.
pub fn print_unwatched(printer: &mut Printer, first: &Path, others: usize, reason: &Error) {
    let word = printer.paint(Paint::Warning, "warning:");
    let first = one_line(&first.to_string_lossy()).into_owned();
    let folders = match others {
        0 => first,
        1 => format!("{first} and 1 other folder"),
        others => format!("{first} and {others} other folders"),
    };
    let cause = std::error::Error::source(reason).map(error::with_causes);
    let cause = cause.map(|cause| format!(": {}", cause.trim_end_matches('.')));
    let cause = cause.unwrap_or_default();
    printer.foreign(&format!(
        "{word} changes in {folders} start no round: they cannot be watched{cause}"
    ));
    if let Some(hint) = reason.hint() {
        printer.line(&format!("  next: {hint}; tk dev then goes on by itself"));
    }
}

/// Says that this is over.
pub fn print_watched_again(printer: &mut Printer) {
    printer.line("All folders are watched again.");
}

/// A line of a program, with its name.
pub fn print(printer: &mut Printer, target: &str, line: &str) {
    let name = printer.paint(Paint::Dim, &format!("{} |", short(target)));
    printer.foreign(&format!("{name} {line}"));
}

/// Prints a message of `tk` about a program.
pub fn print_own(printer: &mut Printer, target: &str, text: &str) {
    let name = printer.paint(Paint::Strong, &format!("{}:", short(target)));
    printer.foreign(&format!("{name} {text}"));
}

/// Prints why a target does not run, as Bazel reported it.
pub fn print_unready(printer: &mut Printer, target: &str, reason: &str) {
    print_own(printer, target, "cannot be started; continuing without it:");
    let lines = reason.lines().filter(|line| !line.trim().is_empty());
    for line in lines.filter(|line| !UNHELPFUL.iter().any(|start| line.starts_with(start))) {
        printer.foreign(&format!("  {line}"));
    }
}

/// `web:dev` for `//web:dev`.
fn short(target: &str) -> &str {
    target.trim_start_matches("//")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::printer::tests::captured;

    #[test]
    fn the_cause_is_short() {
        let request = |files: &[&str]| Request {
            changed: files.iter().map(Into::into).collect(),
            ..Request::default()
        };
        assert_eq!(cause(&request(&[])), "start");
        assert_eq!(cause(&request(&["a", "b"])), "a, b");
        assert_eq!(
            cause(&request(&["a", "b", "c", "d", "e"])),
            "a, b, c and 2 more"
        );
        assert_eq!(
            cause(&request(&["a\nb", "c\u{1b}[31m"])),
            "a\\nb, c\\u{1b}[31m"
        );
        let anywhere = Request {
            anywhere: true,
            ..request(&["a"])
        };
        assert_eq!(cause(&anywhere), "many files");
    }

    #[test]
    fn what_cannot_run_says_why_in_few_words() {
        let (mut printer, _, err) = captured();
        print_unready(
            &mut printer,
            "//electron:start",
            "INFO: Analyzed\nERROR: no archive: set ELECTRON_MIRROR\nTarget //electron:start failed to build\n",
        );
        insta::assert_snapshot!(err.text(), @"
        electron:start: cannot be started; continuing without it:
          ERROR: no archive: set ELECTRON_MIRROR
        ");
    }
}
