//! Removes artifacts from `dist/`.

use std::time::{Duration, SystemTime};

use checkout::Workspace;

use crate::dist::{Dist, Published};
use crate::error::{Error, Result};
use crate::publish::{remembered, replacement};
use crate::verify;

/// Which artifacts may stay.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// Keep those that are not older than this.
    pub older_than: Option<Duration>,
    /// Keep this many platforms, those built last.
    pub keep: usize,
}

/// What happened to artifacts that were to be removed.
#[derive(Debug, Default)]
pub struct Cleaned<'a> {
    /// The removed ones.
    pub removed: Vec<&'a Published>,
    /// Why others were kept: each contains files that no build put there.
    pub refused: Vec<Error>,
    /// The error that stopped the removal.
    pub failure: Option<Error>,
}

impl Cleaned<'_> {
    /// The bytes freed.
    pub fn freed(&self) -> u64 {
        self.removed.iter().map(|one| one.bytes()).sum()
    }
}

/// The artifacts in `dist/` to remove.
pub fn beyond<'a>(dist: &'a Dist, limits: &Limits, now: SystemTime) -> Vec<&'a Published> {
    let is_old = |one: &&Published| {
        let age = now.duration_since(one.made).unwrap_or_default();
        limits.older_than.is_none_or(|limit| age > limit)
    };
    dist.platforms
        .iter()
        .skip(limits.keep)
        .filter(is_old)
        .collect()
}

/// Removes the artifacts of platforms, except folders that contain other files.
pub fn remove<'a>(workspace: &Workspace, leaving: Vec<&'a Published>) -> Cleaned<'a> {
    let mut cleaned = Cleaned::default();
    for published in leaving {
        match remove_one(workspace, published) {
            Ok(()) => cleaned.removed.push(published),
            Err(error @ Error::HasForeignFiles { .. }) => cleaned.refused.push(error),
            Err(error) => {
                cleaned.failure = Some(error);
                break;
            }
        }
    }
    cleaned
}

fn remove_one(workspace: &Workspace, published: &Published) -> Result<()> {
    let foreign = verify::foreign_files(&published.folder, &published.manifest)?;
    if let Some(first) = foreign.first() {
        return Err(Error::HasForeignFiles {
            folder: published.folder.clone(),
            first: first.clone(),
            more: foreign.len() - 1,
        });
    }
    replacement::remove(workspace, &published.platform)?;
    // It describes what is gone; without it the next build makes another.
    remembered::forget(workspace, &published.platform);
    Ok(())
}

/// Removes the artifacts of all platforms, and `dist/` itself if nothing of others is in it.
///
/// # Errors
/// When the emptied folder cannot be removed.
pub fn remove_all<'a>(workspace: &Workspace, dist: &'a Dist) -> Result<Cleaned<'a>> {
    let cleaned = remove(workspace, dist.platforms.iter().collect());
    let is_all = cleaned.refused.is_empty() && cleaned.failure.is_none();
    if is_all && dist.foreign.is_empty() {
        replacement::remove_folder(workspace)?;
    }
    Ok(cleaned)
}

#[cfg(test)]
mod tests;
