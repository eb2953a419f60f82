//! SQLite's write-ahead log: created with the database, checkpointed when it has grown long.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};

use super::{BUSY, companion};
use crate::error::Result;

/// What the name of the log adds to the database's.
pub const ENDING: &str = "-wal";

/// Longer logs are checkpointed: one of this length is still read in a millisecond.
pub const LONG: u64 = 512 * 1024;

/// How long to wait for readers of the database before skipping the checkpoint.
const READERS_TIME: Duration = Duration::from_millis(50);

/// Begins a log. The step from one kind of journal to the other needs the file alone, and SQLite does not wait for
/// that: of two that make the database at once, one would fail.
pub fn begin(connection: &Connection) -> Result<()> {
    let deadline = Instant::now() + BUSY;
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL;") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && Instant::now() < deadline =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            other => return Ok(other?),
        }
    }
}

/// Checkpoints a log that has grown long, and truncates it; if another process is reading it, the next build does
/// this.
///
/// The first process to open the database reads the whole log, without knowing what was checkpointed: a log that
/// SQLite checkpoints by itself, and does not truncate, would be checkpointed again after each build.
pub fn fold_long_log(connection: &Connection, path: &Path) -> Result<()> {
    let log = companion(path, ENDING).metadata();
    if log.map_or(0, |log| log.len()) < LONG {
        return Ok(());
    }
    connection.busy_timeout(READERS_TIME)?;
    let folded = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    connection.busy_timeout(BUSY)?;
    Ok(folded?)
}
