//! Caches the steps, so that an unchanged workspace is built without a query.
//!
//! The cache holds as long as every file that the steps came from is unchanged: the root package's BUILD file and all
//! that it loads, what defines modules and repositories, and rc files.

mod sources;

use std::path::PathBuf;

use checkout::{Workspace, files};
use serde::{Deserialize, Serialize};

use super::KnownStep;
use sources::Source;

/// Raised when the file's format changes.
const FORMAT: u32 = 3;

#[derive(Serialize, Deserialize)]
struct Remembered {
    format: u32,
    sources: Vec<Source>,
    steps: Vec<KnownStep>,
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.state_dir().join("steps.json")
}

/// The files that Bazel always reads to list steps, as they are now.
pub(super) fn always_read(workspace: &Workspace) -> Vec<Source> {
    sources::always_read(&workspace.root)
}

/// The cached steps, if everything that they came from is unchanged. A damaged cache is ignored.
pub(super) fn read(workspace: &Workspace) -> Option<Vec<KnownStep>> {
    let text = std::fs::read(path(workspace)).ok()?;
    let remembered: Remembered = serde_json::from_slice(&text).ok()?;
    let is_current = remembered.format == FORMAT
        && remembered.sources.iter().all(Source::is_unchanged)
        && sources::are_all(&workspace.root, &remembered.sources);
    is_current.then_some(remembered.steps)
}

/// Caches the steps that came from the given files, beside those that are always read. If it cannot be known where a
/// file is, or if the cache cannot be written, the next command asks Bazel again.
pub(super) fn write(
    workspace: &Workspace,
    always_read: Vec<Source>,
    labels: &[String],
    steps: &[KnownStep],
) {
    let Some(loaded) = sources::of_labels(&workspace.root, labels) else {
        forget(workspace);
        return;
    };
    let remembered = Remembered {
        format: FORMAT,
        sources: always_read.into_iter().chain(loaded).collect(),
        steps: steps.to_vec(),
    };
    workspace.make_state_dir();
    let _ = files::write_json(&path(workspace), &remembered);
}

/// Clears the cache; returns whether there was one.
pub(super) fn forget(workspace: &Workspace) -> bool {
    std::fs::remove_file(path(workspace)).is_ok()
}

#[cfg(test)]
mod tests;
