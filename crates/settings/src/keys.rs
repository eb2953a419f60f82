//! What can be set, a line each: the files, the environment, the schema and the reference follow.

use checkout::Mode;

/// The kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Switch,
    /// A whole number, between the least and the most that make sense.
    Number(u64, u64),
    /// The name of a build mode.
    Mode,
    /// The name of a platform, like `linux-x64`.
    Platform,
    /// A file or folder; in a file, relative to that file's folder.
    Path,
    /// Words; those of all places are joined, the stronger place's behind the weaker's.
    Words(WordKind),
}

/// The kinds of words that lists have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// Names of Bazel configs: no `--config=` before them.
    Configs,
    /// Flags of Bazel, with their dashes.
    Flags,
    /// Labels, as seen from everywhere.
    Targets,
    /// Pairs `STEP=TARGET`: the program to start anew when the step was rebuilt.
    Restarts,
}

/// Something that can be set.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The key's name in files; in the environment it is in capitals behind `TK_`.
    pub name: &'static str,
    /// The values that it can have.
    pub kind: Kind,
    /// What it does, for the reference and the schema.
    pub doc: &'static str,
    /// The long flag whose default it is, without dashes. A switch's flag can be the opposite,
    /// `no-NAME`.
    pub flag: &'static str,
    /// The commands for which it counts; those that have the flag, and of these only what builds,
    /// where none are named.
    pub commands: &'static [&'static str],
}

/// The commands that run builds.
pub const BUILDS: [&str; 7] = ["build", "test", "check", "gen", "verify", "run", "dev"];

/// The commands that tell programs how the build ended.
const TELLING: [&str; 5] = ["build", "test", "check", "gen", "verify"];

/// Everything that can be set.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    key("mode", Kind::Mode, "The mode of a build that names none").only(&["build", "check", "run", "dev"]),
    key("test-mode", Kind::Mode, "The mode of `tk test`").flag("mode").only(&["test"]),
    key("platform", Kind::Platform, "The platform to build for, instead of this machine's"),
    key("verbose", Kind::Switch, "Show all that Bazel prints"),
    key("parallel", Kind::Switch, "Run actions side by side").flag("no-parallel"),
    key("jobs", Kind::Number(1, 5000), "Run at most so many actions at a time"),
    key("bazel-configs", Kind::Words(WordKind::Configs), "Bazel configs beside the mode's").flag("bazel-config"),
    key("bazel-flags", Kind::Words(WordKind::Flags), "Flags for Bazel, before those behind `--`").flag("bazel-flag"),
    key("retries", Kind::Number(0, 100), "Repeat a build so often when its surroundings broke it, never when a tool failed"),
    key("keep-going", Kind::Switch, "Build and test all that can be, not only up to the first failure"),
    key("fast", Kind::Switch, "Say that nothing is to do without asking Bazel, where that is certain").flag("no-fast"),
    key("incremental", Kind::Switch, "Compile the crates of the workspace incrementally, except in production and CI").flag("no-incremental"),
    key("history", Kind::Switch, "Record builds for `tk history`, `tk why` and `tk profile`").flag("no-history"),
    key("dev-serve", Kind::Words(WordKind::Targets), "What `tk dev` keeps running beside the builds").flag("serve").only(&["dev"]),
    key("dev-restart", Kind::Words(WordKind::Restarts), "What `tk dev` starts anew when a step was rebuilt").flag("restart").only(&["dev"]),
    key("json", Kind::Switch, "Write what happens to standard output, as one JSON object a line").only(&TELLING),
    key("junit", Kind::Path, "Write steps, failures and tests to this file, in the form of JUnit").only(&TELLING),
    key("github", Kind::Switch, "Annotate a GitHub workflow, also where GITHUB_ACTIONS does not say so").only(&TELLING),
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

    /// Whether it sets a default of a command, where that command has the flag.
    pub fn counts_for(&self, command: &str) -> bool {
        if self.commands.is_empty() {
            BUILDS.contains(&command)
        } else {
            self.commands.contains(&command)
        }
    }

    /// Whether the flag says the opposite: `--no-parallel` of `parallel`.
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
            Kind::Platform => "a platform's name, like \"linux-x64\"".to_owned(),
            Kind::Path => "a path".to_owned(),
            Kind::Words(WordKind::Configs) => {
                "a list of Bazel configs without dashes, like [\"remote\"]".to_owned()
            }
            Kind::Words(WordKind::Targets) => {
                "a list of labels that begin with // or @, like [\"//web:dev\"]".to_owned()
            }
            Kind::Words(WordKind::Restarts) => {
                "a list of steps with a label each, like [\"app=//app:start\"]".to_owned()
            }
            Kind::Words(WordKind::Flags) => {
                "a list of Bazel flags with their dashes, like [\"--jobs=4\"]".to_owned()
            }
        }
    }
}

/// The key of a name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// What somebody meant by a name that is none: `no-fast = true` is `fast = false`.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Names this much alike (0 to 1) are suggested for each other.
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
