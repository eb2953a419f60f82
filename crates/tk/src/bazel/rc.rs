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

/// The options that the rc files of a workspace give to a verb: those that always count, those of the
/// given configs and of this system's, and those of the configs that they name.
pub fn options(root: &Path, verb: Verb, configs: &[&str]) -> Vec<String> {
    let home = env_vars::value(env_vars::HOME).map(|home| PathBuf::from(home).join(".bazelrc"));
    let mut lines = Vec::new();
    let mut seen = BTreeSet::new();
    for file in [PathBuf::from(SYSTEM), root.join(".bazelrc")]
        .into_iter()
        .chain(home)
    {
        read_lines(root, &file, verb, &mut lines, &mut seen);
    }
    // What --enable_platform_specific_config adds.
    let system = if cfg!(target_os = "macos") {
        "macos"
    } else {
        "linux"
    };
    let mut wanted: BTreeSet<String> = configs.iter().map(|name| (*name).to_owned()).collect();
    wanted.insert(system.to_owned());
    loop {
        let in_force = lines.iter().filter(|line: &&Line| {
            let config = line.config.as_ref();
            config.is_none_or(|config| wanted.contains(config))
        });
        let options: Vec<String> = in_force.flat_map(|line| line.options.clone()).collect();
        let named: BTreeSet<String> = options
            .iter()
            .filter_map(|option| option.strip_prefix("--config="))
            .map(str::to_owned)
            .collect();
        if named.is_subset(&wanted) {
            return options;
        }
        wanted.extend(named);
    }
}

/// A line of an rc file that applies to a verb.
struct Line {
    config: Option<String>,
    options: Vec<String>,
}

fn read_lines(
    root: &Path,
    file: &Path,
    verb: Verb,
    lines: &mut Vec<Line>,
    seen: &mut BTreeSet<PathBuf>,
) {
    if !seen.insert(file.to_owned()) {
        return;
    }
    let Ok(text) = std::fs::read_to_string(file) else {
        return;
    };
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let Some(first) = words.next() else { continue };
        if matches!(first, "import" | "try-import") {
            if let Some(path) = words.next() {
                read_lines(root, &imported(root, path), verb, lines, seen);
            }
            continue;
        }
        let (command, config) = match first.split_once(':') {
            Some((command, config)) => (command, Some(config.to_owned())),
            None => (first, None),
        };
        if applies(command, verb) {
            let options = words.take_while(|word| !word.starts_with('#'));
            let options = options.map(|word| word.trim_matches(['"', '\'']).to_owned());
            lines.push(Line {
                config,
                options: options.collect(),
            });
        }
    }
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

    #[test]
    fn the_options_of_configs_are_found_with_those_that_they_name() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(
            dir.path().join(".bazelrc"),
            "build --always \"--quoted=a\" # --not\ntest --for_tests\nbuild:ci --config=remote --ci\n\
             build:remote --remote_executor=x\nquery --other\ntry-import %workspace%/user.rc\n",
        )
        .unwrap();
        std::fs::write(dir.path().join("user.rc"), "common:ci --mine\n").unwrap();
        let options = |verb, configs: &[&str]| options(dir.path(), verb, configs).join(" ");
        assert_eq!(options(Verb::Build, &[]), "--always --quoted=a");
        assert_eq!(options(Verb::Test, &[]), "--always --quoted=a --for_tests");
        assert_eq!(
            options(Verb::Build, &["ci"]),
            "--always --quoted=a --config=remote --ci --remote_executor=x --mine"
        );
    }
}
