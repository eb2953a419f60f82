//! What is in a workspace, looked at without following a link.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use service::ports::StepError;

use super::names;

/// More entries than this are not even looked at.
const ENTRIES: usize = 2_000_000;

/// What a walk finds. Paths are from the root of the workspace, as bytes.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Files and links, and their sizes.
    pub(super) files: BTreeMap<Vec<u8>, u64>,
    /// What no commit may have, and why.
    pub(super) refused: Vec<(Vec<u8>, &'static str)>,
}

/// Walks through a workspace.
pub(super) async fn through(root: PathBuf) -> Result<Found, StepError> {
    tokio::task::spawn_blocking(move || walk(&root))
        .await
        .map_err(|error| StepError::Passing(format!("the workspace cannot be read: {error}")))?
}

fn walk(root: &Path) -> Result<Found, StepError> {
    let unreadable = |path: &Path, error: io::Error| {
        let shown = path
            .strip_prefix(root)
            .unwrap_or(path)
            .display()
            .to_string();
        StepError::Final(format!("the workspace cannot be read: {shown:?}: {error}"))
    };
    let metadata = fs::symlink_metadata(root).map_err(|error| unreadable(root, error))?;
    if !metadata.is_dir() {
        return Err(StepError::Final(
            "the workspace is no folder any more".to_owned(),
        ));
    }
    let mut found = Found::default();
    let mut count = 0;
    let mut open = vec![Vec::new()];
    while let Some(folder) = open.pop() {
        let path = root.join(OsString::from_vec(folder.clone()));
        for entry in fs::read_dir(&path).map_err(|error| unreadable(&path, error))? {
            let entry = entry.map_err(|error| unreadable(&path, error))?;
            count += 1;
            if count > ENTRIES {
                return Err(StepError::Final(format!(
                    "the workspace has more than {ENTRIES} files and folders"
                )));
            }
            let metadata = entry
                .metadata()
                .map_err(|error| unreadable(&entry.path(), error))?;
            let name = entry.file_name();
            let path = joined(&folder, name.as_bytes());
            match found.look(path, name.as_bytes(), metadata.file_type(), metadata.len()) {
                Some(inner) => open.push(inner),
                None => continue,
            }
        }
    }
    Ok(found)
}

fn joined(folder: &[u8], name: &[u8]) -> Vec<u8> {
    match folder {
        [] => name.to_vec(),
        _ => [folder, name].join(&b'/'),
    }
}

impl Found {
    /// Takes an entry; a folder that shall be entered is returned.
    fn look(&mut self, path: Vec<u8>, name: &[u8], kind: FileType, size: u64) -> Option<Vec<u8>> {
        // The agent's own repository, whatever has become of it.
        if path == b".git" {
            return None;
        }
        if names::is_git(name) {
            let why = "is or may be taken for a repository in the repository";
            self.refused.push((path, why));
        } else if kind.is_dir() {
            return Some(path);
        } else if kind.is_file() || kind.is_symlink() {
            self.files.insert(path, size);
        } else {
            self.refused.push((path, special(kind)));
        }
        None
    }
}

fn special(kind: FileType) -> &'static str {
    if kind.is_fifo() {
        "is a pipe"
    } else if kind.is_socket() {
        "is a socket"
    } else {
        "is a device"
    }
}
