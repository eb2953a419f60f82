//! `tk history`: the builds of this checkout.

use clap::{Args, Subcommand};
use history::{Build, History, StoredReport};
use serde_json::json;

use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::ui::printer::Printer;
use crate::ui::{history_build, history_diff, history_table, history_trends};
use checkout::Workspace;

/// The version of the JSON formats.
const VERSION: u32 = 1;

const EXAMPLES: &str = "\
Examples:
  tk history                    the last 20 builds
  tk history --limit 100        more of them
  tk history show 12            build #12 in full; `last` is the latest build
  tk history diff 11 12         what differs: times, actions, cache, failures
  tk history diff               the last build and the previous one with the same command
  tk history trends             the times of all steps, build by build
  tk history trends rust-build  those of one step
  tk history --json             for scripts

Builds are kept for 180 days, at most 1,000 and 256 MiB, in .tk/history.sqlite; secrets, headers and
environment values are not stored. `tk build --no-history` does not record the build.";

/// Show earlier builds, tests and checks of this checkout
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct HistoryArgs {
    #[command(subcommand)]
    what: Option<What>,

    /// Show the last N builds
    #[arg(short, long, value_name = "N", default_value_t = 20)]
    limit: usize,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show one build in full
    #[command(after_help = "Examples:\n  tk history show 12\n  tk history show last --json")]
    Show {
        /// The build's number in `tk history`, or `last`
        #[arg(value_name = "ID", default_value = "last")]
        id: String,

        /// Print the build and its whole report as JSON
        #[arg(long)]
        json: bool,
    },
    /// Show what differs between two builds
    #[command(
        after_help = "Examples:\n  tk history diff 11 12\n  tk history diff      the last build and the previous one with the same command"
    )]
    Diff {
        /// The earlier build; by default, the previous one with the same command
        #[arg(value_name = "A")]
        before: Option<String>,

        /// The later build
        #[arg(value_name = "B", default_value = "last")]
        after: String,

        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show step times build by build
    #[command(
        after_help = "Examples:\n  tk history trends\n  tk history trends rust-build --limit 200"
    )]
    Trends {
        /// The step; by default, all
        #[arg(value_name = "STEP")]
        step: Option<String>,

        /// Show the last N builds
        #[arg(short, long, value_name = "N", default_value_t = 100)]
        limit: usize,

        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs `tk history`.
///
/// # Errors
/// When there is no history, or it cannot be read.
pub fn run(args: &HistoryArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    let history = History::open(&workspace)?;
    let shown = match &args.what {
        None => list(&history, args.limit, args.json),
        Some(What::Show { id, json }) => show(&history, id, *json),
        Some(What::Diff {
            before,
            after,
            json,
        }) => difference(&history, before.as_deref(), after, *json),
        Some(What::Trends { step, limit, json }) => trend(&history, step.as_deref(), *limit, *json),
    }?;
    match shown {
        Shown::Lines(lines) => lines.iter().for_each(|line| printer.data(line)),
        Shown::Json(json) => printer.json(&json.to_string()),
    }
    Ok(ExitCode::Success)
}

/// What a command shows.
enum Shown {
    /// Lines for people.
    Lines(Vec<String>),
    /// One value for programs.
    Json(serde_json::Value),
}

fn list(history: &History, limit: usize, as_json: bool) -> Result<Shown> {
    let found = history.builds(limit)?;
    Ok(if as_json {
        Shown::Json(json!({"version": VERSION, "builds": found}))
    } else {
        Shown::Lines(history_table::lines(&found))
    })
}

fn show(history: &History, id: &str, as_json: bool) -> Result<Shown> {
    let build = find_build(history, id)?;
    let report = history.report(build.id)?;
    Ok(if as_json {
        Shown::Json(json!({"version": VERSION, "build": build, "report": report}))
    } else {
        Shown::Lines(history_build::lines(&build, &StoredReport::of(&report)))
    })
}

fn difference(
    history: &History,
    before: Option<&str>,
    after: &str,
    as_json: bool,
) -> Result<Shown> {
    let after = find_build(history, after)?;
    let before = match before {
        Some(id) => find_build(history, id)?,
        None => history.build_before(&after)?.ok_or_else(|| {
            Error::Usage(format!("no earlier build to compare #{} with", after.id))
        })?,
    };
    let diff = history.diff(before, after)?;
    Ok(if as_json {
        Shown::Json(json!(diff))
    } else {
        Shown::Lines(history_diff::lines(&diff))
    })
}

fn trend(history: &History, step: Option<&str>, limit: usize, as_json: bool) -> Result<Shown> {
    let trends = history.trends(step, limit)?;
    if let Some(step) = step
        && trends.is_empty()
    {
        let known = history.step_names()?;
        if !known.iter().any(|name| name == step) {
            return Err(crate::steps::unknown(step, known));
        }
    }
    if as_json {
        return Ok(Shown::Json(json!({"version": VERSION, "trends": trends})));
    }
    Ok(Shown::Lines(match trends.as_slice() {
        [] => vec![format!("no step ran in the last {limit} builds")],
        trends => history_trends::lines(trends),
    }))
}

/// The build that a word names: a number, `#` before it or not, or `last`.
///
/// # Errors
/// When it is none, or none that is recorded.
pub fn find_build(history: &History, word: &str) -> Result<Build> {
    let found = match word {
        "last" => history.last_build()?,
        number => {
            let number = number
                .strip_prefix('#')
                .unwrap_or(number)
                .parse()
                .map_err(|_| {
                    Error::Usage(format!(
                        "invalid build {word:?}: give its number in `tk history`, or `last`"
                    ))
                })?;
            history.build(number)?
        }
    };
    found.ok_or_else(|| {
        Error::Usage(format!(
            "build {word} not found: `tk history` lists the recorded builds"
        ))
    })
}
