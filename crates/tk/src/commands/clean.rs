//! `tk clean`: removes build outputs, and reports how much that freed.

mod orphans;

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use artifacts::Dist;
use clap::Args;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::ui::printer::Printer;
use crate::ui::waiting::WaitingShown;
use bazel::{Unobserved, process};
use checkout::Workspace;
use checkout::files;

/// What the launcher puts in its cache folder: names, or their beginnings where a `-` ends them.
const CACHE_ENTRIES: [&str; 3] = ["bazel-", "home", "output"];

/// Remove dist/ and Bazel's outputs
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  tk clean                       dist/ and Bazel's outputs; downloads stay\n  tk clean --all                 also downloads, the launcher's caches and its Bazel: as before the first run\n  tk clean --orphans --dry-run   outputs of checkouts that are gone, with their sizes"
)]
pub struct CleanArgs {
    /// Also remove downloads and everything the launcher set up
    #[arg(long)]
    all: bool,

    /// Remove only what checkouts that are gone have left: their output bases and sandboxes
    #[arg(long, conflicts_with = "all")]
    orphans: bool,

    /// With --orphans: only list what would be removed
    #[arg(long, requires = "orphans")]
    dry_run: bool,
}

/// Runs `tk clean`.
///
/// # Errors
/// When something cannot be removed; a Bazel that fails is an exit code.
pub fn run(args: &CleanArgs, printer: &mut Printer) -> Result<ExitCode> {
    let workspace = Workspace::from_environment()?;
    if args.orphans {
        orphans::remove(&workspace, printer, args.dry_run)
    } else if args.all {
        everything(&workspace, printer)
    } else {
        outputs(&workspace, printer)
    }
}

/// Removes `dist/` and Bazel's outputs.
///
/// # Errors
/// When `dist/` cannot be removed.
pub fn outputs(workspace: &Workspace, printer: &mut Printer) -> Result<ExitCode> {
    let mut freed = remove_dist(workspace, printer)?;
    if let Some(outputs) = bazel_folder(workspace, "output_path") {
        freed += files::disk_bytes(&outputs);
    }
    let ended = bazel(workspace, printer, &["clean"])?;
    if ended.is_success() {
        printer.line(&format!(
            "Removed dist/ and Bazel's outputs: {} freed",
            files::size(freed)
        ));
    }
    Ok(ended)
}

fn everything(workspace: &Workspace, printer: &mut Printer) -> Result<ExitCode> {
    let mut total = remove_dist(workspace, printer)?;
    report(printer, "dist/", total);

    let base = bazel_folder(workspace, "output_base");
    let base_bytes = base.as_deref().map_or(0, files::disk_bytes);
    let ended = bazel(workspace, printer, &["clean", "--expunge"])?;
    if !ended.is_success() {
        return Ok(ended);
    }
    report(
        printer,
        "Bazel's outputs and downloads for this checkout",
        base_bytes,
    );
    total += base_bytes;

    for folder in workspace.sandbox_base.iter().chain(&workspace.cache) {
        check_folder(workspace, folder)?;
    }
    if let Some(sandboxes) = &workspace.sandbox_base {
        // Other checkouts may be building in theirs.
        let own = base.as_deref().map(sandbox_name);
        let bytes = empty(sandboxes, |name| own.as_deref() == Some(name))?;
        report(printer, &sandboxes.display().to_string(), bytes);
        total += bytes;
    }
    if let Some(cache) = &workspace.cache {
        let bytes = empty(cache, is_launchers)?;
        report(printer, &cache.display().to_string(), bytes);
        total += bytes;
    }
    let bytes = files::remove(&workspace.state_dir())?;
    report(printer, ".tk/", bytes);
    printer.line(&format!("{} freed in total", files::size(total + bytes)));
    Ok(ExitCode::Success)
}

/// Removes what `tk` put into `dist/`, and names what stays.
fn remove_dist(workspace: &Workspace, printer: &mut Printer) -> Result<u64> {
    let dist = Dist::read(workspace)?;
    let names: Vec<String> = dist
        .foreign
        .iter()
        .filter_map(|path| path.file_name())
        .map(|name| format!("dist/{}", name.to_string_lossy()))
        .collect();
    if !names.is_empty() {
        printer.line(&format!(
            "Not created by tk, left alone: {}",
            names.join(", ")
        ));
    }
    let cleaned = artifacts::clean::remove_all(workspace, &dist)?;
    for refused in &cleaned.refused {
        printer.foreign(&format!("Left alone: {refused}"));
    }
    let freed = cleaned.freed();
    match cleaned.failure {
        Some(failure) => Err(failure.into()),
        None => Ok(freed),
    }
}

