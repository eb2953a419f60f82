//! Every setting, one line each: files, variables, the schema and the reference are derived from this list.

use checkout::Mode;

/// The kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Switch,
    /// A whole number from a minimum to a maximum.
    Number(u64, u64),
    /// The name of a build mode.
    Mode,
    /// The name of a platform, like `linux-x64`.
    Platform,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A file or folder; in a file, relative to that file's folder.
    Path,
    /// Words; those of all places are joined, with higher precedence last.
    Words(WordKind),
}

/// The kinds of words that lists have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// Names of Bazel configs: no `--config=` before them.
    Configs,
    /// Flags of Bazel, with their dashes.
    Flags,
    /// Absolute labels.
    Targets,
    /// Pairs `STEP=TARGET`: the program to restart when the step is rebuilt.
    Restarts,
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key's name in files; the variable is `TK_` and the name in capitals.
    pub name: &'static str,
    /// The values that it can have.
    pub kind: Kind,
    /// Its description, for the reference and the schema.
    pub doc: &'static str,
    /// The long flag whose default it sets, without dashes. A switch's flag can be its opposite,
    /// `no-NAME`.
    pub flag: &'static str,
    /// The commands that use it, if they have the flag; if empty, all commands that build.
    pub commands: &'static [&'static str],
}

/// The commands that run builds.
pub const BUILDS: [&str; 7] = ["build", "test", "check", "gen", "verify", "run", "dev"];

/// The commands with machine-readable output.
const TELLING: [&str; 5] = ["build", "test", "check", "gen", "verify"];

/// The commands that can answer in the way of coding agents.
const BRIEF: [&str; 4] = ["build", "test", "check", "gen"];

/// When output is for coding agents.
pub const AGENT: [&str; 3] = ["auto", "on", "off"];

/// All settings.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    key("mode", Kind::Mode, "The default mode of builds").only(&["build", "check", "run", "dev"]),
    key("test-mode", Kind::Mode, "The default mode of `tk test`").flag("mode").only(&["test"]),
    key("platform", Kind::Platform, "The platform to build for, instead of this machine's"),
    key("verbose", Kind::Switch, "Show all of Bazel's output"),
    key("parallel", Kind::Switch, "Run actions in parallel").flag("no-parallel"),
    key("jobs", Kind::Number(1, 5000), "Run at most N actions at a time"),
    key("bazel-configs", Kind::Words(WordKind::Configs), "Bazel configs in addition to the mode's").flag("bazel-config"),
    key("bazel-flags", Kind::Words(WordKind::Flags), "Flags for Bazel, before those after `--`").flag("bazel-flag"),
    key("retries", Kind::Number(0, 100), "How often to retry infrastructure failures; build and test failures are never retried"),
    key("keep-going", Kind::Switch, "Build and test as much as possible after a failure"),
    key("fast", Kind::Switch, "Skip Bazel if nothing can have changed since the last build").flag("no-fast"),
    key("incremental", Kind::Switch, "Compile the workspace's crates incrementally, except in production and CI").flag("no-incremental"),
    key("history", Kind::Switch, "Record builds for `tk history`, `tk why` and `tk profile`").flag("no-history"),
    key("dev-serve", Kind::Words(WordKind::Targets), "Development servers that `tk dev` keeps running").flag("serve").only(&["dev"]),
    key("dev-restart", Kind::Words(WordKind::Restarts), "Targets that `tk dev` restarts when a step is rebuilt").flag("restart").only(&["dev"]),
    key("agent", Kind::Choice(&AGENT), "Short output for coding agents; auto: if a coding agent runs tk").only(&BRIEF),
    key("json", Kind::Switch, "Write events to standard output as JSON, one object per line").only(&TELLING),
    key("junit", Kind::Path, "Write steps, failures and tests to this file as JUnit XML").only(&TELLING),
    key("github", Kind::Switch, "Write GitHub workflow annotations, even if GITHUB_ACTIONS is not true").only(&TELLING),
];

const fn key(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key {
        name,
        kind,
        doc,
        flag: name,
        commands: &[],
    }
}

impl Key {
    const fn flag(self, flag: &'static str) -> Self {
        Self { flag, ..self }
    }

    const fn only(self, commands: &'static [&'static str]) -> Self {
        Self { commands, ..self }
    }

    /// Whether it sets a default for a command that has the flag.
    pub fn counts_for(&self, command: &str) -> bool {
        if self.commands.is_empty() {
            BUILDS.contains(&command)
        } else {
            self.commands.contains(&command)
        }
    }

    /// Whether the flag is the opposite: `--no-parallel` for `parallel`.
    pub fn is_inverted(&self) -> bool {
        self.flag.strip_prefix("no-") == Some(self.name)
    }

    /// The environment variable that sets the key.
    pub fn variable(&self) -> String {
        format!("TK_{}", self.name.replace('-', "_").to_uppercase())
    }

    /// The values that the key can have, for messages: "... must be WANTED".
    pub fn wanted(&self) -> String {
        match self.kind {
            Kind::Switch => "true or false".to_owned(),
            Kind::Number(least, most) => format!("a whole number from {least} to {most}"),
            Kind::Mode => format!("one of {}", Mode::ALL.map(Mode::name).join(", ")),
            Kind::Platform => "a platform name such as \"linux-x64\"".to_owned(),
            Kind::Choice(words) => format!("one of {}", words.join(", ")),
            Kind::Path => "a path".to_owned(),
            Kind::Words(WordKind::Configs) => {
                "a list of Bazel configs without dashes, such as [\"remote\"]".to_owned()
            }
            Kind::Words(WordKind::Targets) => {
                "a list of labels that start with // or @, such as [\"//web:dev\"]".to_owned()
            }
            Kind::Words(WordKind::Restarts) => {
                "a list of STEP=TARGET pairs, such as [\"app=//app:start\"]".to_owned()
            }
            Kind::Words(WordKind::Flags) => {
                "a list of Bazel flags with their dashes, such as [\"--jobs=4\"]".to_owned()
            }
        }
    }
}

/// The key with this name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The known name closest to an unknown one, for suggestions.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Names at least this similar (0 to 1) are suggested.
    const ALIKE: f64 = 0.8;
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_kebab_case_and_their_own() {
        let names: BTreeSet<&str> = KEYS.iter().map(|key| key.name).collect();
        assert_eq!(names.len(), KEYS.len());
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(names.iter().all(|name| name.chars().all(plain)));
    }

    #[test]
    fn variables_are_not_those_that_mean_something_else() {
        let taken: Vec<&str> = checkout::env_vars::ALL
            .iter()
            .map(|known| known.name)
            .collect();
        for key in KEYS {
            assert!(!taken.contains(&key.variable().as_str()), "{}", key.name);
        }
        assert_eq!(find("keep-going").unwrap().variable(), "TK_KEEP_GOING");
    }

    #[test]
    fn typing_errors_are_understood() {
        let names = || KEYS.iter().map(|key| key.name);
        assert_eq!(nearest("verbos", names()), Some("verbose"));
        assert_eq!(nearest("keep_going", names()), Some("keep-going"));
        assert_eq!(nearest("bazel-flag", names()), Some("bazel-flags"));
        assert_eq!(nearest("xyz", names()), None);
    }
}
