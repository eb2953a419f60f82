//! The files that processes read: each path with each content has a number in the database, and an action's inputs
//! are a list of these.

use std::collections::{BTreeMap, HashMap, HashSet};

use bazel::execution_log::{LoggedFile, fnv};
use redact::Redactor;
use rusqlite::{Connection, OptionalExtension, Statement, params};

use super::reason::{Change, FileChange, Reason};
use crate::compression;
use crate::error::Result;

/// Files looked up one by one before all are read.
const MAX_LOOKUPS: usize = 4000;

/// The dictionary of files: each path with each content has a number.
pub struct Files<'c> {
    connection: &'c Connection,
    redactor: &'c Redactor,
    look_up: Statement<'c>,
    insert: Statement<'c>,
    known: HashMap<u64, i64>,
    lookups: usize,
    all_read: bool,
}

impl<'c> Files<'c> {
    /// The dictionary of a database.
    pub fn new(connection: &'c Connection, redactor: &'c Redactor) -> Result<Self> {
        Ok(Self {
            connection,
            redactor,
            look_up: connection.prepare("SELECT id FROM files WHERE key = ?1")?,
            insert: connection
                .prepare("INSERT INTO files (key, path, digest) VALUES (?1, ?2, ?3)")?,
            known: HashMap::new(),
            lookups: 0,
            all_read: false,
        })
    }

    /// The numbers of a process's inputs, ascending.
    pub fn numbers(&mut self, inputs: &[LoggedFile<'_>]) -> Result<Vec<u64>> {
        let mut numbers = Vec::with_capacity(inputs.len());
        for input in inputs {
            numbers.push(self.number(input)?.unsigned_abs() << 1 | u64::from(input.tool));
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    fn number(&mut self, file: &LoggedFile<'_>) -> Result<i64> {
        let key = fnv(file.path) ^ file.digest.rotate_left(23);
        if let Some(number) = self.known.get(&key) {
            return Ok(*number);
        }
        if let Some(number) = self.look_up(key)? {
            self.known.insert(key, number);
            return Ok(number);
        }
        self.insert.execute(params![
            key as i64,
            self.redactor.text(&String::from_utf8_lossy(file.path)),
            file.digest as i64
        ])?;
        let number = self.connection.last_insert_rowid();
        self.known.insert(key, number);
        Ok(number)
    }

    fn look_up(&mut self, key: u64) -> Result<Option<i64>> {
        if self.all_read {
            return Ok(None);
        }
        self.lookups += 1;
        if self.lookups < MAX_LOOKUPS {
            let found = self.look_up.query_row([key as i64], |row| row.get(0));
            return Ok(found.optional()?);
        }
        let mut select = self.connection.prepare("SELECT key, id FROM files")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            self.known.insert(row.get::<_, i64>(0)? as u64, row.get(1)?);
        }
        self.all_read = true;
        Ok(self.known.get(&key).copied())
    }

    /// Records which files differ between two lists of numbers.
    pub fn compare(&self, now: &[u64], then: &[u64], reason: &mut Reason) -> Result<()> {
        if now == then {
            return Ok(());
        }
        let came = self.named(now, then)?;
        let went = self.named(then, now)?;
        for (path, tool) in &came {
            let change = match went.contains_key(path) {
                true => Change::Changed,
                false => Change::Added,
            };
            reason.files.push(changed(path, change, *tool));
        }
        for (path, tool) in &went {
            if !came.contains_key(path) {
                reason.files.push(changed(path, Change::Removed, *tool));
            }
        }
        Ok(())
    }

    /// The files that are in one list and not in the other, by path.
    fn named(&self, these: &[u64], others: &[u64]) -> Result<BTreeMap<String, bool>> {
        let others: HashSet<u64> = others.iter().map(|number| number >> 1).collect();
        let mut select = self
            .connection
            .prepare("SELECT path FROM files WHERE id = ?1")?;
        let mut named = BTreeMap::new();
        for number in these
            .iter()
            .filter(|number| !others.contains(&(*number >> 1)))
        {
            let path: Option<String> = select
                .query_row([(number >> 1) as i64], |row| row.get(0))
                .optional()?;
            // A row that a later clean-up took away tells nothing.
            if let Some(path) = path {
                named.insert(path, number & 1 == 1);
            }
        }
        Ok(named)
    }
}

fn changed(path: &str, change: Change, tool: bool) -> FileChange {
    FileChange {
        path: path.to_owned(),
        change,
        tool,
    }
}

/// Removes the files that no recorded action read.
pub fn forget_files(connection: &Connection) -> Result<()> {
    let mut used = HashSet::new();
    let mut select = connection.prepare("SELECT inputs FROM actions")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let inputs: Vec<u8> = row.get(0)?;
        used.extend(
            compression::unpack_ascending(&inputs)
                .unwrap_or_default()
                .iter()
                .map(|number| number >> 1),
        );
    }
    let mut select = connection.prepare("SELECT id FROM files")?;
    let all: Vec<i64> = select
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut delete = connection.prepare("DELETE FROM files WHERE id = ?1")?;
    for unused in all
        .into_iter()
        .filter(|id| !used.contains(&id.unsigned_abs()))
    {
        delete.execute([unused])?;
    }
    Ok(())
}
