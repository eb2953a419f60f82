//! The generated files of a workspace, as its BUILD files declare them.

use bazel::Observer;
use bazel::query::{self, Rule};
use checkout::Workspace;
use drift::TAG;

use crate::error::{Error, Result};

/// Committed files that one generator makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The test that compares them.
    pub test: String,
    /// The target that stands for them and updates them, such as `//docs:cli`.
    pub label: String,
    /// The files and folders, as paths below the workspace's root.
    pub paths: Vec<String>,
}

/// The generated files of a workspace, but for those that `//...` leaves out: the manual ones. With names, only those.
///
/// # Errors
/// When Bazel cannot be asked, and when a name means none of them.
pub fn list(
    workspace: &Workspace,
    observer: &mut dyn Observer,
    names: &[String],
) -> Result<Vec<Listed>> {
    // The regular expression matches a tag whole.
    let tagged = |tag: &str| format!(r#"attr(tags, "[\[ ]{tag}[,\]]", //...)"#);
    let query = format!("{} except {}", tagged(TAG), tagged("manual"));
    let rules = query::rules(workspace, observer, "generated files", &query)?;
    let mut all: Vec<Listed> = rules
        .iter()
        .filter(|rule| rule.is_test())
        .map(of_rule)
        .collect();
    all.sort_by(|one, other| one.label.cmp(&other.label));
    named(all, names)
}

fn of_rule(rule: &Rule) -> Listed {
    let test = bep::readable_label(&rule.name);
    let package = test
        .trim_start_matches('/')
        .split(':')
        .next()
        .unwrap_or_default();
    let paths = rule.strings("paths");
    let below = paths.iter().map(|path| match package {
        "" => path.clone(),
        _ => format!("{package}/{path}"),
    });
    Listed {
        paths: below.collect(),
        label: match rule.string("update") {
            "" => test.clone(),
            label => label.to_owned(),
        },
        test,
    }
}

fn named(all: Vec<Listed>, names: &[String]) -> Result<Vec<Listed>> {
    for name in names {
        if !all.iter().any(|listed| listed.is_named(name)) {
            let known: Vec<&str> = all.iter().map(|listed| listed.label.as_str()).collect();
            return Err(Error::Usage(format!(
                "no generated files named {name:?}: name a target, a file or a folder of {}",
                match known.is_empty() {
                    true => "a workspace that has some".to_owned(),
                    false => known.join(", "),
                }
            )));
        }
    }
    let is_wanted =
        |listed: &Listed| names.is_empty() || names.iter().any(|name| listed.is_named(name));
    Ok(all.into_iter().filter(is_wanted).collect())
}

impl Listed {
    /// Whether a word means these files: the target's label or name, a file, or a folder above one.
    fn is_named(&self, word: &str) -> bool {
        let folder = word.trim_start_matches("//").trim_end_matches("/...");
        let folder = folder.trim_end_matches('/');
        let is_above = |path: &String| {
            let rest = path.strip_prefix(folder);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.label == word
            || self.test == word
            || self.label.rsplit(':').next() == Some(word)
            || !folder.contains(':') && self.paths.iter().any(is_above)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_targets_files_and_folders() {
        let cli = Listed {
            test: "//docs:cli_test".to_owned(),
            label: "//docs:cli".to_owned(),
            paths: vec!["docs/cli.md".to_owned(), "docs/tk.1".to_owned()],
        };
        for word in [
            "//docs:cli",
            "//docs:cli_test",
            "cli",
            "docs/cli.md",
            "docs/tk.1",
            "docs",
            "docs/",
            "//docs/...",
        ] {
            assert!(cli.is_named(word), "{word}");
        }
        for word in ["//docs:man", "li", "doc", "docs/cli", ":cli", "//other/..."] {
            assert!(!cli.is_named(word), "{word}");
        }
        let unknown = named(vec![cli], &["clu".to_owned()]).unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "no generated files named \"clu\": name a target, a file or a folder of //docs:cli"
        );
    }
}
