//! Names of steps and targets on the command line.

use std::path::{Path, PathBuf};

use checkout::{Workspace, build_file};

use crate::error::Error;

/// Names at least this similar (0 to 1) are suggested.
const ALIKE: f64 = 0.7;

/// The error for an unknown step, with similar names.
pub fn unknown(word: &str, known: Vec<String>) -> Error {
    let mut alike: Vec<(f64, &String)> = known
        .iter()
        .map(|name| (likeness(word, name), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0));
    Error::UnknownStep {
        name: word.to_owned(),
        nearest: alike
            .into_iter()
            .take(3)
            .map(|(_, name)| name.clone())
            .collect(),
        known,
    }
}

fn likeness(word: &str, name: &str) -> f64 {
    let part = name.split('-').any(|part| part == word);
    if part {
        1.0
    } else {
        strsim::jaro_winkler(word, name)
    }
}

/// Whether a word is a target or a pattern, also one to leave out, and not a step.
pub fn is_target(word: &str) -> bool {
    let word = word.strip_prefix('-').unwrap_or(word);
    word.contains(['/', ':', '@']) || word == "..."
}

/// Where a command was typed.
#[derive(Clone, Debug, Default)]
pub struct Here {
    /// The workspace's root.
    pub root: PathBuf,
    /// The folder below it.
    pub below: PathBuf,
}

impl Here {
    /// The current folder in a workspace.
    pub fn of(workspace: &Workspace) -> Self {
        Self {
            root: workspace.root.clone(),
            below: workspace.below_root(),
        }
    }

    fn is_package(&self, folder: &Path) -> bool {
        build_file(&self.root.join(folder)).is_some()
    }
}

/// A target as seen from the root.
///
/// Bazel runs in the root: a relative target gets the folder in which it was written. Where it has no colon, it is a
/// package, or a target with slashes in its name, as Bazel has it: the longest part that is a package is the package.
pub fn absolute_target(word: &str, here: &Here) -> String {
    let (minus, word) = word
        .strip_prefix('-')
        .map_or(("", word), |rest| ("-", rest));
    let is_absolute = word.starts_with("//") || word.starts_with('@');
    format!(
        "{minus}{}",
        match is_absolute {
            true => without_marks(word).to_owned(),
            false => relative_target(word.trim_start_matches("./"), here),
        }
    )
}

/// The main repository needs no marks: `//a:b` for `@//a:b` and `@@//a:b`.
fn without_marks(word: &str) -> &str {
    let marked = ["@@//", "@//"].iter().find(|mark| word.starts_with(**mark));
    marked.map_or(word, |mark| &word[mark.len() - "//".len()..])
}

/// A path seen from a folder, where `..` leads up, but not out of the root.
fn joined(folder: &Path, path: &str) -> PathBuf {
    let mut joined = folder.to_owned();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                joined.pop();
            }
            part => joined.push(part),
        }
    }
    joined
}

fn relative_target(word: &str, here: &Here) -> String {
    if word.contains(':') {
        let (package, name) = word.split_once(':').unwrap_or((word, ""));
        return format!("//{}:{name}", joined(&here.below, package).display());
    }
    let path = joined(&here.below, word);
    let package = path.ancestors().find(|folder| here.is_package(folder));
    let name = package.and_then(|package| path.strip_prefix(package).ok());
    match (package, name) {
        (Some(package), Some(name))
            if package != path && path.file_name() != Some("...".as_ref()) =>
        {
            format!("//{}:{}", package.display(), name.display())
        }
        _ => format!("//{}", path.display()),
    }
}
