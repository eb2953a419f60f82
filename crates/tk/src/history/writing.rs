//! Writes a build into the history: all of it or nothing, whatever state the database is in.

use std::path::PathBuf;

use redact::Redactor;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::store::{self, StoreError};
use super::{Entry, builds, now_ms};
use crate::build::Finished;
use crate::profile::kept;
use crate::why::recorder::{self, RecordError};
use checkout::Workspace;

/// After this many builds the database is looked through for what is too much.
const PRUNE_EVERY: i64 = 20;

/// What became of it.
#[derive(Debug, Default)]
pub struct Written {
    /// Where a damaged database is now.
    pub aside: Option<PathBuf>,
    /// Why parts are not in the history.
    pub missing: Vec<StoreError>,
}

/// Writes an entry. Damage can show only while it is written to: then, too, the file is set aside.
///
/// # Errors
/// When the build is not in the history.
pub fn write(
    workspace: &Workspace,
    finished: &Finished,
    entry: &Entry,
    redactor: &Redactor,
) -> Result<Written, StoreError> {
    let (mut connection, aside) = store::open(workspace)?;
    match insert(&mut connection, workspace, finished, entry, redactor) {
        Err(error) if error.is_damage() && aside.is_none() => {
            drop(connection);
            let aside = store::set_aside(&store::path(workspace))?;
            let (mut connection, _) = store::open(workspace)?;
            let missing = insert(&mut connection, workspace, finished, entry, redactor)?;
            Ok(Written { aside, missing })
        }
        inserted => inserted.map(|missing| Written { aside, missing }),
    }
}

fn insert(
    connection: &mut Connection,
    workspace: &Workspace,
    finished: &Finished,
    entry: &Entry,
    redactor: &Redactor,
) -> Result<Vec<StoreError>, StoreError> {
    let refused = |source| StoreError::Database {
        path: store::path(workspace),
        source,
    };
    let mut missing = Vec::new();
    let transaction =
        Transaction::new(connection, TransactionBehavior::Immediate).map_err(refused)?;
    let id = builds::insert(&transaction, &entry.build, &entry.report).map_err(refused)?;
    let recorded = recorder::record(
        &transaction,
        id,
        &workspace.root,
        &finished.left.recordings,
        &finished.steps,
        redactor,
    );
    match recorded {
        Ok(()) => {}
        Err(RecordError::Database(source)) => return Err(refused(source)),
        Err(RecordError::Log(source)) => missing.push(StoreError::Log(source)),
    }
    if id % PRUNE_EVERY == 0 {
        builds::prune(&transaction, now_ms()).map_err(refused)?;
    }
    transaction.commit().map_err(refused)?;
    let folded = store::fold_log(connection, &store::path(workspace));
    missing.extend(folded.map_err(refused).err());
    if finished.report.actions.total > 0 {
        let kept = kept::keep(workspace, id, &finished.left.recordings.profile, redactor);
        missing.extend(kept.err());
    }
    Ok(missing)
}
