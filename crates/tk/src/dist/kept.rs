//! What stands in `dist/`: one build per platform, the last.

use std::path::PathBuf;
use std::time::SystemTime;

use super::manifest::{self, FILE_NAME, Manifest};
use super::replace;
use crate::error::{Error, Result};
use crate::verify;
use checkout::Workspace;

/// A platform's artifacts.
#[derive(Debug)]
pub struct Kept {
    /// The platform, which is the folder's name.
    pub platform: String,
    /// The folder.
    pub folder: PathBuf,
    /// When they were put there.
    pub made: SystemTime,
    /// What they are.
    pub manifest: Manifest,
}

impl Kept {
    /// The bytes of its files.
    pub fn bytes(&self) -> u64 {
        self.manifest.files.iter().map(|file| file.bytes).sum()
    }
}

/// What stands in `dist/`.
#[derive(Debug, Default)]
pub struct Found {
    /// What `tk` put there, the newest first.
    pub kept: Vec<Kept>,
    /// What somebody else put there: it has no manifest, or none for its place.
    pub foreign: Vec<PathBuf>,
}

/// Looks what stands in `dist/`.
///
/// # Errors
/// When it cannot be read.
pub fn find(workspace: &Workspace) -> Result<Found> {
    let dist = workspace.dist_dir();
    let mut found = Found::default();
    let entries = match dist.read_dir() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        entries => entries.map_err(Error::read(&dist))?,
    };
    for entry in entries {
        let entry = entry.map_err(Error::read(&dist))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if replace::is_temporary(&name) {
            continue;
        }
        match look(entry.path(), name) {
            Some(kept) => found.kept.push(kept),
            None => found.foreign.push(entry.path()),
        }
    }
    let newest_first = |kept: &Kept| (std::cmp::Reverse(kept.made), kept.platform.clone());
    found.kept.sort_by_key(newest_first);
    found.foreign.sort();
    Ok(found)
}

fn look(folder: PathBuf, name: String) -> Option<Kept> {
    // A link would lead out of dist/.
    let is_folder = folder.symlink_metadata().is_ok_and(|meta| meta.is_dir());
    let manifest = is_folder.then(|| manifest::read(&folder).ok())??;
    let made = folder.join(FILE_NAME).metadata().ok()?.modified().ok()?;
    (manifest.platform == name).then_some(Kept {
        platform: name,
        folder,
        made,
        manifest,
    })
}

/// Removes a platform's artifacts.
///
/// # Errors
/// When the folder holds files that `tk` did not put there, or cannot be removed.
pub fn remove(workspace: &Workspace, kept: &Kept) -> Result<()> {
    let foreign = verify::foreign_files(&kept.folder, &kept.manifest)?;
    if let Some(first) = foreign.first() {
        let others = match foreign.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        return Err(Error::NotOurs {
            path: kept.folder.clone(),
            reason: format!(
                "{first}{others} was added or changed since the build; move or remove it first"
            ),
        });
    }
    let lock = workspace.state_dir().join("dist.lock");
    replace::remove(&workspace.dist_dir(), &kept.platform, &lock)?;
    // It describes what is gone; without it the next build makes another.
    let _ = std::fs::remove_file(super::state_path(workspace, &kept.platform));
    Ok(())
}
