//! Updates files of the checkout: all of them or none.
//!
//! Everything new is written into a folder of `tk`'s own first, then a journal of what is to be done, and only then is the
//! checkout touched, with one rename for each file. Whoever comes after an update that was killed finishes it where
//! there is a journal, and forgets it where there is none. No file is ever half written.

mod journal;

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use checkout::{Error, files};

use crate::comparison::Difference;
use crate::digest;
use crate::error::Result;
use journal::{Journal, Step};

/// What a new file may be used for, where there is none to say.
const NEW_FILE: u32 = 0o644;

/// Where an update of a checkout happens.
struct Place<'a> {
    root: &'a Path,
    state: &'a Path,
}

/// Makes the committed files what their generators make: all of them, or none.
///
/// # Errors
/// When a file cannot be read or written. The update is then not done, or the next command finishes it.
pub fn update(root: &Path, state: &Path, differences: &[Difference]) -> Result<()> {
    let place = Place { root, state };
    let _lock = place.lock()?;
    place.recover()?;
    let journal = place.prepare(differences)?;
    journal.finish(root, &place.folder(), usize::MAX)?;
    place.forget()
}

/// Finishes an update that was interrupted, or forgets it where nothing had been changed yet. Returns whether there was
/// one to finish.
///
/// # Errors
/// When a file cannot be read or written.
pub fn recover(root: &Path, state: &Path) -> Result<bool> {
    let place = Place { root, state };
    // Costs every other command one look.
    if !place.folder().exists() {
        return Ok(false);
    }
    let _lock = place.lock()?;
    place.recover()
}

impl Place<'_> {
    fn folder(&self) -> PathBuf {
        self.state.join("update")
    }

    /// One update at a time; the lock goes with the process that holds it.
    fn lock(&self) -> Result<File> {
        files::create_private(self.state).map_err(Error::write(self.state))?;
        let path = self.state.join("update.lock");
        let file = files::open_private(&path).map_err(Error::write(&path))?;
        file.lock().map_err(Error::write(&path))?;
        Ok(file)
    }

    fn recover(&self) -> Result<bool> {
        let journal = Journal::read(&self.folder())?;
        if let Some(journal) = &journal {
            journal.finish(self.root, &self.folder(), usize::MAX)?;
        }
        self.forget()?;
        Ok(journal.is_some())
    }

    /// Writes all that is new and the journal, and touches nothing else.
    fn prepare(&self, differences: &[Difference]) -> Result<Journal> {
        let folder = self.folder();
        files::create_private(&folder).map_err(Error::write(&folder))?;
        let mut steps = Vec::new();
        for (place, difference) in differences.iter().enumerate() {
            let path = self.root.join(&difference.path);
            let staged = match &difference.made {
                Some(made) => Some(stage(made, &path, &folder, place)?),
                None => None,
            };
            steps.push(Step {
                before: digest::of_file(&path)?,
                path: difference.path.clone(),
                staged,
            });
        }
        // Folders make room for files of their names, and files for folders.
        steps.sort_by_key(|step| step.staged.is_some());
        let journal = Journal::of(steps);
        journal.write(&folder)?;
        Ok(journal)
    }

    /// Without the journal the rest is nothing to anybody, so it goes first.
    fn forget(&self) -> Result<()> {
        let folder = self.folder();
        Journal::remove(&folder)?;
        files::remove(&folder)?;
        Ok(())
    }
}

/// Writes what is to be at a path into the folder, whole and with the permissions that the file there has.
fn stage(made: &Path, path: &Path, folder: &Path, place: usize) -> Result<String> {
    let name = place.to_string();
    let staged = folder.join(&name);
    let content = fs::read(made).map_err(Error::read(made))?;
    let mode = path
        .metadata()
        .map_or(NEW_FILE, |meta| meta.permissions().mode());
    let write = || {
        fs::write(&staged, content)?;
        fs::set_permissions(&staged, Permissions::from_mode(mode))?;
        File::open(&staged)?.sync_all()
    };
    write().map_err(Error::write(&staged))?;
    Ok(name)
}

#[cfg(test)]
mod tests;
