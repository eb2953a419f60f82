//! What runs beside the builds.

use std::collections::BTreeMap;

/// What `--serve` and `--restart` say, or the settings `dev-serve` and `dev-restart`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The steps and targets to build; without any, those of the mode.
    pub steps: Vec<String>,
    /// Targets that run all the time: development servers.
    pub serve: Vec<String>,
    /// Targets that are started anew when a step was rebuilt, by the step (or the target that is built).
    pub restart: BTreeMap<String, String>,
}

/// Reads `STEP=TARGET` from the command line.
///
/// # Errors
/// When it is not of that form.
pub fn parse_restart(word: &str) -> Result<(String, String), String> {
    match word.split_once('=') {
        Some((step, target)) if !step.is_empty() && !target.is_empty() => {
            Ok((step.to_owned(), target.to_owned()))
        }
        _ => Err("name a step and the target to start: electron-build=//electron:start".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_names_both() {
        assert_eq!(
            parse_restart("app=//app:start"),
            Ok(("app".to_owned(), "//app:start".to_owned()))
        );
        for word in ["app", "app=", "=//app:start"] {
            assert!(parse_restart(word).is_err(), "{word}");
        }
    }
}
