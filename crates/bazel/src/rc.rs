//! What Bazel's rc files say: which files are read, which configs they define, which options they give.

mod words;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use checkout::env_vars;

use crate::verb::Verb;
use words::words;

/// The rc file of the whole machine.
const SYSTEM: &str = "/etc/bazel.bazelrc";

/// The rc files that Bazel reads in a workspace, with those that they import.
#[derive(Debug, Default)]
pub struct RcFiles {
    files: Vec<RcFile>,
    lines: Vec<Line>,
}

/// A file that Bazel reads, or would read if it were there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RcFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes; `None` where it is not there or cannot be read.
    pub content: Option<Vec<u8>>,
}

/// A line that gives options.
#[derive(Debug)]
struct Line {
    /// `build`, `common` ...
    command: String,
    /// The config of which the options are part; `None`: they always count.
    config: Option<String>,
    options: Vec<String>,
}

impl Line {
    /// Test and run take build's options, and all take what is common.
    fn applies_to(&self, verb: Verb) -> bool {
        let command = self.command.as_str();
        matches!(command, "common" | "always" | "build") || command == verb.name()
    }
}

impl RcFiles {
    /// Reads the system's file, the workspace's and the user's, in Bazel's order. What cannot be read says
    /// nothing: Bazel itself ends with an error of its own.
    pub fn read(root: &Path) -> Self {
        let home = env_vars::value(env_vars::HOME).map(PathBuf::from);
        Self::of(root, home.as_deref())
    }

    fn of(root: &Path, home: Option<&Path>) -> Self {
        let mut read = Self::default();
        let first = [PathBuf::from(SYSTEM), root.join(".bazelrc")];
        let users = home.map(|home| home.join(".bazelrc"));
        for path in first.into_iter().chain(users) {
            read.add(root, path);
        }
        read
    }

    fn add(&mut self, root: &Path, path: PathBuf) {
        if self.files.iter().any(|file| file.path == path) {
            return;
        }
        let content = std::fs::read(&path).ok();
        let text = content.as_deref().map(String::from_utf8_lossy);
        let text = text.map(|text| text.replace("\\\r\n", "").replace("\\\n", ""));
        self.files.push(RcFile { path, content });
        for line in text.iter().flat_map(|text| text.lines()) {
            self.add_line(root, words(line));
        }
    }

    fn add_line(&mut self, root: &Path, mut words: Vec<String>) {
        if words.is_empty() {
            return;
        }
        let options = words.split_off(1);
        let first = words.remove(0);
        if first == "import" || first.starts_with("try-import") {
            // Bazel 8.1's conditional form has a condition before the path.
            for word in options {
                self.add(root, imported(root, &word));
            }
            return;
        }
        let (command, config) = match first.split_once(':') {
            Some((command, config)) => (command.to_owned(), Some(config.to_owned())),
            None => (first, None),
        };
        self.lines.push(Line {
            command,
            config,
            options,
        });
    }

    /// Every file, in the order in which Bazel comes upon it.
    pub fn into_files(self) -> Vec<RcFile> {
        self.files
    }

    /// Whether a config is defined for a verb: Bazel refuses one that is not.
    pub fn defines(&self, verb: Verb, config: &str) -> bool {
        let mut lines = self.lines.iter().filter(|line| line.applies_to(verb));
        lines.any(|line| line.config.as_deref() == Some(config))
    }

