//! What started a process: its command line and its environment, compared with those of its last run.

use std::collections::{BTreeMap, BTreeSet};

use bazel::execution_log::Spawn;
use redact::Redactor;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::reason::{Change, Named, Reason};
use crate::error::Result;

/// Words of a command line that are kept: more are compared as a whole only.
const MAX_ARGUMENTS: usize = 2000;

/// An action's command line and environment. Values of the environment are digests with the
/// database's own salt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// The words of the command line, without secrets.
    pub arguments: Vec<String>,
    /// A digest of the original words.
    pub digest: u64,
    /// Digests of the variables' values, by name.
    pub environment: BTreeMap<String, u64>,
}

impl Command {
    /// The command that started a process.
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

    /// Records the differences from an earlier one.
    pub fn compare(&self, earlier: &Self, reason: &mut Reason) {
        self.compare_environment(earlier, reason);
        if self.digest != earlier.digest {
            self.compare_arguments(earlier, reason);
        }
    }

    fn compare_environment(&self, earlier: &Self, reason: &mut Reason) {
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
    }

    fn compare_arguments(&self, earlier: &Self, reason: &mut Reason) {
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

fn named(name: &str, change: Change) -> Named {
    Named {
        name: name.to_owned(),
        change,
    }
}

/// Salted digests, so that values cannot be guessed: each database has its own salt.
pub struct Salt(Vec<u8>);

impl Salt {
    /// The salt of the database, from its creation.
    pub fn of(connection: &Connection) -> Result<Self> {
        let select = "SELECT value FROM settings WHERE name = 'salt'";
        Ok(Self(connection.query_row(select, [], |row| row.get(0))?))
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
