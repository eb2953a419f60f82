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
    match split(word) {
        Some((step, target)) if !step.is_empty() && !target.is_empty() => {
            Ok((step.to_owned(), target.to_owned()))
        }
        _ => Err("expected STEP=TARGET, such as electron-build=//electron:start".to_owned()),
    }
}

/// A name can have the sign itself: the target begins like a label, if any part does.
fn split(word: &str) -> Option<(&str, &str)> {
    let splits = word.match_indices('=');
    let mut splits = splits.map(|(at, _)| (&word[..at], &word[at + 1..]));
    splits
        .find(|(step, target)| !step.is_empty() && target.starts_with(['/', ':', '@']))
        .or_else(|| word.split_once('='))
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
        assert_eq!(
            parse_restart("//:a=b=//app:start"),
            Ok(("//:a=b".to_owned(), "//app:start".to_owned()))
        );
        assert_eq!(
            parse_restart("app=start"),
            Ok(("app".to_owned(), "start".to_owned()))
        );
        for word in ["app", "app=", "=//app:start"] {
            assert!(parse_restart(word).is_err(), "{word}");
        }
    }
}
