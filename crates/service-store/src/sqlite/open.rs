//! Opening the file.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::OpenError;
use crate::migrations::{CURRENT, MIGRATIONS};

/// How long to wait for another process that writes.
const BUSY: Duration = Duration::from_secs(10);

/// Opens the file to write. A committed build is on the disk: `synchronous = FULL`.
pub(super) fn to_write(path: &Path) -> Result<Connection, OpenError> {
    let failed = |source| OpenError::Sqlite {
        path: path.to_owned(),
        source,
    };
    make_private(path);
    let mut connection = Connection::open(path).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    connection
        .pragma_update(None, "journal_mode", "wal")
        .map_err(failed)?;
    connection
        .pragma_update(None, "synchronous", "full")
        .map_err(failed)?;
    connection
        .pragma_update(None, "foreign_keys", true)
        .map_err(failed)?;
    let found = migrate(&mut connection).map_err(failed)?;
    if found > CURRENT {
        return Err(OpenError::Newer {
            found,
            known: CURRENT,
        });
    }
    Ok(connection)
}

/// Makes the file its owner's, with prompts and hashes of tokens in it; those beside it get the same permissions. One that
/// is there stays as it is, and what cannot be made is said by SQLite.
fn make_private(path: &Path) {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

/// Opens the file to read. Its cache is small: there are several of these.
pub(crate) fn to_read(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "cache_size", -512)?;
    Ok(connection)
}

/// Makes what is missing, and answers the version that was found.
fn migrate(connection: &mut Connection) -> rusqlite::Result<i64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for migration in MIGRATIONS
        .iter()
        .filter(|migration| migration.version > found)
    {
        transaction.execute_batch(migration.sqlite)?;
        transaction.pragma_update(None, "user_version", migration.version)?;
    }
    transaction.commit()?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_newer_version_is_refused_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("service.sqlite");
        let connection = to_write(&path).unwrap();
        connection
            .pragma_update(None, "user_version", CURRENT + 1)
            .unwrap();
        drop(connection);
        for _ in 0..2 {
            let error = to_write(&path).unwrap_err();
            assert!(
                matches!(error, OpenError::Newer { found, .. } if found == CURRENT + 1),
                "{error}"
            );
        }
    }

    #[test]
    fn a_file_that_cannot_be_opened_is_named() {
        let error = to_write(Path::new("/nonexistent/service.sqlite")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot open the database /nonexistent/service.sqlite"
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_file_and_those_beside_it_are_their_owners() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("service.sqlite");
        let _connection = to_write(&path).unwrap();
        let modes: Vec<u32> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().metadata().unwrap().permissions().mode() & 0o777)
            .collect();
        assert!(
            modes.len() >= 2 && modes.iter().all(|mode| *mode == 0o600),
            "{modes:?}"
        );
    }
}
