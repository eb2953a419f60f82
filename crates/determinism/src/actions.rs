//! What each process of a build was given and made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use bazel::execution_log::{self, LoggedFile, Spawn, fnv};
use bep::readable_label;

use crate::error::{Error, Result};

/// Paths below the execution root, and digests.
pub type Files = BTreeMap<String, u64>;

/// An action that ran a process.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its target.
    pub label: String,
    /// The kind of work.
    pub mnemonic: String,
    /// What it made.
    pub outputs: Files,
    /// The digest of all that it was given: a log can have gigabytes, and few actions are looked at closer.
    pub inputs: u64,
}

/// The actions of a build, by the first path that they list as an output.
pub type Actions = BTreeMap<String, Action>;

/// Reads an execution log.
///
/// # Errors
/// When it cannot be read.
pub fn read(log: &Path) -> Result<Actions> {
    let mut actions = Actions::new();
    each(log, |key, spawn| {
        let action = Action {
            label: readable_label(&spawn.label),
            mnemonic: spawn.mnemonic.clone().into_owned(),
            outputs: files(&spawn.outputs),
            inputs: digest(&spawn.inputs),
        };
        actions.insert(key.to_owned(), action);
    })?;
    Ok(actions)
}

/// The inputs of some actions, by their keys.
///
/// # Errors
/// When the log cannot be read.
pub fn inputs_of(log: &Path, wanted: &BTreeSet<&str>) -> Result<BTreeMap<String, Files>> {
    let mut found = BTreeMap::new();
    // Logs are large: they are not read again for nothing.
    if wanted.is_empty() {
        return Ok(found);
    }
    each(log, |key, spawn| {
        if wanted.contains(key) {
            found.insert(key.to_owned(), files(&spawn.inputs));
        }
    })?;
    Ok(found)
}

fn each(log: &Path, mut tell: impl FnMut(&str, &Spawn<'_>)) -> Result<()> {
    let error = |source: io::Error| Error::Log {
        path: log.to_owned(),
        source,
    };
    let file = File::open(log).map_err(error)?;
    execution_log::read(BufReader::new(file), |spawn| {
        if let Some(first) = spawn.listed_outputs.first() {
            tell(first, spawn);
        }
        Ok::<_, io::Error>(())
    })
    .map_err(error)
}

fn files(logged: &[LoggedFile<'_>]) -> Files {
    let file = |file: &LoggedFile<'_>| {
        let path = String::from_utf8_lossy(file.path).into_owned();
        (path, file.digest)
    };
    logged.iter().map(file).collect()
}

/// Of paths and digests, whatever their order.
fn digest(logged: &[LoggedFile<'_>]) -> u64 {
    logged.iter().fold(0, |sum: u64, file| {
        sum.wrapping_add(fnv(file.path).rotate_left(1) ^ file.digest)
    })
}
