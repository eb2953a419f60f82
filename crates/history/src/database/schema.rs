//! The database's tables, and the migration of older databases.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::Result;

/// One step from each version to the next: the version is the number of steps taken, which SQLite
/// keeps as `user_version`. Steps are only ever added.
const MIGRATIONS: [&str; 1] = [VERSION_1];

const VERSION_1: &str = "
CREATE TABLE builds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL,
    command TEXT NOT NULL,
    words TEXT NOT NULL,
    mode TEXT NOT NULL,
    outcome TEXT NOT NULL,
    exit_code INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    elapsed_ms REAL NOT NULL,
    head TEXT,
    actions INTEGER NOT NULL,
    hit_rate REAL,
    failures INTEGER NOT NULL,
    report BLOB NOT NULL
);
CREATE TABLE steps (
    build INTEGER NOT NULL REFERENCES builds(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    duration_ms REAL,
    actions INTEGER NOT NULL,
    cached INTEGER,
    PRIMARY KEY (build, position)
) WITHOUT ROWID;
CREATE INDEX steps_by_name ON steps(name, build);
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE,
    path TEXT NOT NULL,
    digest INTEGER NOT NULL
);
CREATE TABLE actions (
    id INTEGER PRIMARY KEY,
    label TEXT NOT NULL,
    mnemonic TEXT NOT NULL,
    output TEXT NOT NULL,
    build INTEGER NOT NULL,
    exit_code INTEGER NOT NULL,
    command BLOB NOT NULL,
    inputs BLOB NOT NULL,
    UNIQUE (output, mnemonic, label)
);
CREATE INDEX actions_by_label ON actions(label, mnemonic);
CREATE TABLE runs (
    build INTEGER NOT NULL REFERENCES builds(id) ON DELETE CASCADE,
    action INTEGER NOT NULL REFERENCES actions(id) ON DELETE CASCADE,
    step TEXT,
    runner TEXT NOT NULL,
    exit_code INTEGER NOT NULL,
    duration_ms REAL,
    reason TEXT NOT NULL,
    outputs TEXT NOT NULL,
    PRIMARY KEY (build, action)
) WITHOUT ROWID;
CREATE INDEX runs_by_action ON runs(action, build);
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
INSERT INTO settings VALUES ('salt', randomblob(16));
";

/// The version that this program writes.
pub const CURRENT: i64 = MIGRATIONS.len() as i64;

/// Brings a database to the current version; `false` when a newer program wrote it.
pub fn migrate(connection: &mut Connection) -> Result<bool> {
    if version(connection)? == CURRENT {
        return Ok(true);
    }
    // Another tk may be about the same: who comes second finds it done.
    let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if found > CURRENT {
        return Ok(false);
    }
    for step in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", CURRENT)?;
    transaction.commit()?;
    Ok(true)
}

/// The version of a database; 0 of a new one.
pub fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
