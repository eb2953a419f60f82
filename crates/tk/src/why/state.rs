//! What an action was given when it last ran, as it lies in the database.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use redact::Redactor;
use rusqlite::{Connection, OptionalExtension, Statement, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::reason::{Change, FileChange, Named, Reason};
use crate::history::packed;
use bazel::execution_log::{LoggedFile, Spawn, fnv};

/// Words of a command line that are kept: more are compared as a whole only.
const MAX_ARGUMENTS: usize = 2000;

/// Files looked up one by one before all are read.
const MAX_LOOKUPS: usize = 4000;

/// An action's command line and environment. Values of the environment are digests with the
/// database's own salt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// Words, without secrets.
    pub arguments: Vec<String>,
    /// A digest of the words as they were.
    pub digest: u64,
    /// Digests of the variables.
    pub environment: BTreeMap<String, u64>,
}

/// What is remembered of an action.
#[derive(Clone, Debug, PartialEq)]
pub struct Remembered {
    /// Its row.
    pub id: i64,
    /// The build in which it ran.
    pub build: i64,
    /// How it ended then.
    pub exit_code: i32,
    /// Its command.
    pub command: Command,
    /// Its inputs: the file's row, doubled, plus 1 for a tool.
    pub inputs: Vec<u64>,
}

/// Digests that nobody can undo by guessing: each database has a salt of its own.
pub struct Salt(Vec<u8>);

impl Salt {
    /// The database's.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn of(connection: &Connection) -> rusqlite::Result<Self> {
        connection
            .query_row(
                "SELECT value FROM settings WHERE name = 'salt'",
                [],
                |row| row.get(0),
            )
            .map(Self)
    }

    fn digest<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> u64 {
        let mut digest = Sha256::new();
        digest.update(&self.0);
        for word in words {
            digest.update(word.len().to_le_bytes());
            digest.update(word);
        }
        let mut first = [0; 8];
        first.copy_from_slice(&digest.finalize()[..8]);
        u64::from_le_bytes(first)
    }
}

impl Command {
    /// Of a process.
    pub fn of(spawn: &Spawn<'_>, salt: &Salt, redactor: &Redactor) -> Self {
        let environment = spawn
            .environment
            .iter()
            .map(|(name, value)| (redactor.text(name), salt.digest([&**name, &**value])));
        Self {
            digest: salt.digest(spawn.arguments.iter().map(|word| &**word)),
            arguments: spawn
                .arguments
                .iter()
                .take(MAX_ARGUMENTS)
                .map(|word| redactor.text(word))
                .collect(),
            environment: environment.collect(),
        }
    }

    /// Notes what differs from an earlier one.
    pub fn compare(&self, earlier: &Self, reason: &mut Reason) {
        for (name, value) in &self.environment {
            match earlier.environment.get(name) {
                None => reason.environment.push(named(name, Change::Added)),
                Some(before) if before != value => {
                    reason.environment.push(named(name, Change::Changed));
                }
                Some(_) => {}
            }
        }
        let gone = earlier
            .environment
            .keys()
            .filter(|name| !self.environment.contains_key(*name));
        reason
            .environment
            .extend(gone.map(|name| named(name, Change::Removed)));
        if self.digest != earlier.digest {
            let now: BTreeSet<&String> = self.arguments.iter().collect();
            let then: BTreeSet<&String> = earlier.arguments.iter().collect();
            let came = self.arguments.iter().filter(|word| !then.contains(word));
            let went = earlier.arguments.iter().filter(|word| !now.contains(word));
            reason
                .arguments
                .extend(came.map(|word| named(word, Change::Added)));
            reason
                .arguments
                .extend(went.map(|word| named(word, Change::Removed)));
            reason.arguments_hidden = reason.arguments.is_empty();
        }
    }
}

