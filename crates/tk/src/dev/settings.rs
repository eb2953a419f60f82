//! The programs that `tk dev` runs.

use std::collections::BTreeMap;

/// The values of `--serve` and `--restart`, or of the settings `dev-serve` and `dev-restart`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The steps and targets to build; by default, those of the mode.
    pub steps: Vec<String>,
    /// Targets that always run: development servers.
    pub serve: Vec<String>,
    /// Targets that are restarted after a rebuild, by the step (or the target that is built).
    pub restart: BTreeMap<String, String>,
}

/// Parses `STEP=TARGET`.
///
/// # Errors
/// When it has another form.
pub fn parse_restart(word: &str) -> Result<(String, String), String> {
    match word.split_once('=') {
        Some((step, target)) if !step.is_empty() && !target.is_empty() => {
            Ok((step.to_owned(), target.to_owned()))
        }
        _ => Err("expected STEP=TARGET, such as electron-build=//electron:start".to_owned()),
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
