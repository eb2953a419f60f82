//! `--target_pattern_file`: the targets that a file names, as if they had been typed.

use std::path::{Path, PathBuf};

use bazel::{Invocation, Verb, flags, invocation, prepare};
use checkout::{Mode, Workspace, build_file};

use crate::args::exclusions::is_exclusion;
use crate::error::{Error, Result};
use crate::steps;

/// What a command is to build, and the flags for Bazel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Steps, targets and patterns.
    pub words: Vec<String>,
    /// The user's flags.
    pub flags: Vec<String>,
}

impl Asked {
    /// With the words of the file that the user or an rc file names, where the command has none of its own but what it
    /// leaves out.
    ///
    /// # Errors
    /// When the file cannot be read, or names nothing.
    pub fn with_file(self, workspace: &Workspace, verb: Verb, mode: Mode) -> Result<Self> {
        if self.words.iter().any(|word| !is_exclusion(word)) {
            return Ok(self);
        }
        let Some(named) = named(workspace, verb, mode, &self.flags) else {
            return Ok(self);
        };
        let path = found(workspace, &named);
        let text = std::fs::read_to_string(&path).map_err(Error::read(&path))?;
        let folder = workspace.root.join(workspace.below_root());
        let mut words: Vec<String> = patterns(&text)
            .map(|pattern| as_target(&folder, pattern))
            .collect();
        if words.is_empty() {
            return Err(Error::Usage(format!("{} names no targets", path.display())));
        }
        words.extend(self.words);
        let read = Self {
            words,
            flags: flags::without(&self.flags, invocation::TARGET_FILE),
        };
        Ok(read.without_file(workspace, verb, mode))
    }

    /// With a flag that takes back what an rc file says of it.
    pub fn without_file(mut self, workspace: &Workspace, verb: Verb, mode: Mode) -> Self {
        let is_typed = flags::value(&self.flags, invocation::TARGET_FILE).is_some();
        if !is_typed && named(workspace, verb, mode, &self.flags).is_some() {
            self.flags.push(format!("--{}=", invocation::TARGET_FILE));
        }
        self
    }
}

fn named(workspace: &Workspace, verb: Verb, mode: Mode, flags: &[String]) -> Option<String> {
    let invocation = Invocation {
        user_flags: flags.to_vec(),
        ..Invocation::new(verb, mode)
    };
    prepare::target_file(workspace, &invocation)
}

/// The path that is meant: to Bazel, that is one as seen from the current folder.
fn found(workspace: &Workspace, named: &str) -> PathBuf {
    let current = std::env::current_dir().unwrap_or_default().join(named);
    if current.exists() {
        current
    } else {
        workspace.root.join(named)
    }
}

/// The patterns of such a file: one in a line, up to a comment.
fn patterns(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.trim_start_matches('\u{feff}').lines();
    let patterns = lines.filter_map(|line| line.split('#').next());
    patterns
        .map(str::trim)
        .filter(|pattern| !pattern.is_empty())
}

/// A pattern, which a plain name is as well: that of a package, or of a target of the current one.
fn as_target(folder: &Path, pattern: &str) -> String {
    let (minus, name) = match pattern.strip_prefix('-') {
        Some(name) => ("-", name),
        None => ("", pattern),
    };
    if steps::is_target(name) {
        return pattern.to_owned();
    }
    let is_package = build_file(&folder.join(name)).is_some();
    let target = if is_package { name } else { "" };
    format!("{minus}{target}:{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_pattern_in_each_line_however_it_was_written() {
        let expected = ["//a/...", "-//a/b", ":c"];
        for text in [
            "//a/...\n-//a/b\n:c\n",
            "//a/...\n-//a/b\n:c",
            "\u{feff}//a/...\r\n-//a/b\r\n\r\n:c\r\n",
            "# all\n\n  //a/...\t\n-//a/b # but this\n:c\n",
        ] {
            assert_eq!(patterns(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
        assert_eq!(patterns("# none\n \r\n").count(), 0);
    }

    #[test]
    fn plain_names_are_packages_or_targets() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("web")).unwrap();
        std::fs::write(dir.path().join("web/BUILD"), "").unwrap();
        for (pattern, target) in [
            ("web", "web:web"),
            ("-web", "-web:web"),
            ("app", ":app"),
            ("//x", "//x"),
            ("-...", "-..."),
        ] {
            assert_eq!(as_target(dir.path(), pattern), target);
        }
    }

    #[test]
    fn words_of_the_command_come_before_those_of_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        write("all.txt", "//a/...\n");
        write(".bazelrc", "build:rc --target_pattern_file=all.txt\n");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let read = |targets: &str, flags: &str| {
            let asked = Asked {
                words: words(targets),
                flags: words(flags),
            };
            let asked = asked.with_file(&workspace, Verb::Test, Mode::Test).unwrap();
            (asked.words.join(" "), asked.flags.join(" "))
        };
        let is = |words: &str, flags: &str| (words.to_owned(), flags.to_owned());
        assert_eq!(read("", "--x"), is("", "--x"));
        let typed = "--target_pattern_file=all.txt";
        assert_eq!(read("", typed), is("//a/...", ""));
        assert_eq!(
            read("-//a/b", "--target_pattern_file all.txt -k"),
            is("//a/... -//a/b", "-k")
        );
        assert_eq!(
            read("", "--config=rc"),
            is("//a/...", "--config=rc --target_pattern_file=")
        );
        assert_eq!(read("//b", typed), is("//b", typed));
    }
}
