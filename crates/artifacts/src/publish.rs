//! Brings `dist/<platform>/` up to date.
//!
//! The folder is always whole: a new tree is made beside it and exchanged with it. What has not
//! changed since the last time is neither read nor copied again.

mod layout;
mod new_tree;
pub mod remembered;
pub mod replacement;
mod request;
mod tree;

use checkout::Workspace;

use crate::error::Result;
use crate::manifest::{self, FORMAT, Manifest};
use new_tree::NewTree;
use remembered::{CopiedFile, Remembered};
use replacement::Replacement;
pub use request::Request;

/// The mode of a manifest whose files are of several modes.
const MIXED: &str = "mixed";

/// What happened to `dist/<platform>/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No step leaves anything.
    Nothing,
    /// The folder is unchanged.
    Unchanged {
        /// How many files it has.
        files: usize,
        /// Their bytes, all together.
        bytes: u64,
    },
    /// The folder was replaced.
    Written {
        /// How many files it has.
        files: usize,
        /// How many of them are new or changed.
        changed: usize,
        /// Their bytes, all together.
        bytes: u64,
    },
}

/// Brings `dist/<platform>/` up to date.
///
/// # Errors
/// When a step's file is missing, two want the same place, or `dist/` cannot be written; then it
/// stays unchanged.
pub fn publish(workspace: &Workspace, request: &Request) -> Result<Outcome> {
    let mode = request.mode.name();
    let placed = layout::of_steps(request.steps, mode, request.exec_root, &workspace.root)?;
    let folder = workspace.dist_dir().join(request.platform);
    if placed.is_empty() && (request.keep_others || !folder.exists()) {
        return Ok(Outcome::Nothing);
    }
    let last = remembered::read(workspace, request.platform);
    if let Some(last) = &last
        && last.is_current(request, &placed, &folder)
    {
        return Ok(Outcome::Unchanged {
            files: last.files.len(),
            bytes: bytes(&last.files),
        });
    }

    let replacement = Replacement::begin(workspace, request.platform)?;
    let new = new_tree::make(replacement.path(), &folder, last.as_ref(), request, &placed)?;
    manifest::write(replacement.path(), &describe(request, &new))?;
    replacement.commit()?;
    let outcome = Outcome::Written {
        files: new.files.len(),
        changed: new.changed,
        bytes: bytes(&new.files),
    };
    Remembered::new(request, new.files, new.bare, &folder).write(workspace, request.platform);
    Ok(outcome)
}

fn bytes(files: &[CopiedFile]) -> u64 {
    files.iter().map(|file| file.entry.bytes).sum()
}

fn describe(request: &Request, new: &NewTree) -> Manifest {
    let own = request.mode.name();
    let modes = new.files.iter().map(|file| &file.entry.mode);
    let uniform = modes
        .chain(new.bare.iter().map(|bare| &bare.mode))
        .all(|mode| mode == own);
    let (links, folders) = new.bare.iter().cloned().partition(|bare| bare.to.is_some());
    Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        platform: request.platform.to_owned(),
        mode: if uniform { own } else { MIXED }.to_owned(),
        commit: (request.commit)(),
        files: new.files.iter().map(|file| file.entry.clone()).collect(),
        links,
        folders,
    }
}

#[cfg(test)]
mod tests;
