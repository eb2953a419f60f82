//! Reads the settings among the environment variables: `TK_RETRIES=3`.

use std::ffi::OsString;

use crate::error::{Error, Result};
use crate::keys::{self, KEYS, Key};
use crate::value::Value;
use checkout::env_vars;

/// The prefix of `tk`'s own variables.
const PREFIX: &str = "TK_";

/// What the environment sets.
#[derive(Debug, Default)]
pub struct Environment {
    /// The keys that variables set, with their values.
    pub entries: Vec<(&'static Key, Value)>,
    /// A warning for each unknown variable whose name is close to a key's.
    pub warnings: Vec<String>,
}

/// Reads the settings among variables; one that is empty sets nothing.
///
/// # Errors
/// When a value is invalid for its key.
pub fn read(variables: impl Iterator<Item = (OsString, OsString)>) -> Result<Environment> {
    let mut environment = Environment::default();
    let mut variables: Vec<_> = variables
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, value)| name.starts_with(PREFIX) && !value.is_empty())
        .collect();
    variables.sort();
    for (name, value) in variables {
        if let Some(key) = KEYS.iter().find(|key| key.variable() == name) {
            environment
                .entries
                .push((key, read_one(key, &name, &value)?));
        } else if let Some(meant) = meant(&name) {
            environment.warnings.push(format!(
                "unknown variable {name}; did you mean {}?",
                meant.variable()
            ));
        }
    }
    Ok(environment)
}

fn read_one(key: &Key, name: &str, value: &OsString) -> Result<Value> {
    let wrong = |found: String| Error::Variable {
        name: name.to_owned(),
        wanted: key.wanted(),
        found,
    };
    let text = value
        .to_str()
        .ok_or_else(|| wrong("text that is not UTF-8".to_owned()))?;
    Value::of_variable(key, text).map_err(|unfit| wrong(unfit.0))
}

/// The key with the closest variable name. Other programs may use the same prefix.
fn meant(name: &str) -> Option<&'static Key> {
    if env_vars::ALL.iter().any(|known| known.name == name) {
        return None;
    }
    let name = name.strip_prefix(PREFIX)?.to_lowercase().replace('_', "-");
    keys::nearest(&name, KEYS.iter().map(|key| key.name)).and_then(keys::find)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(variables: &[(&str, &str)]) -> Result<Environment> {
        read(
            variables
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into())),
        )
    }

    #[test]
    fn variables_set_keys() {
        let read = read_all(&[
            ("TK_VERBOSE", "1"),
            ("TK_RETRIES", ""),
            ("TK_ROOT", "/w"),
            ("TK_LIBRARY", "/usr/lib/tk8.6"),
            ("TK_PARALEL", "0"),
            ("VERBOSE", "1"),
        ])
        .unwrap();
        assert_eq!(read.entries.len(), 1);
        assert_eq!(read.entries[0].0.name, "verbose");
        insta::assert_snapshot!(read.warnings.join("\n"), @"unknown variable TK_PARALEL; did you mean TK_PARALLEL?");
    }

    #[test]
    fn a_wrong_value_names_the_variable() {
        let error = read_all(&[("TK_RETRIES", "many")]).unwrap_err();
        insta::assert_snapshot!(error, @r#"TK_RETRIES must be a whole number from 0 to 100, not "many""#);
    }
}
