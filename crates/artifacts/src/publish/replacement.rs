//! Exchanges a folder for a new one: whoever looks, and after whatever crash, sees one of them
//! whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use checkout::{Workspace, files};
use rustix::fs::{CWD, RenameFlags};

use crate::error::{Error, Result};

/// Names of trees that are being made or thrown away begin so.
const TEMPORARY: &str = ".tk-";

/// A new tree, next to the one that it will replace.
pub struct Replacement {
    target: PathBuf,
    new: PathBuf,
    /// Held until the end: one `tk` at a time.
    _lock: File,
}

impl Replacement {
    /// Begins a new tree for `dist/<name>`; sweeps away what crashed predecessors left.
    pub fn begin(workspace: &Workspace, name: &str) -> Result<Self> {
        let dist = &workspace.dist_dir();
        fs::create_dir_all(dist).map_err(Error::write(dist))?;
        let lock = acquire_lock(workspace)?;
        let target = dist.join(name);
        let retired = dist.join(format!("{TEMPORARY}old-{name}"));
        if !target.exists() && retired.exists() {
            // Crashed between two renames, on a file system that cannot exchange.
            fs::rename(&retired, &target).map_err(Error::write(&target))?;
        }
        sweep(dist)?;
        let new = dist.join(format!("{TEMPORARY}new-{name}"));
        fs::create_dir(&new).map_err(Error::write(&new))?;
        Ok(Self {
            target,
            new,
            _lock: lock,
        })
    }

    /// Where the new tree is made.
    pub fn path(&self) -> &Path {
        &self.new
    }

    /// Puts the new tree in the old one's place and removes the old one.
    pub fn commit(self) -> Result<()> {
        let failed = Error::write(&self.target);
        let replaced = self.replace().map_err(failed)?;
        if let Some(old) = replaced {
            // It is out of sight already; the next build sweeps what stays.
            let _ = fs::remove_dir_all(old);
        }
        Ok(())
    }

    /// Replaces the old tree with the new one; returns the old tree's new path.
    fn replace(&self) -> io::Result<Option<PathBuf>> {
        if self.target.symlink_metadata().is_err() {
            fs::rename(&self.new, &self.target)?;
            return Ok(None);
        }
        match rustix::fs::renameat_with(CWD, &self.new, CWD, &self.target, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(Some(self.new.clone())),
            Err(_) => self.replace_in_two_moves().map(Some),
        }
    }

    fn replace_in_two_moves(&self) -> io::Result<PathBuf> {
        let name = self
            .target
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let retired = self.target.with_file_name(format!("{TEMPORARY}old-{name}"));
        fs::rename(&self.target, &retired)?;
        fs::rename(&self.new, &self.target).inspect_err(|_| {
            let _ = fs::rename(&retired, &self.target);
        })?;
        Ok(retired)
    }
}

/// Whether a name in `dist/` is that of a tree which is being made or thrown away.
pub fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY)
}

/// Removes `dist/<name>`: out of sight at once, whatever happens then.
pub fn remove(workspace: &Workspace, name: &str) -> Result<()> {
    let dist = &workspace.dist_dir();
    let _lock = acquire_lock(workspace)?;
    let target = dist.join(name);
    let gone = dist.join(format!("{TEMPORARY}gone-{name}"));
    sweep(dist)?;
    fs::rename(&target, &gone).map_err(Error::write(&target))?;
    fs::remove_dir_all(&gone).map_err(Error::write(&gone))
}

/// Removes `dist/` itself, after what was in it: nobody may be writing to it.
///
/// # Errors
/// When it cannot be removed, or is not empty but for temporary folders.
pub fn remove_folder(workspace: &Workspace) -> Result<()> {
    let dist = &workspace.dist_dir();
    if !dist.exists() {
        return Ok(());
    }
    let _lock = acquire_lock(workspace)?;
    sweep(dist)?;
    fs::remove_dir(dist).map_err(Error::write(dist))
}

impl Drop for Replacement {
    /// A tree that did not get there is not left behind.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.new);
    }
}

fn acquire_lock(workspace: &Workspace) -> Result<File> {
    let folder = workspace.state_dir();
    files::create_private(&folder).map_err(Error::write(&folder))?;
    let path = folder.join("dist.lock");
    let file = files::open_private(&path).map_err(Error::write(&path))?;
    file.lock().map_err(Error::write(&path))?;
    Ok(file)
}

fn sweep(dist: &Path) -> Result<()> {
    for entry in fs::read_dir(dist).map_err(Error::read(dist))? {
        let path = entry.map_err(Error::read(dist))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if is_temporary(&name) && path.is_dir() {
            fs::remove_dir_all(&path).map_err(Error::write(&path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(dir: &tempfile::TempDir, name: &str) -> Result<Replacement> {
        Replacement::begin(&Workspace::without_bazel(dir.path()), name)
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_new_tree_takes_the_old_ones_place() {
        let dir = tempfile::tempdir().unwrap();
        for content in ["one", "two"] {
            let replacement = begin(&dir, "linux-x64").unwrap();
            fs::write(replacement.path().join(content), "").unwrap();
            replacement.commit().unwrap();
            assert_eq!(names(&dir.path().join("dist/linux-x64")), [content]);
            assert_eq!(names(&dir.path().join("dist")), ["linux-x64"]);
        }
    }

    #[test]
    fn without_exchange_two_moves_do_it() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("dist/p")).unwrap();
        let replacement = begin(&dir, "p").unwrap();
        fs::write(replacement.path().join("new"), "").unwrap();
        replacement.replace_in_two_moves().unwrap();
        assert_eq!(names(&dir.path().join("dist/p")), ["new"]);
    }

    #[test]
    fn what_a_crash_left_is_put_right() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("dist/.tk-old-p/kept")).unwrap();
        fs::create_dir_all(dir.path().join("dist/.tk-new-p/half")).unwrap();
        let replacement = begin(&dir, "p").unwrap();
        assert_eq!(names(&dir.path().join("dist/p")), ["kept"]);
        assert!(names(replacement.path()).is_empty());
        drop(replacement);
        assert_eq!(names(&dir.path().join("dist")), ["p"]);
    }
}
