//! What Bazel's rc files say: which files are read, which configs they define, which options they give.

mod in_force;
mod words;

use std::path::{Path, PathBuf};

use checkout::env_vars;

use crate::verb::Verb;
pub use in_force::{Given, Place};
use words::{lines, words};

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
    options: Vec<Given>,
}

/// The commands whose options a verb takes, the weakest first: test and run take build's.
fn commands(verb: Verb) -> impl Iterator<Item = &'static str> {
    let inherited = ["always", "common", "build"];
    let own = (verb != Verb::Build).then(|| verb.name());
    inherited.into_iter().chain(own)
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
            read.add(root, path, &mut Vec::new());
        }
        read
    }

    /// Reads a file where `importing` came upon it. Bazel reads one that is imported twice twice, and refuses circles.
    fn add(&mut self, root: &Path, path: PathBuf, importing: &mut Vec<PathBuf>) {
        let is_known = self.files.iter().any(|file| file.path == path);
        if importing.contains(&path) || importing.is_empty() && is_known {
            return;
        }
        let content = std::fs::read(&path).ok();
        let text = String::from_utf8_lossy(content.as_deref().unwrap_or_default()).into_owned();
        if !is_known {
            let path = path.clone();
            self.files.push(RcFile { path, content });
        }
        importing.push(path);
        for (number, line) in lines(&text) {
            self.add_line(root, importing, number, words(&line));
        }
        importing.pop();
    }

    fn add_line(
        &mut self,
        root: &Path,
        importing: &mut Vec<PathBuf>,
        number: usize,
        mut words: Vec<String>,
    ) {
        if words.is_empty() {
            return;
        }
        let options = words.split_off(1);
        let first = words.remove(0);
        if first == "import" || first.starts_with("try-import") {
            // Bazel 8.1's conditional form has a condition before the path.
            for word in options {
                self.add(root, imported(root, &word), importing);
            }
            return;
        }
        let (command, config) = match first.split_once(':') {
            Some((command, config)) => (command.to_owned(), Some(config.to_owned())),
            None => (first, None),
        };
        let place = Place {
            file: importing.last().cloned().unwrap_or_default(),
            line: number,
        };
        let given = |option| Given {
            option,
            place: place.clone(),
        };
        self.lines.push(Line {
            command,
            config,
            options: options.into_iter().map(given).collect(),
        });
    }

    /// Every file, in the order in which Bazel comes upon it.
    pub fn into_files(self) -> Vec<RcFile> {
        self.files
    }

    /// Whether a config is defined for a verb: Bazel refuses one that is not.
    pub fn defines(&self, verb: Verb, config: &str) -> bool {
        let mut defining = commands(verb).flat_map(|command| self.section(command, Some(config)));
        defining.next().is_some()
    }

    /// The options of all commands and configs.
    pub fn all_options(&self) -> Vec<String> {
        let options = self.lines.iter().flat_map(|line| &line.options);
        options.map(|given| given.option.clone()).collect()
    }

    /// The lines of a command and config, in the order in which they are read.
    fn section(&self, command: &str, config: Option<&str>) -> impl Iterator<Item = &Line> {
        let is_meant =
            move |line: &&Line| line.command == command && line.config.as_deref() == config;
        self.lines.iter().filter(is_meant)
    }
}

fn imported(root: &Path, path: &str) -> PathBuf {
    match path.strip_prefix("%workspace%") {
        Some(rest) => root.join(rest.trim_start_matches('/')),
        None => root.join(path),
    }
}

#[cfg(test)]
mod tests;
