//! A copy of the file, as it is at one moment, while services use it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::open;

/// A copy that cannot be made. There is no part of it then.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// SQLite cannot read the database, or not write the copy.
    #[error("cannot copy the database {}", path.display())]
    Copy {
        /// The database file.
        path: PathBuf,
        /// SQLite's reason.
        #[source]
        source: rusqlite::Error,
    },
    /// The copy cannot be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The copy.
        path: PathBuf,
        /// The reason.
        #[source]
        source: io::Error,
    },
}

/// Copies the database `from` into a new file `to`, which is its owner's alone. The file appears when it is whole and on
/// the disk; one that is there is not replaced.
///
/// # Errors
///
/// `to` is there or cannot be written, or `from` cannot be read.
pub fn back_up(from: &Path, to: &Path) -> Result<(), BackupError> {
    let written = |source| BackupError::Write {
        path: to.to_owned(),
        source,
    };
    // Also a link to nothing is something.
    if to.symlink_metadata().is_ok() {
        return Err(written(ErrorKind::AlreadyExists.into()));
    }
    let part = Part::beside(to).map_err(written)?;
    copy(from, part.text().map_err(written)?).map_err(|source| BackupError::Copy {
        path: from.to_owned(),
        source,
    })?;
    part.become_whole(to).map_err(written)
}

fn copy(from: &Path, to: &str) -> rusqlite::Result<()> {
    open::to_read(from)?.execute("VACUUM INTO ?1", [to])?;
    Ok(())
}

/// The copy while it is written.
struct Part(PathBuf);

impl Part {
    /// An empty file in the same folder. SQLite writes into it, and leaves its permissions as they are.
    fn beside(to: &Path) -> io::Result<Self> {
        let name = to.file_name().ok_or(ErrorKind::InvalidInput)?;
        let name = format!(".{}.{}.part", name.to_string_lossy(), std::process::id());
        let path = to.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?;
        Ok(Self(path))
    }

    /// SQLite takes names that are text.
    fn text(&self) -> io::Result<&str> {
        self.0
            .to_str()
            .ok_or_else(|| ErrorKind::InvalidInput.into())
    }

    fn become_whole(self, to: &Path) -> io::Result<()> {
        File::open(&self.0)?.sync_all()?;
        fs::rename(&self.0, to)?;
        let folder = match to.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        File::open(folder)?.sync_all()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Where it has become whole, it is not there any more.
        let _ = fs::remove_file(&self.0);
        let mut journal = self.0.clone().into_os_string();
        journal.push("-journal");
        let _ = fs::remove_file(journal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_copy_has_all_that_is_committed_and_is_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a"), folder.path().join("b"));
        let writer = open::to_write(&from).unwrap();
        let sql = "INSERT INTO token (id, hash, scopes, created_at) VALUES ('1', x'00', 'read', 1)";
        writer.execute(sql, []).unwrap();
        writer
            .execute_batch("BEGIN IMMEDIATE; DELETE FROM token")
            .unwrap();
        back_up(&from, &to).unwrap();
        let copy = open::to_read(&to).unwrap();
        let count = |sql| copy.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(count("SELECT count(*) FROM token"), 1);
        assert_eq!(count("PRAGMA user_version"), crate::migrations::CURRENT);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(to.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_fails_leaves_nothing_and_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a"), folder.path().join("b"));
        let error = back_up(&from, &to).unwrap_err();
        assert!(matches!(error, BackupError::Copy { .. }), "{error}");
        assert_eq!(names(folder.path()), [""; 0]);

        fs::write(&from, "no database at all, whatever its name is").unwrap();
        back_up(&from, &to).unwrap_err();
        fs::write(&to, "an earlier one").unwrap();
        let error = back_up(&from, &to).unwrap_err();
        assert!(matches!(error, BackupError::Write { .. }), "{error}");
        assert_eq!(fs::read_to_string(&to).unwrap(), "an earlier one");
        assert_eq!(names(folder.path()), ["a", "b"]);
    }
}
