//! What SQLite's errors mean to the service.

use rusqlite::ErrorCode;
use service::ports::StoreError;

/// The error of a piece of work. One that the disk, another process or memory is to blame for passes.
pub(super) fn store_error(what: &'static str, error: rusqlite::Error) -> StoreError {
    let passes = matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::OutOfMemory
                | ErrorCode::PermissionDenied
        )
    );
    let source = Box::new(error);
    if passes {
        StoreError::Unavailable { what, source }
    } else {
        StoreError::Refused { what, source }
    }
}

/// The thread that writes is gone: it has panicked, or the store is being dropped.
#[derive(Debug, thiserror::Error)]
#[error("the thread that writes to the database has ended")]
pub(super) struct WriterEnded;

impl WriterEnded {
    pub(super) fn store_error(what: &'static str) -> StoreError {
        StoreError::Unavailable {
            what,
            source: Box::new(Self),
        }
    }
}