/// What Bazel calls its folder below `--sandbox_base`: the SHA-256 of the output base's path.
fn sandbox_name(output_base: &Path) -> String {
    let digest = Sha256::digest(output_base.as_os_str().as_encoded_bytes());
    format!("bazel-sandbox.{}", files::hex(&digest))
}

fn report(printer: &mut Printer, what: &str, bytes: u64) {
    printer.line(&format!("Removed {what}: {}", files::size(bytes)));
}

/// One of Bazel's folders, from `bazel info`; `None` if Bazel does not answer.
fn bazel_folder(workspace: &Workspace, key: &str) -> Option<PathBuf> {
    let arguments = ["info", "--noshow_progress", "--color=no", key].map(OsString::from);
    let ended = process::run(
        &workspace.bazel,
        &workspace.root,
        &arguments,
        None,
        &mut Unobserved,
    )
    .ok()?;
    let path = ended
        .output
        .lines()
        .rfind(|line| line.starts_with('/'))
        .map(PathBuf::from);
    path.filter(|_| ended.code == 0)
}

fn bazel(workspace: &Workspace, printer: &mut Printer, arguments: &[&str]) -> Result<ExitCode> {
    let arguments: Vec<OsString> = arguments
        .iter()
        .chain(&["--noshow_progress", "--color=no"])
        .map(OsString::from)
        .collect();
    let ended = process::run(
        &workspace.bazel,
        &workspace.root,
        &arguments,
        None,
        &mut WaitingShown::on(printer),
    )?;
    if ended.code != 0 {
        printer.foreign(&ended.output);
    }
    Ok(ExitCode::of_bazel(ended.code))
}

/// Checks a folder before it is emptied: a wrong setting must not delete anybody's files.
fn check_folder(workspace: &Workspace, folder: &Path) -> Result<()> {
    let refuse = |reason: &str| {
        Err(Error::NotOurs {
            path: folder.to_owned(),
            reason: reason.to_owned(),
        })
    };
    if !folder.is_absolute() || folder.parent().is_none() {
        return refuse("the launcher would never choose this folder");
    }
    if workspace.root.starts_with(folder) {
        return refuse("it contains this checkout");
    }
    Ok(())
}

fn is_launchers(name: &str) -> bool {
    CACHE_ENTRIES.iter().any(|known| {
        if known.ends_with('-') {
            name.starts_with(known)
        } else {
            name == *known
        }
    })
}

/// Removes the entries of a folder that have certain names, and the folder when nothing is left.
fn empty(folder: &Path, ours: impl Fn(&str) -> bool) -> Result<u64> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(Error::read(folder)(error)),
    };
    let mut freed = 0;
    for entry in entries {
        let entry = entry.map_err(Error::read(folder))?;
        if ours(&entry.file_name().to_string_lossy()) {
            freed += files::remove(&entry.path())?;
        }
    }
    // Fails when something of others is in it, which is to stay.
    let _ = fs::remove_dir(folder);
    Ok(freed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_launcher_made_goes() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["bazel-7.7.1-x86_64-1", "home", "photos", "homework"] {
            fs::create_dir(dir.path().join(name)).unwrap();
            fs::write(dir.path().join(name).join("file"), "12345").unwrap();
        }
        assert_eq!(empty(dir.path(), is_launchers).unwrap(), 10);
        let mut left: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["homework", "photos"]);
        assert_eq!(empty(&dir.path().join("gone"), |_| true).unwrap(), 0);
    }

    #[test]
    fn a_checkout_knows_its_own_sandboxes() {
        // The rule was read off Bazel 7.7.1's folders.
        assert_eq!(
            sandbox_name(Path::new("/home/me/.cache/bazel/_bazel_me/0123")),
            "bazel-sandbox.4e2164e2cd0aec1a39893f753fb0907670c6a05505853fe06767dd23e9909544"
        );
    }

    #[test]
    fn folders_that_hold_the_checkout_are_refused() {
        let workspace = Workspace::without_bazel(Path::new("/home/me/src/app"));
        for folder in ["/home/me", "/", "relative"] {
            let error = check_folder(&workspace, Path::new(folder)).unwrap_err();
            assert_eq!(error.exit_code().code(), 77, "{folder}");
        }
        assert!(check_folder(&workspace, Path::new("/home/me/.cache/tachikoma")).is_ok());
    }
}
