//! What rc files define: the names of configs (Bazel refuses one that none of them has), and options.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::verb::Verb;
use checkout::env_vars;

/// The rc file of the whole machine.
const SYSTEM: &str = "/etc/bazel.bazelrc";

/// Whether a config is defined for a verb in the rc files that Bazel reads in a workspace.
pub fn defines(root: &Path, verb: Verb, config: &str) -> bool {
    let lines = lines(root, verb, files(root));
    lines
        .iter()
        .any(|line| line.config.as_deref() == Some(config))
}

/// The options that the rc files of a workspace give to a verb: those that always count, those of the
/// given configs and of this system's, and those of the configs that they name.
pub fn options(root: &Path, verb: Verb, configs: &[&str]) -> Vec<String> {
    let lines = lines(root, verb, files(root));
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

/// The rc files that Bazel reads in a workspace, without those that they import.
fn files(root: &Path) -> impl Iterator<Item = PathBuf> {
    let home = env_vars::value(env_vars::HOME).map(|home| PathBuf::from(home).join(".bazelrc"));
    [PathBuf::from(SYSTEM), root.join(".bazelrc")]
        .into_iter()
        .chain(home)
}

/// The lines of rc files, and of those that they import, that apply to a verb.
fn lines(root: &Path, verb: Verb, files: impl IntoIterator<Item = PathBuf>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut seen = BTreeSet::new();
    for file in files {
        read_lines(root, &file, verb, &mut lines, &mut seen);
    }
    lines
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
        let defined = |verb, name| defines(dir.path(), verb, name);
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
