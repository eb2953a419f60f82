//! The database file: opened by several `tk` at once, set aside when it is damaged.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::schema;
use checkout::Workspace;

/// How long to wait for another `tk` that writes.
const BUSY: Duration = Duration::from_secs(30);

/// What the name of the write-ahead log adds to the database's.
const LOG_ENDING: &str = "-wal";

/// Bytes of a log that is worth folding: one of this length is still read in a millisecond.
const LONG_LOG: u64 = 512 * 1024;

/// How long to wait for who reads the database, before its log is left as it is.
const READERS_TIME: Duration = Duration::from_millis(50);

/// The database's name below the state folder.
const NAME: &str = "history.sqlite";

/// Why the history cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or a file in it cannot be made.
    #[error("cannot write {}", path.display())]
    Write {
        /// What.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The database refuses.
    #[error("cannot use {}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// Bazel's log of what it ran is not to be read.
    #[error("cannot read Bazel's execution log")]
    Log(#[source] io::Error),
    /// Another version's.
    #[error(
        "{} was written by a newer tk; use that one, or remove the file", .0.display()
    )]
    Newer(PathBuf),
    /// There is none.
    #[error("nothing was recorded yet: {} is not there", .0.display())]
    Missing(PathBuf),
}

impl StoreError {
    /// Whether the file's content is at fault, and not its surroundings.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Database { source, .. } => is_damage(source),
            _ => false,
        }
    }
}

/// Whether SQLite says that the file is none of its own, or broken.
pub fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

/// Where a workspace's history is.
pub fn path(workspace: &Workspace) -> PathBuf {
    workspace.state_dir().join(NAME)
}

/// Opens the database to write, making it where there is none. A damaged file is set aside first;
/// then its new name is given back.
///
/// # Errors
/// When it cannot be written here.
pub fn open(workspace: &Workspace) -> Result<(Connection, Option<PathBuf>), StoreError> {
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

/// Opens the database to read alone: it can lie where nothing can be written.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn open_to_read(workspace: &Workspace) -> Result<Connection, StoreError> {
    let path = path(workspace);
    if !path.is_file() {
        return Err(StoreError::Missing(path));
    }
    let failed = |source| StoreError::Database {
        path: path.clone(),
        source,
    };
    let opened = connect(&path);
    if !matches!(&opened, Err(StoreError::Database { source, .. }) if !is_damage(source)) {
        return opened;
    }
    // A write-ahead log needs a file beside it even to be read, unless nobody can be writing.
    let escaped = path
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags)
        .map_err(failed)?;
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(failed)?;
    if version == schema::CURRENT {
        Ok(connection)
    } else {
        opened
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let failed = |source| StoreError::Database {
        path: path.to_owned(),
        source,
    };
    check_header(path).map_err(failed)?;
    let mut connection = Connection::open(path).map_err(failed)?;
    prepare(&connection).map_err(failed)?;
    if schema::migrate(&mut connection).map_err(failed)? {
        Ok(connection)
    } else {
        Err(StoreError::Newer(path.to_owned()))
    }
}

/// A file of less than a page would be taken for an empty database, and written over.
fn check_header(path: &Path) -> rusqlite::Result<()> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    if read.is_ok() && !start.is_empty() && start != b"SQLite format 3\0" {
        let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_NOTADB);
        return Err(rusqlite::Error::SqliteFailure(error, None));
    }
    Ok(())
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    // Folding the log into the file waits for the disk: that is for the one in many builds that
    // fills the log (see `fold_log`), and not for the end of each.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == 0 {
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL;")?;
        begin_write_ahead_log(connection)?;
    }
    // With a write-ahead log this loses at most the last builds in a power cut, never the file.
    connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;")
}

/// The step from one kind of journal to the other needs the file alone, and SQLite does not wait for that: of two
/// that make the database at once, one would fail.
fn begin_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    let deadline = Instant::now() + BUSY;
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL;") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && Instant::now() < deadline =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            other => return other,
        }
    }
}

/// Folds a log that has grown long into the database, and empties it.
///
/// Who opens the database first reads the whole log, and knows nothing of what was folded already: a log
/// that SQLite folds by itself, and does not empty, would be folded anew after each build.
///
/// # Errors
/// When the database refuses; not where somebody else reads it just now, which leaves it to the next build.
pub fn fold_log(connection: &Connection, path: &Path) -> rusqlite::Result<()> {
    let length = beside(path, LOG_ENDING)
        .metadata()
        .map_or(0, |log| log.len());
    if length < LONG_LOG {
        return Ok(());
    }
    connection.busy_timeout(READERS_TIME)?;
    let folded = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    connection.busy_timeout(BUSY)?;
    folded
}

