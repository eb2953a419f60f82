//! Detects damaged database files, and moves them aside for a new one.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use checkout::files;
use rusqlite::{Connection, ffi};

use super::{NAME, companion, connect, write_ahead_log};
use crate::error::{Error, Result};

/// Rejects a file that is not a database: SQLite treats one of less than a page as empty, and overwrites it.
pub fn check_header(path: &Path) -> Result<()> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    if read.is_ok() && !start.is_empty() && start != b"SQLite format 3\0" {
        return Err(refused(ffi::SQLITE_NOTADB, None).into());
    }
    Ok(())
}

/// Renames a damaged database and its companions; `None` when another `tk` has done so.
pub fn set_aside(path: &Path) -> Result<Option<PathBuf>> {
    let lock = path.with_extension("lock");
    let file = files::open_private(&lock).map_err(Error::write(&lock))?;
    file.lock().map_err(Error::write(&lock))?;
    if connect(path)
        .and_then(|connection| check(&connection))
        .is_ok()
    {
        return Ok(None);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let aside = (1..)
        .map(|number| folder.join(format!("{NAME}.damaged-{number}")))
        .find(|aside| !aside.exists())
        .unwrap_or_default();
    fs::rename(path, &aside).map_err(Error::write(path))?;
    for ending in [write_ahead_log::ENDING, "-shm"] {
        // The log of a database that is not there any more would be taken for the next one's.
        if fs::rename(companion(path, ending), companion(&aside, ending)).is_err() {
            let _ = fs::remove_file(companion(path, ending));
        }
    }
    Ok(Some(aside))
}

fn check(connection: &Connection) -> Result<()> {
    let answer: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if answer == "ok" {
        return Ok(());
    }
    Err(refused(ffi::SQLITE_CORRUPT, Some(answer)).into())
}

fn refused(code: i32, reason: Option<String>) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), reason)
}
