//! The stale files that an earlier look at them found, for a command that must not wait for another look.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use checkout::files;
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// Files that were not what their generators make, and the sources that made them so.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    stale: Vec<Stale>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stale {
    path: String,
    /// This file's state and those of its sources: a change of any of them makes the finding one of the past.
    seen: Vec<(String, Seen)>,
}

/// A file's size and time of change; nothing where there is no file.
type Seen = Option<(u64, SystemTime)>;

fn path(state: &Path) -> PathBuf {
    state.join("stale.json")
}

fn seen(root: &Path, path: &str) -> Seen {
    let meta = root.join(path).metadata().ok()?;
    Some((meta.len(), meta.modified().ok()?))
}

/// Remembers stale files, each with the sources that made it so, in place of what was known of those that were looked at.
///
/// # Errors
/// When that cannot be written.
pub fn remember(
    root: &Path,
    state: &Path,
    found: &[(String, Vec<String>)],
    is_looked_at: impl Fn(&str) -> bool,
) -> Result<()> {
    let stale = found.iter().map(|(file, sources)| Stale {
        path: file.clone(),
        seen: std::iter::once(file)
            .chain(sources)
            .map(|name| (name.clone(), seen(root, name)))
            .collect(),
    });
    let before = read(state).stale.into_iter();
    let known = Known {
        stale: before
            .filter(|stale| !is_looked_at(&stale.path))
            .chain(stale)
            .collect(),
    };
    if known.stale.is_empty() {
        // Where it stays, what it says is compared with the files.
        let _ = std::fs::remove_file(path(state));
        return Ok(());
    }
    Ok(files::write_json(&path(state), &known)?)
}

fn read(state: &Path) -> Known {
    let text = std::fs::read(path(state)).ok();
    let known = text.and_then(|text| serde_json::from_slice(&text).ok());
    known.unwrap_or_default()
}

/// The files that are known to be stale: those that were so, and since then neither they nor what made them so changed.
pub fn stale(root: &Path, state: &Path) -> Vec<String> {
    let is_true = |stale: &Stale| {
        let mut files = stale.seen.iter();
        files.all(|(name, before)| seen(root, name) == *before)
    };
    let stale = read(state).stale.into_iter().filter(is_true);
    stale.map(|stale| stale.path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_true_until_a_file_of_it_changes() {
        let dir = tempfile::tempdir().unwrap();
        let (root, state) = (dir.path(), dir.path().join(".tk"));
        assert!(stale(root, &state).is_empty());
        std::fs::write(root.join("a.rs"), "1").unwrap();
        std::fs::write(root.join("cli.md"), "1").unwrap();
        let found = [
            ("cli.md".to_owned(), vec!["a.rs".to_owned()]),
            ("gone.md".to_owned(), Vec::new()),
        ];
        remember(root, &state, &found, |_| true).unwrap();
        assert_eq!(stale(root, &state), ["cli.md", "gone.md"]);
        std::fs::write(root.join("a.rs"), "22").unwrap();
        assert_eq!(stale(root, &state), ["gone.md"]);
        std::fs::write(root.join("gone.md"), "1").unwrap();
        assert!(stale(root, &state).is_empty());
        remember(root, &state, &found[..1], |_| true).unwrap();
        remember(root, &state, &[], |path| path == "other.md").unwrap();
        assert_eq!(stale(root, &state), ["cli.md"]);
        remember(root, &state, &[], |_| true).unwrap();
        assert!(!state.join("stale.json").exists());
    }
}
