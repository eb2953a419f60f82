//! The history of a checkout, opened for reading.

use std::fmt;

use checkout::Workspace;
use rusqlite::Connection;
use serde_json::Value;

use crate::builds::{self, Build};
use crate::database;
use crate::diff::{self, Diff};
use crate::error::Result;
use crate::trends::{self, Trend};
use crate::why::{self, Answer, Asked};

/// The builds of a checkout. Reading changes nothing: the folder may be read-only.
pub struct History {
    connection: Connection,
}

impl fmt::Debug for History {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("History").finish_non_exhaustive()
    }
}

impl History {
    /// Opens the history of a checkout.
    ///
    /// # Errors
    /// When no builds are recorded yet, or the database cannot be read.
    pub fn open(workspace: &Workspace) -> Result<Self> {
        let connection = database::open_to_read(workspace)?;
        Ok(Self { connection })
    }

    /// The last builds, the newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn builds(&self, limit: usize) -> Result<Vec<Build>> {
        builds::list(&self.connection, limit)
    }

    /// A build by its number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn build(&self, id: i64) -> Result<Option<Build>> {
        builds::find(&self.connection, id)
    }

    /// The newest build.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn last_build(&self) -> Result<Option<Build>> {
        builds::last(&self.connection)
    }

    /// The newest build before another one, preferably with the same command line, otherwise in the same mode.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn build_before(&self, later: &Build) -> Result<Option<Build>> {
        builds::before(&self.connection, later)
    }

    /// The stored report of a build; [`StoredReport`](crate::StoredReport) reads it.
    ///
    /// # Errors
    /// When there is no such build, or the database cannot be read.
    pub fn report(&self, id: i64) -> Result<Value> {
        builds::report(&self.connection, id)
    }

    /// What differs between two builds.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn diff(&self, before: Build, after: Build) -> Result<Diff> {
        let (first, second) = (self.report(before.id)?, self.report(after.id)?);
        Ok(diff::compare((before, &first), (after, &second)))
    }

    /// The times of every step, or of one, in the last builds.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn trends(&self, step: Option<&str>, builds: usize) -> Result<Vec<Trend>> {
        trends::trends(&self.connection, step, builds)
    }

    /// The names of all recorded steps.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn step_names(&self) -> Result<Vec<String>> {
        trends::step_names(&self.connection)
    }

    /// The labels of all recorded actions.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn labels(&self) -> Result<Vec<String>> {
        why::labels(&self.connection)
    }

    /// Why something ran in a build; `None` if there is no record of it. `words` is its name in the answer.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn why(&self, asked: &Asked, words: &str, build: Build) -> Result<Option<Answer>> {
        why::answer(&self.connection, asked, words, build)
    }
}
