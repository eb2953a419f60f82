//! Variables that agents and checks are given, and all that must not be shown.

use std::fs;

use crate::failure::Failure;
use crate::settings::{Config, Variable};

/// The variables of the settings with their values in this process's environment.
///
/// # Errors
///
/// One is not set.
pub fn of_variables(key: &str, names: &[Variable]) -> Result<Vec<(String, String)>, Failure> {
    let value = |name: &Variable| match std::env::var(&**name) {
        Ok(value) => Ok((name.to_string(), value)),
        Err(_) => Err(Failure::setting(format!(
            "{key} names {}, which the service's environment has not, or not as UTF-8: set it, or leave it out",
            &**name
        ))),
    };
    names.iter().map(value).collect()
}

/// The variables whose values are in files: `NAME=FILE`.
///
/// # Errors
///
/// It is none, or its file cannot be read.
pub fn of_files(key: &str, named: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let value = |text: &String| {
        let (name, path) = text
            .split_once('=')
            .ok_or_else(|| Failure::setting(format!("{key} has {text:?}: write NAME=FILE")))?;
        let value = fs::read_to_string(path).map_err(Failure::reading(path.as_ref()))?;
        Ok((name.to_owned(), value.trim_end().to_owned()))
    };
    named.iter().map(value).collect()
}

/// What is masked wherever something is printed, beside the values of the variables that programs are given.
pub fn secrets(config: &Config) -> Vec<String> {
    [
        &config.admin_token,
        &config.callback_key,
        &config.callback_previous_key,
    ]
    .iter()
    .filter_map(|secret| secret.reveal().map(str::to_owned))
    .collect()
}
