//! Which `--config` names the rc files define: Bazel refuses one that none of them does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::verb::Verb;
use crate::env_vars;

/// The rc file of the whole machine.
const SYSTEM: &str = "/etc/bazel.bazelrc";

/// Whether a config is defined for a verb in the rc files that Bazel reads in a workspace.
pub fn defines(root: &Path, verb: Verb, config: &str) -> bool {
    let home = env_vars::value(env_vars::HOME).map(|home| PathBuf::from(home).join(".bazelrc"));
    let mut seen = BTreeSet::new();
    [PathBuf::from(SYSTEM), root.join(".bazelrc")]
        .into_iter()
        .chain(home)
        .any(|file| file_defines(root, &file, verb, config, &mut seen))
}

fn file_defines(
    root: &Path,
    file: &Path,
    verb: Verb,
    config: &str,
    seen: &mut BTreeSet<PathBuf>,
) -> bool {
    if !seen.insert(file.to_owned()) {
        return false;
    }
    let Ok(text) = std::fs::read_to_string(file) else {
        return false;
    };
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        match words.next() {
            Some("import" | "try-import") => words
                .next()
                .is_some_and(|path| file_defines(root, &imported(root, path), verb, config, seen)),
            Some(word) => word
                .split_once(':')
                .is_some_and(|(command, name)| name == config && applies(command, verb)),
            None => false,
        }
    })
}

fn imported(root: &Path, path: &str) -> PathBuf {
    let path = path.trim_matches(['"', '\'']);
    match path.strip_prefix("%workspace%") {
        Some(rest) => root.join(rest.trim_start_matches('/')),
        None => root.join(path),
    }
}

/// Test and run take build's options, and all take what is common.
fn applies(command: &str, verb: Verb) -> bool {
    matches!(command, "common" | "always" | "build") || command == verb.name()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configs_are_found_where_bazel_finds_them() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        write(
            ".bazelrc",
            "# build:commented --x\nbuild:release -c opt\ntest:slow \\\n  --flaky_test_attempts=2\n\
             common:ci --color=no\ntry-import %workspace%/more.rc\nimport gone.rc\ntry-import %workspace%/.bazelrc\n",
        );
        write("more.rc", "build:imported --x\n");
        let defined = |verb, name| {
            let mut seen = BTreeSet::new();
            file_defines(
                dir.path(),
                &dir.path().join(".bazelrc"),
                verb,
                name,
                &mut seen,
            )
        };
        for name in ["release", "ci", "imported"] {
            assert!(
                defined(Verb::Build, name) && defined(Verb::Test, name),
                "{name}"
            );
        }
        assert!(defined(Verb::Test, "slow") && !defined(Verb::Build, "slow"));
        assert!(!defined(Verb::Build, "commented") && !defined(Verb::Build, "development"));
    }
}
