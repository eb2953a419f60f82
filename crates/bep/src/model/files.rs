//! Named sets of files, and the files that they stand for.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use crate::text;
use crate::uri;
use crate::wire::{File, FileContent, NamedSetOfFiles};

/// A file that Bazel left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutputFile {
    /// Path below the execution root (`bazel-out/k8-fastbuild/bin/pkg/name`), or a log's name.
    pub exec_path: String,
    /// Where it is on this machine; `None` where it is elsewhere.
    pub path: Option<PathBuf>,
}

impl OutputFile {
    pub(super) fn new(file: &File) -> Self {
        let mut exec_path = file.path_prefix.join("/");
        if !exec_path.is_empty() {
            exec_path.push('/');
        }
        exec_path.push_str(&file.name);
        let path = match &file.file {
            Some(FileContent::Uri(address)) => uri::local_path(address),
            _ => None,
        };
        Self {
            exec_path: text::unmangled(&exec_path),
            path,
        }
    }
}

/// The sets by their names. They share parts, so they are resolved only when asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct FileSets {
    sets: HashMap<String, FileSet>,
}

#[derive(Clone, Debug)]
struct FileSet {
    files: Vec<OutputFile>,
    parts: Vec<String>,
}

impl FileSets {
    pub(super) fn add(&mut self, id: &str, set: &NamedSetOfFiles) {
        let files = set.files.iter().map(OutputFile::new).collect();
        let parts = set.file_sets.iter().map(|part| part.id.clone()).collect();
        self.sets.insert(id.to_owned(), FileSet { files, parts });
    }

    /// All files of the sets and of their parts.
    pub(super) fn resolve<'a>(&'a self, ids: impl Iterator<Item = &'a str>) -> Vec<OutputFile> {
        let mut open: Vec<&str> = ids.collect();
        let mut seen = HashSet::new();
        let mut files = BTreeSet::new();
        while let Some(id) = open.pop() {
            if let Some(set) = self.sets.get(id).filter(|_| seen.insert(id)) {
                files.extend(set.files.iter());
                open.extend(set.parts.iter().map(String::as_str));
            }
        }
        files.into_iter().cloned().collect()
    }
}
