//! `tk why`: what made something run.

use std::path::Path;

use clap::Args;
use history::History;
use history::why::Asked;

use crate::commands::history::find_build;
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::steps;
use crate::ui::printer::Printer;
use crate::ui::why_answer;
use checkout::Workspace;

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
    let asked = if steps::is_target(&args.what) {
        target(&args.what, &workspace.below_root())
    } else {
        let known = history.step_names()?;
        if !known.contains(&args.what) {
            return Err(steps::unknown(&args.what, known));
        }
        Asked::Step(args.what.clone())
    };
    let words = match &asked {
        Asked::Label(label) => label.clone(),
        Asked::Step(_) | Asked::Below(_) => args.what.clone(),
    };
    let answer = history
        .why(&asked, &words, build)?
        .ok_or_else(|| Error::NothingRecorded(words.clone()))?;
    if args.json {
        printer.json(&serde_json::to_string(&answer).unwrap_or_default());
    } else {
        for line in why_answer::lines(&answer, args.all) {
            printer.data(&line);
        }
    }
    Ok(ExitCode::Success)
}

/// A target with its package and name; a pattern by where it begins.
fn target(word: &str, below: &Path) -> Asked {
    let label = steps::absolute_target(word, below);
    for ending in ["/...", ":all", ":*"] {
        if let Some(package) = label.strip_suffix(ending) {
            let package = if package == "/" { "//" } else { package };
            return Asked::Below(package.to_owned());
        }
    }
    if label.contains(':') {
        return Asked::Label(label);
    }
    let name = label.rsplit('/').next().unwrap_or_default();
    Asked::Label(format!("{label}:{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_labels_in_full() {
        let at = |word| target(word, Path::new("crates"));
        assert_eq!(
            at("//crates/bep"),
            Asked::Label("//crates/bep:bep".to_owned())
        );
        assert_eq!(at("bep:x"), Asked::Label("//crates/bep:x".to_owned()));
        assert_eq!(at("//crates/..."), Asked::Below("//crates".to_owned()));
        assert_eq!(at("//..."), Asked::Below("//".to_owned()));
        assert_eq!(at("//:all"), Asked::Below("//".to_owned()));
    }
}
