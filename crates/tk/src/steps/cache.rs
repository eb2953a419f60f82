//! Caches the steps, so that an unchanged workspace is built without a query.

use std::io::ErrorKind;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::KnownStep;
use crate::error::{Error, Result};
use checkout::Workspace;
use checkout::files;

/// Raised when the file's format changes.
const FORMAT: u32 = 2;

/// The files that define the steps.
const SOURCES: [&str; 3] = ["BUILD.bazel", "BUILD", "MODULE.bazel"];

#[derive(Serialize, Deserialize)]
struct Remembered {
    key: String,
    steps: Vec<KnownStep>,
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.state_dir().join("steps.json")
}

/// A digest of the files that define the steps.
pub(super) fn key(workspace: &Workspace) -> Result<String> {
    let mut digest = Sha256::new();
    digest.update(FORMAT.to_le_bytes());
    for source in SOURCES {
        let path = workspace.root.join(source);
        match std::fs::read(&path) {
            Ok(bytes) => {
                digest.update([1]);
                digest.update(bytes.len().to_le_bytes());
                digest.update(bytes);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => digest.update([0]),
            Err(error) => return Err(Error::read(&path)(error)),
        }
    }
    Ok(files::hex(&digest.finalize()))
}

/// The cached steps for this key. A damaged cache is ignored.
pub(super) fn read(workspace: &Workspace, key: &str) -> Option<Vec<KnownStep>> {
    let text = std::fs::read(path(workspace)).ok()?;
    let remembered: Remembered = serde_json::from_slice(&text).ok()?;
    (remembered.key == key).then_some(remembered.steps)
}

/// Caches the steps. If that fails, the next command just asks Bazel again.
pub(super) fn write(workspace: &Workspace, key: &str, steps: &[KnownStep]) {
    let remembered = Remembered {
        key: key.to_owned(),
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
mod tests {
    use super::*;

    #[test]
    fn steps_are_remembered_until_a_source_changes() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        std::fs::write(dir.path().join("BUILD.bazel"), "one").unwrap();
        let steps = vec![KnownStep {
            name: "a".to_owned(),
            modes: vec![],
            tags: vec![],
            after: vec!["b".to_owned()],
            mnemonics: vec!["Clippy".to_owned()],
        }];
        let first = key(&workspace).unwrap();
        assert_eq!(read(&workspace, &first), None);
        write(&workspace, &first, &steps);
        assert_eq!(read(&workspace, &first), Some(steps));

        std::fs::write(dir.path().join("BUILD.bazel"), "two").unwrap();
        let second = key(&workspace).unwrap();
        assert_eq!(read(&workspace, &second), None);

        std::fs::write(path(&workspace), "{").unwrap();
        assert_eq!(read(&workspace, &first), None);
        assert!(forget(&workspace));
        assert!(!forget(&workspace));
    }
}