fn named(name: &str, change: Change) -> Named {
    Named {
        name: name.to_owned(),
        change,
    }
}

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
    /// The database's.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn new(connection: &'c Connection, redactor: &'c Redactor) -> rusqlite::Result<Self> {
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
    ///
    /// # Errors
    /// When the database refuses.
    pub fn numbers(&mut self, inputs: &[LoggedFile<'_>]) -> rusqlite::Result<Vec<u64>> {
        let mut numbers = Vec::with_capacity(inputs.len());
        for input in inputs {
            numbers.push(self.number(input)?.unsigned_abs() << 1 | u64::from(input.tool));
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    fn number(&mut self, file: &LoggedFile<'_>) -> rusqlite::Result<i64> {
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

    fn look_up(&mut self, key: u64) -> rusqlite::Result<Option<i64>> {
        if self.all_read {
            return Ok(None);
        }
        self.lookups += 1;
        if self.lookups < MAX_LOOKUPS {
            return self
                .look_up
                .query_row([key as i64], |row| row.get(0))
                .optional();
        }
        let mut select = self.connection.prepare("SELECT key, id FROM files")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            self.known.insert(row.get::<_, i64>(0)? as u64, row.get(1)?);
        }
        self.all_read = true;
        Ok(self.known.get(&key).copied())
    }

    /// Notes which files differ between two lists of numbers.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn compare(&self, now: &[u64], then: &[u64], reason: &mut Reason) -> rusqlite::Result<()> {
        if now == then {
            return Ok(());
        }
        let came = self.named(now, then)?;
        let went = self.named(then, now)?;
        for (path, tool) in &came {
            let change = if went.contains_key(path) {
                Change::Changed
            } else {
                Change::Added
            };
            reason.files.push(FileChange {
                path: path.clone(),
                change,
                tool: *tool,
            });
        }
        for (path, tool) in went
            .into_iter()
            .filter(|(path, _)| !came.contains_key(path))
        {
            reason.files.push(FileChange {
                path,
                change: Change::Removed,
                tool,
            });
        }
        Ok(())
    }

    /// The files that are in one list and not in the other, by path.
    fn named(&self, these: &[u64], others: &[u64]) -> rusqlite::Result<BTreeMap<String, bool>> {
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

/// What is remembered of an action; `None` when it never ran, or what is stored is damaged.
///
/// # Errors
/// When the database refuses.
pub fn remembered(
    connection: &Connection,
    label: &str,
    mnemonic: &str,
    output: &str,
) -> rusqlite::Result<Option<Remembered>> {
    let mut select = connection.prepare(
        "SELECT id, build, exit_code, command, inputs FROM actions \
         WHERE output = ?1 AND mnemonic = ?2 AND label = ?3",
    )?;
    let found = select
        .query_row([output, mnemonic, label], |row| {
            let command: Vec<u8> = row.get(3)?;
            let inputs: Vec<u8> = row.get(4)?;
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, command, inputs))
        })
        .optional()?;
    Ok(found.and_then(|(id, build, exit_code, command, inputs)| {
        Some(Remembered {
            id,
            build,
            exit_code,
            command: serde_json::from_slice(&packed::unpack(&command)?).ok()?,
            inputs: packed::unpack_ascending(&inputs)?,
        })
    }))
}

/// Remembers an action as it ran now; its row.
///
/// # Errors
/// When the database refuses.
pub fn remember(
    connection: &Connection,
    key: (&str, &str, &str),
    build: i64,
    exit_code: i32,
    command: &Command,
    inputs: &[u64],
) -> rusqlite::Result<i64> {
    let (label, mnemonic, output) = key;
    let mut upsert = connection.prepare(
        "INSERT INTO actions (label, mnemonic, output, build, exit_code, command, inputs) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
         ON CONFLICT (output, mnemonic, label) DO UPDATE SET build = excluded.build, \
         exit_code = excluded.exit_code, command = excluded.command, inputs = excluded.inputs \
         RETURNING id",
    )?;
    let command = serde_json::to_vec(command).unwrap_or_default();
    upsert.query_row(
        params![
            label,
            mnemonic,
            output,
            build,
            exit_code,
            packed::pack(&command),
            packed::pack_ascending(inputs)
        ],
        |row| row.get(0),
    )
}

/// Forgets the files that no action is remembered with.
///
/// # Errors
/// When the database refuses.
pub fn forget_files(connection: &Connection) -> rusqlite::Result<()> {
    let mut used = HashSet::new();
    let mut select = connection.prepare("SELECT inputs FROM actions")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let inputs: Vec<u8> = row.get(0)?;
        used.extend(
            packed::unpack_ascending(&inputs)
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
