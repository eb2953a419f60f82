//! Reads the names of targets from a BUILD file, without Bazel.
//!
//! It finds `rule(name = "...")`, but not names that macros and loops compute: for completion that is
//! enough.

use std::path::{Path, PathBuf};

/// A target in a BUILD file.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The target's name.
    pub name: String,
    /// The rule or macro.
    pub rule: String,
}

/// The BUILD file of a folder, if it is a package.
pub fn of_package(folder: &Path) -> Option<PathBuf> {
    ["BUILD.bazel", "BUILD"]
        .iter()
        .map(|name| folder.join(name))
        .find(|path| path.is_file())
}

/// The targets of a package, in the order of its BUILD file.
pub fn targets(folder: &Path) -> Vec<Target> {
    let text = of_package(folder).and_then(|path| std::fs::read_to_string(path).ok());
    text.map(|text| parse(&text)).unwrap_or_default()
}

fn parse(text: &str) -> Vec<Target> {
    let mut targets = Vec::new();
    let mut rule = String::new();
    for line in text.lines() {
        let line = line.split_once('#').map_or(line, |(code, _)| code);
        for part in line.split_inclusive('(') {
            if let Some(name) = name_in(part)
                && !rule.is_empty()
            {
                targets.push(Target {
                    name: name.to_owned(),
                    rule: std::mem::take(&mut rule),
                });
            }
            if let Some(before) = part.strip_suffix('(') {
                let start = before
                    .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .map_or(0, |at| at + 1);
                rule = before[start..].to_owned();
            }
        }
    }
    targets
}

/// The text of `name = "..."`, if the value is a plain string.
fn name_in(part: &str) -> Option<&str> {
    let at = part.find("name")?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if part[..at].ends_with(is_word) {
        return None;
    }
    let value = part[at + "name".len()..].trim_start().strip_prefix('=')?;
    let (name, rest) = value.trim_start().strip_prefix('"')?.split_once('"')?;
    let is_whole = rest.trim_start().is_empty() || rest.trim_start().starts_with([',', ')']);
    (is_whole && !name.is_empty() && !name.contains(['{', '%'])).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_where_they_are_written_down() {
        let text = r#"
load(":x.bzl", "rule")  # name = "not"
package(default_visibility = ["//visibility:public"])
rust_library(
    name = "lib",
    crate_name = "tk",
)
genrule(name = "made", srcs = glob(["*.txt"]), cmd = "x")
[
    config_setting(
        name = "is_" + mode,
        flag_values = {":mode": mode},
    )
    for mode in MODES
]
test_suite(name = "all_tests")
[thing(name = "{}_x".format(n)) for n in N]
"#;
        let found: Vec<String> = parse(text)
            .into_iter()
            .map(|target| format!("{}: {}", target.rule, target.name))
            .collect();
        assert_eq!(
            found,
            [
                "rust_library: lib",
                "genrule: made",
                "test_suite: all_tests"
            ]
        );
    }
}