/// The name of a file that belongs to a database.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Renames a damaged database and what belongs to it; `None` when another `tk` has done so.
///
/// # Errors
/// When it cannot be renamed.
pub fn set_aside(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    let lock = path.with_extension("lock");
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| StoreError::Write { path, source }
    };
    let file = File::create(&lock).map_err(failed(&lock))?;
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive)
        .map_err(|error| failed(&lock)(error.into()))?;
    if connect(path)
        .and_then(|connection| check(&connection, path))
        .is_ok()
    {
        return Ok(None);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let aside = (1..)
        .map(|number| folder.join(format!("{NAME}.damaged-{number}")))
        .find(|aside| !aside.exists())
        .unwrap_or_default();
    std::fs::rename(path, &aside).map_err(failed(path))?;
    for ending in [LOG_ENDING, "-shm"] {
        // The log of a database that is not there any more would be taken for the next one's.
        if std::fs::rename(beside(path, ending), beside(&aside, ending)).is_err() {
            let _ = std::fs::remove_file(beside(path, ending));
        }
    }
    Ok(Some(aside))
}

fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Database {
        path: path.to_owned(),
        source,
    };
    let answer: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(failed)?;
    if answer == "ok" {
        return Ok(());
    }
    let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    Err(failed(rusqlite::Error::SqliteFailure(error, Some(answer))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(dir: &Path) -> Workspace {
        Workspace::without_bazel(dir)
    }

    #[test]
    fn several_that_make_the_database_at_once_wait_for_each_other() {
        for round in 0..30 {
            let dir = tempfile::tempdir().unwrap();
            let workspace = workspace(dir.path());
            let start = std::sync::Barrier::new(4);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        start.wait();
                        let opened = open(&workspace).map(|(_, aside)| aside);
                        assert!(matches!(opened, Ok(None)), "round {round}: {opened:?}");
                    });
                }
            });
        }
    }

    fn count(connection: &Connection) -> i64 {
        connection
            .query_row("SELECT count(*) FROM settings", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn a_newer_database_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = workspace(dir.path());
        let (connection, _) = open(&workspace).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        assert!(matches!(open(&workspace), Err(StoreError::Newer(_))));
        assert!(matches!(
            open_to_read(&workspace),
            Err(StoreError::Newer(_))
        ));
        assert!(!path(&workspace).with_extension("sqlite.damaged-1").exists());
    }

    #[test]
    fn damage_is_set_aside_once_whoever_sees_it() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = workspace(dir.path());
        drop(open(&workspace).unwrap());
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", path(&workspace).display()));
        }
        std::fs::write(path(&workspace), [b'x'; 8192]).unwrap();
        assert!(open_to_read(&workspace).is_err_and(|error| error.is_damage()));
        let asides: Vec<_> = std::thread::scope(|scope| {
            let both: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        open(&workspace).map(|(connection, aside)| (count(&connection), aside))
                    })
                })
                .collect();
            both.into_iter()
                .map(|one| one.join().unwrap().unwrap())
                .collect()
        });
        assert_eq!(
            asides.iter().filter(|(_, aside)| aside.is_some()).count(),
            1
        );
        assert!(asides.iter().all(|(count, _)| *count == 1));
        let aside = workspace.state_dir().join("history.sqlite.damaged-1");
        assert_eq!(std::fs::read(aside).unwrap(), [b'x'; 8192]);
        assert!(
            !workspace
                .state_dir()
                .join("history.sqlite.damaged-2")
                .exists()
        );
    }

    #[test]
    fn a_long_log_is_folded_once_and_nobody_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = workspace(dir.path());
        let path = path(&workspace);
        let log = || beside(&path, LOG_ENDING).metadata().unwrap().len();
        let grow = |connection: &Connection| {
            let insert = "INSERT INTO settings VALUES (hex(randomblob(8)), zeroblob(1000000))";
            connection.execute_batch(insert).unwrap();
        };
        let (connection, _) = open(&workspace).unwrap();
        let short = log();
        fold_log(&connection, &path).unwrap();
        assert!(short > 0 && log() == short, "a short log stays");
        grow(&connection);
        fold_log(&connection, &path).unwrap();
        assert_eq!(log(), 0);
        grow(&connection);
        let reader = open_to_read(&workspace).unwrap();
        reader
            .execute_batch("BEGIN; SELECT * FROM settings")
            .unwrap();
        fold_log(&connection, &path).unwrap();
        assert!(log() > LONG_LOG, "somebody reads it");
        drop(reader);
        fold_log(&connection, &path).unwrap();
        assert_eq!((log(), count(&connection)), (0, 3));
    }

    #[test]
    fn what_cannot_be_written_can_be_read() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let workspace = workspace(dir.path());
        drop(open(&workspace).unwrap());
        let connection = Connection::open(path(&workspace)).unwrap();
        connection
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .unwrap();
        drop(connection);
        std::fs::set_permissions(
            workspace.state_dir(),
            std::fs::Permissions::from_mode(0o555),
        )
        .unwrap();
        assert_eq!(count(&open_to_read(&workspace).unwrap()), 1);
        std::fs::set_permissions(
            workspace.state_dir(),
            std::fs::Permissions::from_mode(0o755),
        )
        .unwrap();
    }
}
