//! `tk clean --orphans`: outputs of checkouts that are gone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bazel::output_bases::{self, OutputBase};
use checkout::{Workspace, files};

use super::{bazel_folder, check_folder, sandbox_name};
use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use crate::text::count;
use crate::ui::printer::Printer;

/// A sandbox of an output base that is elsewhere, of which nothing is known here, may be in use: younger ones stay.
const IDLE: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes, or only lists, what checkouts that are gone have left.
///
/// # Errors
/// When Bazel does not say where its outputs are, or a folder cannot be removed.
pub fn remove(workspace: &Workspace, printer: &mut Printer, dry_run: bool) -> Result<ExitCode> {
    let base = bazel_folder(workspace, "output_base");
    let Some(user_root) = base.as_deref().and_then(Path::parent) else {
        return Err(Error::Usage(
            "Bazel does not say where its outputs are: `tk bazel info output_base`".to_owned(),
        ));
    };
    let bases = output_bases::below(user_root)?.into_iter();
    let (orphans, used): (Vec<_>, Vec<_>) = bases.partition(OutputBase::is_orphan);
    let mut freed = 0;
    for orphan in &orphans {
        let what = format!("outputs of {}", orphan.workspace.display());
        freed += remove_one(printer, &orphan.path, &what, dry_run)?;
    }
    let sandboxes = sandboxes(workspace, &used, base.as_deref())?;
    for sandbox in &sandboxes {
        freed += remove_one(printer, sandbox, "sandboxes of no output base", dry_run)?;
    }
    let number = count::of(orphans.len() + sandboxes.len(), "folder");
    let done = if dry_run { "would be freed" } else { "freed" };
    printer.line(&format!(
        "{number} of checkouts that are gone: {} {done}",
        files::size(freed)
    ));
    Ok(ExitCode::Success)
}

fn remove_one(printer: &mut Printer, path: &Path, what: &str, dry_run: bool) -> Result<u64> {
    let (word, bytes) = if dry_run {
        ("Would remove", files::disk_bytes(path))
    } else {
        ("Removed", files::remove(path)?)
    };
    let size = files::size(bytes);
    printer.data(&format!("{word} {}: {what}, {size}", path.display()));
    Ok(bytes)
}

/// Sandboxes of other output bases than those in use.
fn sandboxes(
    workspace: &Workspace,
    used: &[OutputBase],
    own: Option<&Path>,
) -> Result<Vec<PathBuf>> {
    let Some(folder) = &workspace.sandbox_base else {
        return Ok(Vec::new());
    };
    check_folder(workspace, folder)?;
    let used = used.iter().map(|base| base.path.as_path()).chain(own);
    let known: BTreeSet<String> = used.map(sandbox_name).collect();
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("bazel-sandbox.") && !known.contains(&name)
        })
        .map(|entry| entry.path())
        .filter(|path| is_idle(path))
        .collect();
    found.sort();
    Ok(found)
}

fn is_idle(path: &Path) -> bool {
    let changed = path.metadata().and_then(|meta| meta.modified());
    changed.is_ok_and(|time| {
        SystemTime::now()
            .duration_since(time)
            .is_ok_and(|age| age > IDLE)
    })
}
