//! Two builds of the same sources, compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::actions::{self, Action, Actions, Files};
use crate::error::Result;

/// What two builds made differently.
#[derive(Debug, Default, PartialEq)]
pub struct Comparison {
    /// The actions that made different files of the same inputs.
    pub causes: Vec<Cause>,
    /// Inputs that differ although no process made them: a repository rule wrote them, or Bazel itself.
    pub given: Vec<Given>,
    /// How many actions made different files because of what they were given.
    pub consequences: usize,
    /// How many actions both builds ran.
    pub compared: usize,
    /// The labels of actions that only one of the builds ran.
    pub alone: BTreeSet<String>,
}

/// An action that is the cause of a difference.
#[derive(Debug, PartialEq)]
pub struct Cause {
    /// Its target.
    pub label: String,
    /// The kind of work.
    pub mnemonic: String,
    /// The files that differ, below the execution root.
    pub outputs: Vec<String>,
    /// How many further actions it made differ.
    pub followed_by: usize,
}

/// A file that differs and that no process made.
#[derive(Debug, PartialEq)]
pub struct Given {
    /// The file, below the execution root.
    pub path: String,
    /// The actions that read it.
    pub read_by: Vec<String>,
}

impl Comparison {
    /// Whether both builds made the same.
    pub fn is_same(&self) -> bool {
        self.causes.is_empty() && self.given.is_empty() && self.alone.is_empty()
    }
}

/// Compares the execution logs of two builds.
///
/// # Errors
/// When a log cannot be read.
pub fn compare(first: &Path, second: &Path) -> Result<Comparison> {
    let (one, other) = (actions::read(first)?, actions::read(second)?);
    let differing = differing(&one, &other);
    let mut fed = differing.clone();
    fed.retain(|key| one[*key].inputs != other[*key].inputs);
    let inputs = changed_inputs(
        actions::inputs_of(first, &fed)?,
        &actions::inputs_of(second, &fed)?,
    );
    let makers = makers(&one);
    let mut comparison = Comparison {
        compared: one.keys().filter(|key| other.contains_key(*key)).count(),
        consequences: inputs.len(),
        alone: alone(&one, &other),
        given: given(&inputs, &makers, &one),
        ..Comparison::default()
    };
    for key in differing.iter().filter(|key| !inputs.contains_key(**key)) {
        comparison.causes.push(Cause {
            label: one[*key].label.clone(),
            mnemonic: one[*key].mnemonic.clone(),
            outputs: changed(&one[*key].outputs, &other[*key].outputs),
            followed_by: followers(key, &inputs, &makers),
        });
    }
    Ok(comparison)
}

/// The keys of actions whose outputs are not the same.
fn differing<'a>(one: &'a Actions, other: &Actions) -> BTreeSet<&'a str> {
    let is_other = |key: &str, action: &Action| {
        other
            .get(key)
            .is_some_and(|second| second.outputs != action.outputs)
    };
    let found = one.iter().filter(|(key, action)| is_other(key, action));
    found.map(|(key, _)| key.as_str()).collect()
}

fn alone(one: &Actions, other: &Actions) -> BTreeSet<String> {
    let only = |these: &Actions, those: &Actions| -> Vec<String> {
        let missing = these.iter().filter(|(key, _)| !those.contains_key(*key));
        missing.map(|(_, action)| action.label.clone()).collect()
    };
    only(one, other)
        .into_iter()
        .chain(only(other, one))
        .collect()
}

/// Paths whose digests differ, and those that one side lacks.
fn changed(one: &Files, other: &Files) -> Vec<String> {
    let of_one = one
        .iter()
        .filter(|(path, digest)| other.get(*path) != Some(digest));
    let added = other.keys().filter(|path| !one.contains_key(*path));
    let paths: BTreeSet<&String> = of_one.map(|(path, _)| path).chain(added).collect();
    paths.into_iter().cloned().collect()
}

fn changed_inputs(
    one: BTreeMap<String, Files>,
    other: &BTreeMap<String, Files>,
) -> BTreeMap<String, Vec<String>> {
    let empty = Files::new();
    one.into_iter()
        .map(|(key, files)| {
            let paths = changed(&files, other.get(&key).unwrap_or(&empty));
            (key, paths)
        })
        .collect()
}

/// Which action made a file.
fn makers(actions: &Actions) -> BTreeMap<&str, &str> {
    let made = actions.iter().flat_map(|(key, action)| {
        let paths = action.outputs.keys();
        paths.map(move |path| (path.as_str(), key.as_str()))
    });
    made.collect()
}

/// The inputs that differ and that no process made.
fn given(
    inputs: &BTreeMap<String, Vec<String>>,
    makers: &BTreeMap<&str, &str>,
    actions: &Actions,
) -> Vec<Given> {
    let mut read_by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (key, paths) in inputs {
        for path in paths
            .iter()
            .filter(|path| !makers.contains_key(path.as_str()))
        {
            let readers = read_by.entry(path).or_default();
            readers.extend(actions.get(key).map(|action| action.label.as_str()));
        }
    }
    let given = read_by.into_iter().map(|(path, labels)| Given {
        path: path.to_owned(),
        read_by: labels.into_iter().map(str::to_owned).collect(),
    });
    given.collect()
}

/// How many actions differ because of what an action made, and of what those made.
fn followers(
    cause: &str,
    inputs: &BTreeMap<String, Vec<String>>,
    makers: &BTreeMap<&str, &str>,
) -> usize {
    let mut reached = BTreeSet::from([cause]);
    loop {
        let reads = |paths: &[String]| {
            let mut makers = paths.iter().filter_map(|path| makers.get(path.as_str()));
            makers.any(|maker| reached.contains(maker))
        };
        let next: Vec<&str> = inputs
            .iter()
            .filter(|(key, paths)| !reached.contains(key.as_str()) && reads(paths))
            .map(|(key, _)| key.as_str())
            .collect();
        if next.is_empty() {
            return reached.len() - 1;
        }
        reached.extend(next);
    }
}

#[cfg(test)]
mod tests;
