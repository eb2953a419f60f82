//! What an update has to do, written down before it begins.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use checkout::files;
use serde::{Deserialize, Serialize};

use crate::digest;
use crate::error::{Error, Result};

const NAME: &str = "journal.json";

/// The steps of an update.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    steps: Vec<Step>,
}

/// A file of the checkout to replace, to add or to remove.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    /// Its path below the root.
    pub path: String,
    /// The digest of what is there before; `None` where nothing is.
    pub before: Option<String>,
    /// The name of what is to be there, in the journal's folder; `None` for a file to remove.
    pub staged: Option<String>,
}

impl Journal {
    pub(super) fn of(steps: Vec<Step>) -> Self {
        Self { steps }
    }

    /// The journal in a folder; `None` where there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(NAME);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(checkout::Error::read(&path)(error).into()),
        };
        let journal = serde_json::from_slice(&text);
        journal
            .map(Some)
            .map_err(|source| Error::Journal { path, source })
    }

    /// Writes it, and returns when a loss of power cannot undo that: from then on the update is going to be finished.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let (path, unfinished) = (folder.join(NAME), folder.join("journal.new"));
        let write = || -> io::Result<()> {
            let mut file = File::create(&unfinished)?;
            serde_json::to_writer(&mut file, self)?;
            file.flush()?;
            file.sync_all()?;
            fs::rename(&unfinished, &path)?;
            sync(folder)
        };
        Ok(write().map_err(checkout::Error::write(&path))?)
    }

    pub(super) fn remove(folder: &Path) -> Result<()> {
        let path = folder.join(NAME);
        let removed = fs::remove_file(&path).and_then(|()| sync(folder));
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(checkout::Error::write(&path)(error).into())
            }
            _ => Ok(()),
        }
    }

    /// Does what is not done yet, but no more than `most` steps: as many as a test wants done before a crash.
    pub(super) fn finish(&self, root: &Path, folder: &Path, most: usize) -> Result<()> {
        let mut changed = BTreeSet::new();
        for step in self.steps.iter().take(most) {
            let path = root.join(&step.path);
            step.finish(root, folder, &path)?;
            changed.extend(path.parent().map(Path::to_owned));
        }
        for parent in changed.iter().filter(|parent| parent.is_dir()) {
            sync(parent).map_err(checkout::Error::write(parent))?;
        }
        Ok(())
    }
}

impl Step {
    /// Does nothing where it is done, and where somebody changed the file after the update was interrupted.
    fn finish(&self, root: &Path, folder: &Path, path: &Path) -> Result<()> {
        if digest::of_file(path)? != self.before {
            return Ok(());
        }
        let Some(staged) = self.staged.as_ref().map(|name| folder.join(name)) else {
            files::remove(path)?;
            remove_empty(root, path);
            return Ok(());
        };
        if staged.exists() {
            place(&staged, path).map_err(checkout::Error::write(path))?;
        }
        Ok(())
    }
}

/// Puts a file where it belongs. A committed link stays a link: what it leads to is replaced.
fn place(staged: &Path, path: &Path) -> io::Result<()> {
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(folder)?;
    match fs::rename(staged, path) {
        // A file system of its own, mounted in the checkout: the last step is a rename all the same.
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            let beside = beside(path);
            fs::copy(staged, &beside)?;
            File::open(&beside)?.sync_all()?;
            fs::rename(&beside, path)?;
            fs::remove_file(staged)
        }
        other => other,
    }
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.tk-new"))
}

/// Removes the folders above a removed file that hold nothing more.
fn remove_empty(root: &Path, path: &Path) {
    let mut above = path.ancestors().skip(1);
    while let Some(folder) = above.next().filter(|folder| *folder != root) {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
