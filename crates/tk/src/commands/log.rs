//! `tk log`: what failed tools and tests of a recorded build printed, piece by piece.

use clap::Args;
use history::{History, StoredReport};

use crate::commands::history::find_build;
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::ui::kept_output::{self, Chosen};
use crate::ui::printer::Printer;
use checkout::Workspace;

const EXAMPLES: &str = "\
Examples:
  tk log                           what failed in the last build, and how much each printed
  tk log 12 --errors               of build 12, the lines that say what is wrong, with those around them
  tk log 12 //crates/bep:unit_test what this target printed, cut in the middle if it is long
  tk log last //:a_test --lines 200-260
  tk log --test parses_dates       what is said of one test case
  tk log 12 --json                 for scripts: all lines with their numbers

Kept is what failed, the last 256 KiB of each, without secrets, for as long as `tk history` has the build.";

/// Read what failed tools and tests of a recorded build printed
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct LogArgs {
    /// The build's number in `tk history`, or last [default: last]
    #[arg(value_name = "ID")]
    id: Option<String>,

    /// The target whose output to read; by default, all that failed
    #[arg(value_name = "TARGET")]
    target: Option<String>,

    /// Only the lines that say what is wrong, and those around them
    #[arg(long, conflicts_with_all = ["test", "lines"])]
    errors: bool,

    /// Only what is said of this test case
    #[arg(long, value_name = "NAME", conflicts_with = "lines")]
    test: Option<String>,

    /// Only these lines, from 1
    #[arg(long, value_name = "A-B", value_parser = lines)]
    lines: Option<(usize, usize)>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs `tk log`.
///
/// # Errors
/// When the build or the target is none that is recorded.
pub fn run(args: &LogArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    let history = History::open(&workspace)?;
    let (id, target) = args.named();
    let build = find_build(&history, id)?;
    let mut report = StoredReport::of(&history.report(build.id)?);
    if let Some(target) = target {
        let known: Vec<String> = report.failures.iter().map(|it| it.label.clone()).collect();
        report
            .failures
            .retain(|failure| is_of(target, &failure.label));
        if report.failures.is_empty() {
            return Err(nothing_kept(target, build.id, &known));
        }
    }
    let chosen = args.chosen(target.is_some());
    if args.json {
        printer.json(&kept_output::json(&build, &report.failures, &chosen).to_string());
        return Ok(ExitCode::Success);
    }
    for line in kept_output::lines(&build, &report.failures, &chosen) {
        printer.data(&line);
    }
    Ok(ExitCode::Success)
}

impl LogArgs {
    /// The build and the target: without a build, the only word can be a target.
    fn named(&self) -> (&str, Option<&str>) {
        match (self.id.as_deref(), self.target.as_deref()) {
            (Some(word), None) if word.contains(['/', ':', '@']) => ("last", Some(word)),
            (id, target) => (id.unwrap_or("last"), target),
        }
    }

    fn chosen(&self, is_of_target: bool) -> Chosen<'_> {
        match (self.errors, &self.test, self.lines) {
            (true, ..) => Chosen::Errors,
            (_, Some(name), _) => Chosen::About(name),
            (.., Some((first, last))) => Chosen::Lines(first, last),
            _ if is_of_target || self.json => Chosen::All,
            _ => Chosen::Sizes,
        }
    }
}

/// Whether a word means a label: whole, or in its short form.
fn is_of(word: &str, label: &str) -> bool {
    word == label || word == crate::text::labels::label(label)
}

fn nothing_kept(target: &str, id: i64, known: &[String]) -> Error {
    let known = match known {
        [] => "nothing failed in it".to_owned(),
        known => format!("it has that of {}", known.join(", ")),
    };
    Error::NothingRecorded(format!("output of {target} in build {id}; {known}"))
}

/// `A-B`, or one line.
fn lines(word: &str) -> std::result::Result<(usize, usize), String> {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number > 0);
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err("give the first and the last line, as in 200-260".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_from_a_first_to_a_last_one() {
        assert_eq!(lines("200-260"), Ok((200, 260)));
        assert_eq!(lines("7"), Ok((7, 7)));
        for wrong in ["0-3", "9-3", "a-b", "3-", "-"] {
            assert!(lines(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_target_can_stand_alone() {
        let args = |id: Option<&str>, target: Option<&str>| LogArgs {
            id: id.map(str::to_owned),
            target: target.map(str::to_owned),
            errors: false,
            test: None,
            lines: None,
            json: false,
        };
        assert_eq!(args(Some("//:a"), None).named(), ("last", Some("//:a")));
        assert_eq!(args(Some("12"), None).named(), ("12", None));
        assert_eq!(args(Some("12"), Some("//a")).named(), ("12", Some("//a")));
        assert_eq!(args(None, None).named(), ("last", None));
        assert!(is_of("//a", "//a:a") && is_of("//a:a", "//a:a") && !is_of("//a", "//a:b"));
    }
}
