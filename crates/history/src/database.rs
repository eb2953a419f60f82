//! The database file: several `tk` can open it at once; a damaged one is moved aside.

mod damage;
mod schema;
mod write_ahead_log;

use std::path::{Path, PathBuf};
use std::time::Duration;

use checkout::Workspace;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};

pub(crate) use damage::set_aside;
pub(crate) use write_ahead_log::fold_long_log;

/// How long to wait for another `tk` that writes.
const BUSY: Duration = Duration::from_secs(30);

/// The database's name below the state folder.
const NAME: &str = "history.sqlite";

/// Where a workspace's history is.
pub(crate) fn path(workspace: &Workspace) -> PathBuf {
    workspace.state_dir().join(NAME)
}

/// Opens the database to write, creating it if needed. A damaged file is moved aside first, and its new
/// name returned.
pub(crate) fn open(workspace: &Workspace) -> Result<(Connection, Option<PathBuf>)> {
    let path = path(workspace);
    workspace.make_state_dir();
    match connect(&path) {
        Err(error) if error.is_damage() => {
            let aside = set_aside(&path)?;
            Ok((connect(&path)?, aside))
        }
        other => other.map(|connection| (connection, None)),
    }
}

/// Opens the database read-only: its folder may be read-only too.
pub(crate) fn open_to_read(workspace: &Workspace) -> Result<Connection> {
    let path = path(workspace);
    if !path.is_file() {
        return Err(Error::Missing(path));
    }
    match connect(&path) {
        Err(error) if matches!(error, Error::Database { .. }) && !error.is_damage() => {
            match open_immutable(&path).map_err(|error| error.of_file(&path))? {
                Some(connection) => Ok(connection),
                None => Err(error),
            }
        }
        opened => opened,
    }
}

/// Opens a database that no other process can write: otherwise SQLite needs a file next to it for its write-ahead
/// log, even to read. `None` if it has another version.
fn open_immutable(path: &Path) -> Result<Option<Connection>> {
    let escaped = path
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags)?;
    let is_current = schema::version(&connection)? == schema::CURRENT;
    Ok(is_current.then_some(connection))
}

fn connect(path: &Path) -> Result<Connection> {
    let connect = || -> Result<Option<Connection>> {
        damage::check_header(path)?;
        make_private(path);
        let mut connection = Connection::open(path)?;
        prepare(&connection)?;
        Ok(schema::migrate(&mut connection)?.then_some(connection))
    };
    connect()
        .map_err(|error| error.of_file(path))?
        .ok_or_else(|| Error::Newer(path.to_owned()))
}

/// Makes the file for its owner alone: SQLite gives the files that it keeps next to it the same permissions. Where that
/// cannot be done, opening it says why.
fn make_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    let _ = options.write(true).create_new(true).mode(0o600).open(path);
}

fn prepare(connection: &Connection) -> Result<()> {
    connection.busy_timeout(BUSY)?;
    // Folding the log into the file waits for the disk: that is for the one in many builds that
    // fills the log (see `fold_long_log`), and not for the end of each.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    if schema::version(connection)? == 0 {
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL;")?;
        write_ahead_log::begin(connection)?;
    }
    // With a write-ahead log this loses at most the last builds in a power cut, never the file.
    connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;")?;
    Ok(())
}

/// The name of a file that SQLite keeps next to a database.
fn companion(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;