    /// The options that the files give to a verb: those that always count, those of the given configs and of
    /// this system's, and those of the configs that they name.
    pub fn options(&self, verb: Verb, configs: &[&str]) -> Vec<String> {
        let lines: Vec<&Line> = self
            .lines
            .iter()
            .filter(|line| line.applies_to(verb))
            .collect();
        let mut wanted: BTreeSet<String> = configs.iter().map(|name| (*name).to_owned()).collect();
        wanted.insert(system_config().to_owned());
        loop {
            let in_force = lines.iter().filter(|line| {
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

    /// The options of all commands and configs.
    pub fn all_options(&self) -> Vec<String> {
        let options = self.lines.iter().flat_map(|line| &line.options);
        options.cloned().collect()
    }

    /// Whether any option of any command and config contains a text.
    pub fn mention(&self, text: &str) -> bool {
        let mut options = self.lines.iter().flat_map(|line| &line.options);
        options.any(|option| option.contains(text))
    }
}

/// What `--enable_platform_specific_config` adds.
fn system_config() -> &'static str {
    if cfg!(target_os = "macos") {
        "macos"
    } else {
        "linux"
    }
}

fn imported(root: &Path, path: &str) -> PathBuf {
    match path.strip_prefix("%workspace%") {
        Some(rest) => root.join(rest.trim_start_matches('/')),
        None => root.join(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)]) -> (tempfile::TempDir, RcFiles) {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        let home = dir.path().join("no-home");
        let rc = RcFiles::of(dir.path(), Some(&home));
        (dir, rc)
    }

    #[test]
    fn configs_are_found_for_the_verbs_that_take_them() {
        let (_dir, rc) = read(&[
            (
                ".bazelrc",
                "# build:comment --x\nbuild:fast --copt=-O0\ntest:slow --x\ncommon:all \\\n  --y\r\nimport %workspace%/more.rc\n",
            ),
            (
                "more.rc",
                "build:more --z\ntry-import %workspace%/.bazelrc\ntry-import none.rc\n",
            ),
        ]);
        assert!(rc.defines(Verb::Build, "fast") && rc.defines(Verb::Test, "fast"));
        assert!(rc.defines(Verb::Test, "slow") && !rc.defines(Verb::Build, "slow"));
        assert!(rc.defines(Verb::Build, "all") && rc.defines(Verb::Run, "more"));
        assert!(!rc.defines(Verb::Build, "comment") && !rc.defines(Verb::Build, "none"));
    }

    #[test]
    fn options_are_those_of_the_verb_and_of_the_configs_that_are_named() {
        let (_dir, rc) = read(&[(
            ".bazelrc",
            "build --a='1 2' # no\ntest --b\nquery --c\nbuild:one --d --config=two\ncommon:two --e\nbuild:three --f\nbuild:linux --g\n",
        )]);
        let of = |verb, configs: &[&str]| {
            let mut options = rc.options(verb, configs);
            options.retain(|option| option != "--g");
            options
        };
        assert_eq!(of(Verb::Build, &[]), ["--a=1 2"]);
        assert_eq!(of(Verb::Test, &[]), ["--a=1 2", "--b"]);
        assert_eq!(
            of(Verb::Build, &["one"]),
            ["--a=1 2", "--d", "--config=two", "--e"]
        );
        assert!(rc.mention("--c") && rc.mention("--f") && !rc.mention("no"));
    }

    #[test]
    fn imports_are_followed_wherever_they_lead() {
        let (dir, rc) = read(&[
            (
                ".bazelrc",
                "build --x # import no\nimport %workspace%/a.rc\n  try-import \"/nowhere/b c.rc\"\ntry-import-if-bazel-version >=8.1 %workspace%/c.rc\n",
            ),
            ("a.rc", "try-import %workspace%/.bazelrc\n"),
            ("c.rc", ""),
        ]);
        let found = rc.into_files();
        let is_there = |path: &Path| {
            let mut known = found.iter().filter(|file| file.path == path);
            known.next().map(|file| file.content.is_some())
        };
        assert_eq!(is_there(&dir.path().join("a.rc")), Some(true));
        assert_eq!(is_there(&dir.path().join("c.rc")), Some(true));
        assert_eq!(is_there(Path::new("/nowhere/b c.rc")), Some(false));
        assert_eq!(is_there(&dir.path().join("no-home/.bazelrc")), Some(false));
    }
}
