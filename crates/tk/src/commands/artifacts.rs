//! `tk artifacts`: lists and removes the artifacts in `dist/`.

use std::time::{Duration, SystemTime};

use artifacts::clean::{self, Limits};
use artifacts::{Dist, Published};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::steps;
use crate::text::age;
use crate::ui::printer::{Paint, Printer};
use checkout::Workspace;
use checkout::files;
use checkout::platform;

const EXAMPLES: &str = "\
Examples:
  tk artifacts                             the artifacts of every platform
  tk artifacts list --platform linux-x64   those of one platform
  tk artifacts list --json                 for scripts
  tk artifacts clean --older-than 7d       remove artifacts older than seven days
  tk artifacts clean --keep 2              remove all but the two platforms built last";

const CLEAN_EXAMPLES: &str = "\
Examples:
  tk artifacts clean --older-than 7d            artifacts older than seven days
  tk artifacts clean --keep 1                   all platforms but the one built last
  tk artifacts clean --older-than 1d --keep 1   artifacts older than a day, but never the latest
  tk artifacts clean --keep 0 --dry-run         only print what would be removed

dist/ holds the latest build of each platform. Files that tk did not put there are left alone.";

/// Raised when a field of the JSON is removed or changes its meaning.
const FORMAT: u32 = 1;

/// List or remove the artifacts in dist/
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct ArtifactsArgs {
    #[command(subcommand)]
    action: Option<Action>,

    #[command(flatten)]
    list: ListArgs,
}

#[derive(Debug, Subcommand)]
enum Action {
    List(ListArgs),
    Clean(CleanArgs),
}

/// List the artifacts: per platform mode, commit and age, then each file's size, digest and origin
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  tk artifacts list                        every platform\n  tk artifacts list --platform linux-x64   one\n  tk artifacts list --json                 for scripts"
)]
struct ListArgs {
    /// Only list this platform
    #[arg(long, value_name = "PLATFORM", value_parser = platform::parse)]
    platform: Option<String>,

    /// Print the manifests and their ages as JSON
    #[arg(long)]
    json: bool,
}

/// Remove old artifacts
#[derive(Args, Debug)]
#[command(after_help = CLEAN_EXAMPLES)]
struct CleanArgs {
    /// Remove artifacts older than this, such as 7d or 12h
    #[arg(long, value_name = "AGE", value_parser = age::parse, required_unless_present = "keep")]
    older_than: Option<Duration>,

    /// Keep the N platforms built last
    #[arg(long, value_name = "N")]
    keep: Option<usize>,

    /// Only print what would be removed
    #[arg(long)]
    dry_run: bool,
}

/// Runs `tk artifacts`.
///
/// # Errors
/// When nothing was built, or something cannot be removed.
pub fn run(args: &ArtifactsArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::without_bazel(&checkout::find_root()?);
    let dist = Dist::read(&workspace)?;
    match &args.action {
        None => list(&args.list, &workspace, dist, printer),
        Some(Action::List(args)) => list(args, &workspace, dist, printer),
        Some(Action::Clean(args)) => clean(args, &workspace, &dist, printer),
    }
}

fn list(
    args: &ListArgs,
    workspace: &Workspace,
    mut dist: Dist,
    printer: &mut Printer,
) -> Result<ExitCode> {
    if let Some(platform) = &args.platform {
        dist = dist.only(platform)?;
    }
    // A list can be empty, but not what was asked for by name.
    if dist.platforms.is_empty() && (!args.json || args.platform.is_some()) {
        return Err(match steps::are_none(workspace) {
            true => Error::NoStepsForArtifacts,
            false => artifacts::Error::NoArtifacts { path: dist.folder }.into(),
        });
    }
    let now = SystemTime::now();
    if args.json {
        let all: Vec<_> = dist.platforms.iter().map(|one| as_json(one, now)).collect();
        let all = json!({ "version": FORMAT, "platforms": all });
        printer.json(&format!("{all:#}"));
        return Ok(ExitCode::Success);
    }
    for published in &dist.platforms {
        print(published, now, printer);
    }
    Ok(ExitCode::Success)
}

fn as_json(published: &Published, now: SystemTime) -> serde_json::Value {
    let age = now.duration_since(published.made).unwrap_or_default();
    json!({
        "platform": published.platform,
        "folder": published.folder,
        "mode": published.manifest.mode,
        "commit": published.manifest.commit,
        "age_s": age.as_secs(),
        "bytes": published.bytes(),
        "files": published.manifest.files,
    })
}

fn print(published: &Published, now: SystemTime, printer: &mut Printer) {
    printer.data(&summary(published, now));
    let files = &published.manifest.files;
    let width = files.iter().map(|file| file.path.chars().count()).max();
    let width = width.unwrap_or(0);
    for file in files {
        let digest = file.sha256.get(..12).unwrap_or(&file.sha256);
        printer.data(&format!(
            "  {:<width$}  {:>9}  {digest}  {}",
            file.path,
            files::size(file.bytes),
            file.label
        ));
    }
}

/// `linux-x64  production  0123456789ab  2 h ago  9 files  4.1 MB`.
fn summary(published: &Published, now: SystemTime) -> String {
    let commit = published.manifest.commit.as_deref();
    let commit = commit.map_or_else(|| "no commit".to_owned(), short);
    let number = published.manifest.files.len();
    let plural = if number == 1 { "" } else { "s" };
    format!(
        "{}  {}  {commit}  {}  {number} file{plural}  {}",
        published.platform,
        published.manifest.mode,
        age::since(published.made, now),
        files::size(published.bytes()),
    )
}

/// The first digits of a commit, and whether it was changed since.
fn short(commit: &str) -> String {
    let hash = commit.get(..12).unwrap_or(commit);
    let dirty = if commit.ends_with("-dirty") {
        "-dirty"
    } else {
        ""
    };
    format!("{hash}{dirty}")
}

fn clean(
    args: &CleanArgs,
    workspace: &Workspace,
    dist: &Dist,
    printer: &mut Printer,
) -> Result<ExitCode> {
    for path in &dist.foreign {
        let word = printer.paint(Paint::Warning, "left alone:");
        printer.line(&format!("{word} {}, not created by tk", path.display()));
    }
    let now = SystemTime::now();
    let limits = Limits {
        older_than: args.older_than,
        keep: args.keep.unwrap_or(0),
    };
    let leaving = clean::beyond(dist, &limits, now);
    if args.dry_run {
        for published in leaving {
            printer.line(&format!("would remove {}", summary(published, now)));
        }
        return Ok(ExitCode::Success);
    }
    let cleaned = clean::remove(workspace, leaving);
    for published in &cleaned.removed {
        printer.line(&format!("removed {}", summary(published, now)));
    }
    if let Some(failure) = cleaned.failure {
        return Err(failure.into());
    }
    printer.line(&format!("{} freed", files::size(cleaned.freed())));
    match cleaned.refused.into_iter().next() {
        Some(refused) => Err(refused.into()),
        None => Ok(ExitCode::Success),
    }
}
