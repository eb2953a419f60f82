//! `tk profile`: where the time of a build went.

use std::fs::File;

use std::path::{Path, PathBuf};

use clap::Args;
use history::{Build, History, profiles};

use crate::commands::history::find_build;
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::ui::printer::Printer;
use crate::ui::profile_hints::{self, WithHints};
use crate::ui::{profile_report, viewer_page};
use bazel::profile::{analyze, unpacked};
use checkout::{Workspace, files};

const EXAMPLES: &str = "\
Examples:
  tk profile                       the last build in which something ran
  tk profile 12                    build #12
  tk profile 12 --html build.html  its report as a single file, readable offline
  tk profile --perfetto trace.json for https://ui.perfetto.dev or chrome://tracing
  tk profile command.profile.gz    a profile that Bazel wrote
  tk profile --json                for scripts

The profiles of the last 30 builds are kept, at most 200 MiB.";

/// Show where a build's time went, what it waited for, and what would make it faster
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct ProfileArgs {
    /// A build's number, `last`, or a profile's path
    #[arg(value_name = "ID|FILE")]
    build: Option<String>,

    /// Write the build's report as a single HTML file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Write the profile as JSON for Perfetto
    #[arg(long, value_name = "FILE")]
    perfetto: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs `tk profile`.
///
/// # Errors
/// When there is no profile, or a file cannot be written.
pub fn run(args: &ProfileArgs, printer: &mut Printer) -> Result<ExitCode> {
    if let Some(file) = args
        .build
        .as_deref()
        .map(Path::new)
        .filter(|path| path.is_file())
    {
        return of_file(args, printer, file);
    }
    let workspace = Workspace::from_environment()?;
    let history = History::open(&workspace)?;
    let build = match args.build.as_deref() {
        Some(word) if word != "last" => find_build(&history, word)?,
        _ => last_profiled(&workspace, &history)?,
    };
    let profile = profiles::path(&workspace, build.id);
    if let Some(target) = &args.html {
        let report = history.report(build.id)?;
        let (source, viewer) = viewer_page::viewer(&workspace, printer)?;
        let page = viewer_page::page(&viewer, &report, &source)?;
        files::write_named(target, |file| file.write_all(page.as_bytes()))?;
        printer.line(&format!("wrote {}", target.display()));
    }
    if !profile.is_file() && args.html.is_some() && args.perfetto.is_none() {
        return Ok(ExitCode::Success);
    }
    if !profile.is_file() {
        return Err(Error::NothingRecorded(format!(
            "the profile of #{}",
            build.id
        )));
    }
    written(args, printer, &profile)?;
    if args.html.is_none() && args.perfetto.is_none() || args.json {
        print(args, printer, &profile, Some(build.id))?;
    }
    Ok(ExitCode::Success)
}

/// The last build in which something ran.
fn last_profiled(workspace: &Workspace, history: &History) -> Result<Build> {
    let recent = history.builds(usize::MAX)?;
    let profiled = recent
        .iter()
        .find(|build| profiles::path(workspace, build.id).is_file());
    profiled
        .or(recent.first())
        .cloned()
        .ok_or_else(|| Error::NothingRecorded("a build".to_owned()))
}

fn of_file(args: &ProfileArgs, printer: &mut Printer, file: &Path) -> Result<ExitCode> {
    if args.html.is_some() {
        return Err(Error::Usage(
            "--html needs a recorded build: a profile alone has no report".to_owned(),
        ));
    }
    written(args, printer, file)?;
    if args.perfetto.is_none() || args.json {
        print(args, printer, file, None)?;
    }
    Ok(ExitCode::Success)
}

/// Writes the profile for Perfetto, where that is asked for.
fn written(args: &ProfileArgs, printer: &mut Printer, profile: &Path) -> Result<()> {
    let Some(target) = &args.perfetto else {
        return Ok(());
    };
    let from = File::open(profile)
        .and_then(unpacked)
        .map_err(Error::read(profile))?;
    let redactor = printer.redactor();
    files::write_named(target, |to| {
        profiles::copy_redacted(from, to, redactor).map(|_| ())
    })?;
    printer.line(&format!(
        "wrote {}: open it at https://ui.perfetto.dev",
        target.display()
    ));
    Ok(())
}

fn print(
    args: &ProfileArgs,
    printer: &mut Printer,
    profile: &Path,
    build: Option<i64>,
) -> Result<()> {
    let analysis = analyze(profile, build)?;
    let hints = profile_hints::of(&analysis);
    if args.json {
        printer.json(
            &serde_json::to_string(&WithHints {
                analysis: &analysis,
                hints: &hints,
            })
            .unwrap_or_default(),
        );
        return Ok(());
    }
    let title = match build {
        Some(id) => format!("Build #{id}"),
        None => profile.display().to_string(),
    };
    for line in profile_report::lines(&analysis, &hints, &title) {
        printer.data(&line);
    }
    Ok(())
}
