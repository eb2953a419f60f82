//! The variables that may change what Bazel does.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Variables that only affect where and how output is shown. They still count if a
/// flag or a repository rule names it.
const WITHOUT_INFLUENCE: [&str; 29] = [
    "CLICOLOR_FORCE",
    "COLORTERM",
    "COLUMNS",
    "GPG_TTY",
    "INVOCATION_ID",
    "ITERM_SESSION_ID",
    "JOURNAL_STREAM",
    "LINES",
    "LS_COLORS",
    "NO_COLOR",
    "OLDPWD",
    "PWD",
    "SHLVL",
    "SSH_AUTH_SOCK",
    "SSH_CLIENT",
    "SSH_CONNECTION",
    "SSH_TTY",
    "STY",
    "TERM",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "TERM_SESSION_ID",
    "TMUX",
    "TMUX_PANE",
    "VTE_VERSION",
    "WINDOW",
    "WINDOWID",
    "XDG_SESSION_ID",
    "_",
];

/// The variables of this process, sorted by name.
pub fn variables() -> Vec<(OsString, OsString)> {
    let mut variables: Vec<_> = std::env::vars_os().collect();
    variables.sort();
    variables
}

/// Those that count: not those without influence, unless they are named.
pub fn counting<'a>(
    variables: &'a [(OsString, OsString)],
    named: &'a [OsString],
) -> impl Iterator<Item = &'a (OsString, OsString)> {
    variables
        .iter()
        .filter(|(name, _)| !is_without_influence(name) || named.contains(name))
}

fn is_without_influence(name: &OsStr) -> bool {
    name.to_str()
        .is_some_and(|name| WITHOUT_INFLUENCE.contains(&name))
}

/// A digest of the variables that count, and how many they are.
pub fn digest(variables: &[(OsString, OsString)], named: &[OsString]) -> ([u8; 32], u64) {
    let mut digest = Sha256::new();
    let mut count = 0;
    for (name, value) in counting(variables, named) {
        for part in [name, value] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        }
        count += 1;
    }
    (digest.finalize().into(), count)
}

/// Which of the variables without influence a text names, as flags and marker files do.
pub fn named_in<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<OsString> {
    let mut named: Vec<OsString> = Vec::new();
    for text in texts {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        for word in text.split(|c| !is_part(c)) {
            if WITHOUT_INFLUENCE.contains(&word) && !named.iter().any(|known| known == word) {
                named.push(word.into());
            }
        }
    }
    named
}

/// The files that variables name, such as `NPM_CONFIG_USERCONFIG`.
pub fn named_files(variables: &[(OsString, OsString)]) -> Vec<PathBuf> {
    counting(variables, &[])
        .map(|(_, value)| Path::new(value))
        .filter(|path| path.is_absolute() && path.is_file())
        .map(Path::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        pairs
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }

    #[test]
    fn only_what_has_influence_counts() {
        let one = set(&[("CC", "gcc"), ("TERM", "xterm")]);
        let other_terminal = set(&[("CC", "gcc"), ("TERM", "dumb"), ("PWD", "/")]);
        let other_compiler = set(&[("CC", "clang"), ("TERM", "xterm")]);
        assert_eq!(digest(&one, &[]), digest(&other_terminal, &[]));
        assert_ne!(digest(&one, &[]), digest(&other_compiler, &[]));
        let named = named_in(["--action_env=TERM", "--x=y"].into_iter());
        assert_eq!(named, ["TERM"]);
        assert_ne!(digest(&one, &named), digest(&other_terminal, &named));
        assert_ne!(
            digest(&set(&[("A", "BC")]), &[]),
            digest(&set(&[("AB", "C")]), &[])
        );
    }
}
