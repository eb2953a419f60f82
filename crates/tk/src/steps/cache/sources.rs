//! The files that the steps of a workspace came from.

use std::path::{Path, PathBuf};

use bazel::rc::RcFiles;
use checkout::{BUILD_FILES, files};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uptodate::markers;

/// Files of the root that define modules and repositories.
const OF_ROOT: [&str; 7] = [
    "MODULE.bazel",
    "MODULE.bazel.lock",
    "REPO.bazel",
    "WORKSPACE",
    "WORKSPACE.bazel",
    "WORKSPACE.bzlmod",
    ".bazelversion",
];

/// A file as it was when Bazel read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::steps) struct Source {
    path: PathBuf,
    /// The digest of its content; `None`: it was not there.
    digest: Option<String>,
}

impl Source {
    fn of(path: PathBuf) -> Self {
        let digest = digest(&path);
        Self { path, digest }
    }

    /// Whether the file is as it was.
    pub fn is_unchanged(&self) -> bool {
        digest(&self.path) == self.digest
    }
}

fn digest(path: &Path) -> Option<String> {
    let content = std::fs::read(path).ok()?;
    Some(files::hex(&Sha256::digest(content)))
}

/// The files that are read whatever the root package loads, as they are now.
pub(super) fn always_read(root: &Path) -> Vec<Source> {
    paths(root).into_iter().map(Source::of).collect()
}

/// Whether these are all that would be read now: a file can come to those that are always read.
pub(super) fn are_all(root: &Path, sources: &[Source]) -> bool {
    let mut paths = paths(root).into_iter();
    paths.all(|path| sources.iter().any(|source| source.path == path))
}

fn paths(root: &Path) -> Vec<PathBuf> {
    let named = OF_ROOT.iter().chain(&BUILD_FILES);
    let mut paths: Vec<PathBuf> = named.map(|name| root.join(name)).collect();
    paths.extend(included(root));
    let rc = RcFiles::read(root).into_files().into_iter();
    paths.extend(rc.map(|file| file.path));
    paths
}

/// The files that `MODULE.bazel` includes: `include("//bazel:go.MODULE.bazel")`.
fn included(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![root.join("MODULE.bazel")];
    while let Some(file) = waiting.pop() {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        for call in text.split("include(").skip(1) {
            let label = call.trim_start().trim_start_matches(['"', '\'']);
            let label = label.split(['"', '\'']).next().unwrap_or_default();
            if let Some(path) = below(root, label.trim_start_matches('@'))
                && !found.contains(&path)
            {
                found.push(path.clone());
                waiting.push(path);
            }
        }
    }
    found
}

/// The path of `//a/b:c` below a folder.
fn below(folder: &Path, label: &str) -> Option<PathBuf> {
    let (package, name) = label.strip_prefix("//")?.split_once(':')?;
    Some(folder.join(package).join(name))
}

/// The files of labels with canonical repository names, and what their repositories were made from; `None` if it is not
/// known where one of them is.
pub(super) fn of_labels(root: &Path, labels: &[String]) -> Option<Vec<Source>> {
    let mut paths = Vec::new();
    let mut repositories: Vec<&str> = Vec::new();
    for label in labels {
        let (repository, rest) = label.split_once("//")?;
        let repository = repository.trim_start_matches('@');
        let label = &label[label.len() - rest.len() - 2..];
        if repository.is_empty() {
            paths.push(below(root, label)?);
            continue;
        }
        let external = external(root)?;
        paths.push(below(&external.join(repository), label)?);
        if !repositories.contains(&repository) {
            repositories.push(repository);
        }
    }
    for repository in repositories {
        let recorded = markers::of_repository(&external(root)?, repository)?;
        paths.extend(recorded);
    }
    Some(paths.into_iter().map(Source::of).collect())
}

/// Where Bazel keeps other repositories; unknown before a first build, and without its symlinks.
fn external(root: &Path) -> Option<PathBuf> {
    let outputs = root.join("bazel-out").read_link().ok()?;
    // OUTPUT_BASE/execroot/WORKSPACE/bazel-out
    let external = outputs.ancestors().nth(3)?.join("external");
    external.is_dir().then_some(external)
}
