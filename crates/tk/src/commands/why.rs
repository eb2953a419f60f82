//! `tk why`: what made something run.

use clap::Args;
use history::History;
use history::why::Asked;

use crate::commands::history::find_build;
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::steps::{self, Here};
use crate::ui::printer::Printer;
use crate::ui::waiting::WaitingShown;
use crate::ui::why_answer;
use bazel::label::Label;
use bazel::query;
use checkout::Workspace;

/// How many targets behind a suite are named.
const NAMED: usize = 3;

const EXAMPLES: &str = "\
Examples:
  tk why //crates/bep            why the target's actions ran in the last build
  tk why rust-build              the same for all actions of a step
  tk why //crates/...            the same for all targets under a package
  tk why //web:dist --build 12   in build #12
  tk why rust-build --all        all actions, with all changes
  tk why rust-build --json       for scripts

It compares the inputs of each process with those of its previous run: files, environment variables (by name;
values are never stored), command line and tools.";

/// Explain why a target or step ran in the last build: which file, variable, flag or tool changed
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct WhyArgs {
    /// The target or step
    #[arg(value_name = "STEP|TARGET")]
    what: String,

    /// The build to explain
    #[arg(long, value_name = "ID", default_value = "last")]
    build: String,

    /// Show all actions and all changes
    #[arg(long)]
    all: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs `tk why`.
///
/// # Errors
/// When nothing is recorded of what was asked, or the history cannot be read.
pub fn run(args: &WhyArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    let history = History::open(&workspace)?;
    let build = find_build(&history, &args.build)?;
    let (asked, words) = asked(&args.what, &workspace, &history)?;
    let mut answer = history.why(&asked, &words, build.clone())?;
    if let Asked::Label(label) = &asked
        && answer
            .as_ref()
            .is_none_or(|answer| answer.actions.is_empty())
        && let Some(meant) = behind(label, &workspace, printer)
    {
        answer = history.why(&meant, &words, build)?.or(answer);
    }
    let answer = answer.ok_or_else(|| Error::NothingRecorded(words.clone()))?;
    if args.json {
        printer.json(&serde_json::to_string(&answer).unwrap_or_default());
    } else {
        for line in why_answer::lines(&answer, args.all) {
            printer.data(&line);
        }
    }
    Ok(ExitCode::Success)
}

/// What the word on the command line means, and its name in the answer. Steps can have slashes in their names.
fn asked(what: &str, workspace: &Workspace, history: &History) -> Result<(Asked, String)> {
    let steps = history.step_names()?;
    let is_step = steps
        .iter()
        .any(|step| step == what && !step.contains("//"));
    if is_step {
        return Ok((Asked::Step(what.to_owned()), what.to_owned()));
    }
    if !steps::is_target(what) {
        return Err(steps::unknown(what, steps));
    }
    let word = steps::absolute_target(what, &Here::of(workspace));
    let asked = target(&as_recorded(&word, &history.labels()?));
    let words = match &asked {
        Asked::Label(label) => label.clone(),
        _ => what.to_owned(),
    };
    Ok((asked, words))
}

/// A target or pattern with the name that Bazel gives to its repository, as far as it is recorded.
fn as_recorded(word: &str, labels: &[String]) -> String {
    let Some(parts) = Label::parse(word).filter(|parts| !parts.repository.is_empty()) else {
        return word.to_owned();
    };
    let known = || labels.iter().filter_map(|label| Label::parse(label));
    let is_known = known().any(|label| label.repository == parts.repository);
    match known().find(|label| label.is_in_repository_of(&parts)) {
        Some(label) if !is_known => match word.split_once("//") {
            Some((_, target)) => format!("{}//{target}", label.repository),
            None => format!("{}//:{}", label.repository, parts.name),
        },
        _ => word.to_owned(),
    }
}

/// A target with its package and name; a pattern by where it begins.
fn target(word: &str) -> Asked {
    for all in [":all", ":*", ":all-targets", ""] {
        let Some(package) = word.strip_suffix(all) else {
            continue;
        };
        if let Some(above) = package.strip_suffix("/...") {
            // The root's slashes are a part of its name.
            let root = if above.ends_with('/') { "/" } else { "" };
            return Asked::Below(format!("{above}{root}"));
        }
        if !all.is_empty() {
            return Asked::In(package.to_owned());
        }
    }
    let label = Label::parse(word).map(|label| label.to_string());
    Asked::Label(label.unwrap_or_else(|| word.to_owned()))
}

/// What an alias or a suite stands for: only that runs. `None` for all other targets, and where Bazel cannot tell.
fn behind(label: &str, workspace: &Workspace, printer: &mut Printer) -> Option<Asked> {
    /// An alias of an alias is rare, and a ring is none.
    const DEPTH: usize = 5;
    let mut meant = vec![label.to_owned()];
    for _ in 0..DEPTH {
        let observer = &mut WaitingShown::on(printer);
        let found = meant
            .iter()
            .map(|label| query::behind(workspace, observer, label));
        let found: Vec<Vec<String>> = found.collect::<bazel::Result<_>>().ok()?;
        if found.iter().all(Vec::is_empty) {
            break;
        }
        let each = meant.into_iter().zip(found);
        meant = each
            .flat_map(|(label, found)| match found.is_empty() {
                true => vec![label],
                false => found,
            })
            .collect();
    }
    (meant != [label]).then(|| {
        let names = meant.iter().take(NAMED).map(String::as_str);
        let names = names.collect::<Vec<_>>().join(", ");
        let more = match meant.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        printer.line(&format!("{label} stands for {names}{more}"));
        Asked::Labels(meant)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_labels_in_full() {
        for (word, expected) in [
            ("//crates/bep", "//crates/bep:bep"),
            ("//a:b/c", "//a:b/c"),
            ("//a:b/all", "//a:b/all"),
            ("//:c d", "//:c d"),
            ("@r//a", "@r//a:a"),
            ("@r", "@r//:r"),
        ] {
            assert_eq!(target(word), Asked::Label(expected.to_owned()), "{word}");
        }
        for (word, expected) in [
            ("//crates/...", "//crates"),
            ("//crates/...:all", "//crates"),
            ("//...", "//"),
            ("//...:*", "//"),
            ("@r//...", "@r//"),
            ("@r//a b/...", "@r//a b"),
        ] {
            assert_eq!(target(word), Asked::Below(expected.to_owned()), "{word}");
        }
        for (word, expected) in [("//:all", "//"), ("//a:*", "//a"), ("@r//a:all", "@r//a")] {
            assert_eq!(target(word), Asked::In(expected.to_owned()), "{word}");
        }
    }

    #[test]
    fn repositories_have_the_names_that_are_recorded() {
        let labels =
            ["//a:b", "@@rules~~ext~zlib//:z", "@@png+//a:b", "@jpeg//:j"].map(str::to_owned);
        for (word, expected) in [
            ("//a:b", "//a:b"),
            ("@zlib//:z", "@@rules~~ext~zlib//:z"),
            ("@zlib//a/...", "@@rules~~ext~zlib//a/..."),
            ("@png", "@@png+//:png"),
            ("@@png+//a:b", "@@png+//a:b"),
            ("@jpeg//:j", "@jpeg//:j"),
            ("@@jpeg//:j", "@jpeg//:j"),
            ("@gif//:g", "@gif//:g"),
        ] {
            assert_eq!(as_recorded(word, &labels), expected, "{word}");
        }
    }
}
