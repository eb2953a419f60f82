//! Named sets of files, and the files that they stand for.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use crate::text;
use crate::uri;
use crate::wire::{File, FileContent, NamedSetOfFiles};

use super::names::{Name, Names, Place, Texts};

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
            exec_path: text::unmangled(&exec_path).into_owned(),
            path,
        }
    }
}

/// The sets by their names. They share parts, so they are resolved only when asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct FileSets {
    sets: HashMap<Name, FileSet>,
    /// Names of files without their folders.
    texts: Texts,
}

#[derive(Clone, Debug)]
struct FileSet {
    files: Box<[SetFile]>,
    parts: Box<[Name]>,
}

/// One file, in few bytes: a build has millions.
#[derive(Clone, Debug)]
struct SetFile {
    /// The folder of its path below the execution root.
    folder: Name,
    name: Place,
    at: At,
}

/// Where a file is on this machine.
#[derive(Clone, Copy, Debug)]
enum At {
    Elsewhere,
    /// Below this folder, at its path below the execution root.
    Below(Name),
    Path(Name),
}

impl FileSets {
    pub(super) fn add(&mut self, names: &mut Names, id: &str, set: &NamedSetOfFiles) {
        let files = set.files.iter().map(|file| self.file(names, file));
        let files = files.collect();
        let parts = set.file_sets.iter().map(|part| names.number(&part.id));
        let parts = parts.collect();
        self.sets.insert(names.number(id), FileSet { files, parts });
    }

    fn file(&mut self, names: &mut Names, file: &File) -> SetFile {
        let OutputFile { exec_path, path } = OutputFile::new(file);
        let (folder, name) = exec_path.rsplit_once('/').unwrap_or(("", &exec_path));
        let at = path.map_or(At::Elsewhere, |path| {
            let path = path.to_string_lossy();
            let root = path.strip_suffix(exec_path.as_str());
            match root.and_then(|root| root.strip_suffix('/')) {
                Some(root) => At::Below(names.number(root)),
                None => At::Path(names.number(&path)),
            }
        });
        SetFile {
            folder: names.number(folder),
            name: self.texts.add(name),
            at,
        }
    }

    fn output(&self, names: &Names, file: &SetFile) -> OutputFile {
        let (folder, name) = (names.text(file.folder), self.texts.get(file.name));
        let exec_path = match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let path = match file.at {
            At::Elsewhere => None,
            At::Below(root) => Some(PathBuf::from(format!("{}/{exec_path}", names.text(root)))),
            At::Path(path) => Some(PathBuf::from(names.text(path))),
        };
        OutputFile { exec_path, path }
    }

    /// All files of the sets and of their parts.
    pub(super) fn resolve(
        &self,
        names: &Names,
        ids: impl Iterator<Item = Name>,
    ) -> Vec<OutputFile> {
        let mut open: Vec<Name> = ids.collect();
        let mut seen = HashSet::new();
        let mut files = BTreeSet::new();
        while let Some(id) = open.pop() {
            if let Some(set) = self.sets.get(&id).filter(|_| seen.insert(id)) {
                files.extend(set.files.iter().map(|file| self.output(names, file)));
                open.extend(set.parts.iter());
            }
        }
        files.into_iter().collect()
    }
}
