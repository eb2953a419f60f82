//! Values for templates, and what is made of them.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses a part of it, and a test may fail"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use service::ports::Workspace;
use service::spec::Variable;

/// Texts by the names of variables.
pub fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, Variable> {
    let text =
        |(name, value): &(&str, &str)| ((*name).to_owned(), Variable::Text((*value).to_owned()));
    pairs.iter().map(text).collect()
}

/// A workspace without a repository.
pub fn workspace(folder: &Path) -> Workspace {
    Workspace {
        folder: folder.to_owned(),
        base: None,
    }
}

/// All files of a folder by their paths, with their content as text.
pub fn files_below(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        for entry in fs::read_dir(current).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    files
}
