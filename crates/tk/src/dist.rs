//! `dist/<platform>/`: what a build leaves, as real files with a manifest.
//!
//! The folder is always whole: a new tree is made beside it and exchanged with it. What has not
//! changed since the last time is neither read nor copied again.

pub mod kept;
pub mod manifest;
mod plan;
mod replace;
mod state;
mod tree;

use std::path::{Path, PathBuf};

use bep::StepDefinition;

use crate::error::Result;
use checkout::Mode;
use checkout::Workspace;

/// What is to stand in `dist/<platform>/`.
pub struct Request<'a> {
    /// The platform's name.
    pub platform: &'a str,
    /// The mode in which it was built.
    pub mode: Mode,
    /// The commit that is checked out, where it is known: another one makes another manifest.
    pub head: Option<String>,
    /// Describes what is checked out for the manifest; asked only when one is written.
    pub commit: &'a dyn Fn() -> Option<String>,
    /// The steps that were built.
    pub steps: &'a [StepDefinition],
    /// Below what the steps' paths stand.
    pub exec_root: &'a Path,
    /// Whether files of other steps stay.
    pub keep_others: bool,
}

/// What happened to `dist/<platform>/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No step leaves anything.
    Nothing,
    /// It is as it was.
    Unchanged {
        /// How many files it has.
        files: usize,
        /// Their bytes, all together.
        bytes: u64,
    },
    /// It was replaced.
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
/// stays as it was.
pub fn publish(workspace: &Workspace, request: &Request) -> Result<Outcome> {
    let planned = plan::plan(request.steps, request.exec_root)?;
    if planned.is_empty()
        && (request.keep_others || !workspace.dist_dir().join(request.platform).exists())
    {
        return Ok(Outcome::Nothing);
    }
    let state_path = state_path(workspace, request.platform);
    let folder = workspace.dist_dir().join(request.platform);
    let last = state::read(&state_path);
    if let Some(last) = &last
        && state::is_current(last, request, &planned, &folder)
    {
        return Ok(Outcome::Unchanged {
            files: last.files.len(),
            bytes: last.files.iter().map(|file| file.entry.bytes).sum(),
        });
    }

    let replacement = replace::Replacement::begin(
        &workspace.dist_dir(),
        request.platform,
        &workspace.state_dir().join("dist.lock"),
    )?;
    let built = tree::build(
        replacement.path(),
        &folder,
        last.as_ref(),
        request,
        &planned,
    )?;
    manifest::write(replacement.path(), request, &built.entries)?;
    replacement.commit()?;
    state::write(&state_path, request, &built.entries, &folder);
    Ok(Outcome::Written {
        files: built.entries.len(),
        changed: built.changed,
        bytes: built.entries.iter().map(|entry| entry.bytes).sum(),
    })
}

/// Where `tk` remembers what it put into `dist/<platform>/`.
fn state_path(workspace: &Workspace, platform: &str) -> PathBuf {
    workspace.state_dir().join(format!("dist-{platform}.json"))
}

#[cfg(test)]
mod tests;
