//! Connections that read. They see what was committed before, and never wait for the one that writes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use service::ports::StoreError;
use tokio::sync::Semaphore;

use super::{failure, open, run};
use crate::database::Statement;
use crate::value::Row;

/// How many read at once.
const READERS: usize = 4;

/// The connections that read.
pub(super) struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    places: Semaphore,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            idle: Arc::default(),
            places: Semaphore::new(READERS),
        }
    }

    pub(super) async fn run(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        let what = statement.what;
        // It is never closed.
        let _place = self.places.acquire().await;
        let (path, idle) = (self.path.clone(), Arc::clone(&self.idle));
        let read = move || {
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = taken.map_or_else(|| open::to_read(&path), Ok)?;
            let rows = run::rows(&connection, &statement)?;
            idle.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
            Ok(rows)
        };
        match tokio::task::spawn_blocking(read).await {
            Ok(rows) => rows.map_err(|error| failure::store_error(what, error)),
            Err(error) => Err(StoreError::Unavailable {
                what,
                source: Box::new(error),
            }),
        }
    }
}
