//! Files that differ from a commit, and which of them can be behind a change of a target.

use std::collections::BTreeMap;

use checkout::BUILD_FILES;

/// How many files are named as what can be behind a change.
const NAMED: usize = 3;

/// The files that differ: paths in the workspace, and whether they are changed (`M`), new (`A`) or gone (`D`).
#[derive(Debug, Default)]
pub struct Difference {
    files: BTreeMap<String, char>,
}

impl Difference {
    /// What git says of files that it knows, and of others.
    pub fn new(name_status: &str, others: &str) -> Self {
        let mut words = name_status.split('\0').filter(|word| !word.is_empty());
        let mut files = BTreeMap::new();
        while let (Some(status), Some(path)) = (words.next(), words.next()) {
            files.insert(path.to_owned(), status.chars().next().unwrap_or('M'));
        }
        let others = others.split('\0').filter(|path| !path.is_empty());
        files.extend(others.map(|path| (path.to_owned(), 'A')));
        Self { files }
    }

    /// Whether a file differs.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// What can be behind another form of a target: what is written in its package, and which files are there.
    pub fn of_package(&self, label: &str) -> Vec<String> {
        let package = label
            .strip_prefix("//")
            .and_then(|rest| rest.split(':').next());
        let Some(package) = package else {
            return Vec::new();
        };
        let folder = if package.is_empty() {
            String::new()
        } else {
            format!("{package}/")
        };
        let build = BUILD_FILES.map(|name| format!("{folder}{name}"));
        let build: Vec<String> = build.into_iter().filter(|path| self.has(path)).collect();
        if !build.is_empty() {
            return build;
        }
        let moved = self
            .files
            .iter()
            .filter(|(path, status)| path.starts_with(&folder) && **status != 'M');
        moved.map(|(path, _)| path.clone()).take(NAMED).collect()
    }

    /// The same, or what can be behind a change of any target.
    pub fn behind(&self, label: &str) -> Vec<String> {
        let own = self.of_package(label);
        if own.is_empty() {
            self.definitions()
        } else {
            own
        }
    }

    /// Files that say how everything is built: modules, flags, lock files, Starlark; else BUILD files.
    pub fn definitions(&self) -> Vec<String> {
        let paths: Vec<&String> = self.files.keys().collect();
        let named = |is_meant: &dyn Fn(&str) -> bool| -> Vec<String> {
            let found = paths
                .iter()
                .filter(|path| is_meant(path.rsplit('/').next().unwrap_or(path)));
            found.take(NAMED).map(|path| (*path).clone()).collect()
        };
        let global = named(&|name| {
            let endings = [
                ".bzl",
                "MODULE.bazel",
                "WORKSPACE.bazel",
                "WORKSPACE",
                "REPO.bazel",
                "bazelrc",
            ];
            endings.iter().any(|ending| name.ends_with(ending))
                || [".bazelversion", ".bazelignore"].contains(&name)
                || name.ends_with(".lock")
                || name.contains("-lock.")
        });
        if global.is_empty() {
            named(&|name| BUILD_FILES.contains(&name))
        } else {
            global
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearest_is_named() {
        let git = "M\0a/BUILD.bazel\0D\0b/gone.txt\0M\0b/kept.txt\0M\0tools/x.bzl\0M\0Cargo.lock\0";
        let difference = Difference::new(git, "c/new file.txt\0");
        assert!(difference.has("c/new file.txt"));
        for (label, expected) in [
            ("//a:x", vec!["a/BUILD.bazel"]),
            ("//b:x", vec!["b/gone.txt"]),
            ("//c:x", vec!["c/new file.txt"]),
            ("//d:x", vec!["Cargo.lock", "tools/x.bzl"]),
            ("@@e//:x", vec!["Cargo.lock", "tools/x.bzl"]),
        ] {
            assert_eq!(difference.behind(label), expected, "{label}");
        }
        assert_eq!(
            Difference::new("M\0a/BUILD\0", "").definitions(),
            ["a/BUILD"]
        );
    }
}
