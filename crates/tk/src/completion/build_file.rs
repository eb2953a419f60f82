//! Reads the names of targets from a BUILD file, without Bazel.
//!
//! It finds `rule(name = "...")`, but not names that macros and loops compute: for completion that is
//! enough.

use std::path::Path;

use checkout::build_file;

use super::starlark::{Token, tokens};

/// A target in a BUILD file.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The target's name.
    pub name: String,
    /// The rule or macro.
    pub rule: String,
}

/// The targets of a package, in the order of its BUILD file.
pub fn targets(folder: &Path) -> Vec<Target> {
    let text = build_file(folder).and_then(|path| std::fs::read_to_string(path).ok());
    text.map(|text| parse(&text)).unwrap_or_default()
}

fn parse(text: &str) -> Vec<Target> {
    let tokens = tokens(text);
    let mut targets = Vec::new();
    // What is called by each open parenthesis; nothing by one that only groups.
    let mut calls: Vec<Option<&str>> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('(') => calls.push(match at.checked_sub(1).map(|before| &tokens[before]) {
                Some(Token::Word(word)) => Some(word),
                _ => None,
            }),
            Token::Sign(')') => {
                calls.pop();
            }
            Token::Word("name") => {
                let rule = calls.last().copied().flatten();
                // Calls in calls make no targets.
                let is_outermost = calls.iter().flatten().count() == 1;
                let name = value(&tokens[at + 1..]).filter(|_| is_outermost);
                if let (Some(rule), Some(name)) = (rule.filter(|rule| *rule != "load"), name) {
                    targets.push(Target {
                        name: name.to_owned(),
                        rule: rule.to_owned(),
                    });
                }
            }
            _ => {}
        }
    }
    targets
}

/// What is given behind a keyword, if that is a plain string.
fn value<'a>(tokens: &'a [Token<'_>]) -> Option<&'a str> {
    match tokens {
        [
            Token::Sign('='),
            Token::Text(value),
            Token::Sign(',' | ')'),
            ..,
        ] if !value.is_empty() => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_where_they_are_written_down() {
        let text = r##"
load(":x.bzl", "rule", name = "not")  # name = "not"
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
thing(name = "%s_y" % n)
native.alias(name = 'single', actual = select({"//c": rule(name = "inner")}))
genrule(name = "a#b(c)", cmd = "echo ) name = \"no\" > $@")  # ( name
genrule(name = "grüße 漢字", outs = ["x"])
genrule(name = "it's", outs = ["x"], cmd = """
    name = "no",
""")
genrule(name = "100%{}")
genrule(name = "quoted \"x\"")
"##;
        let found: Vec<String> = parse(text)
            .into_iter()
            .map(|target| format!("{}: {}", target.rule, target.name))
            .collect();
        assert_eq!(
            found,
            [
                "rust_library: lib",
                "genrule: made",
                "test_suite: all_tests",
                "alias: single",
                "genrule: a#b(c)",
                "genrule: grüße 漢字",
                "genrule: it's",
                "genrule: 100%{}",
                "genrule: quoted \"x\"",
            ]
        );
    }
}
