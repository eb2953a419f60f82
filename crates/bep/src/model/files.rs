//! Named sets of files, and the files that they stand for.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use rustc_hash::FxHashMap;

use crate::text;
use crate::uri;
use crate::wire::{File, FileContent, NamedSetOfFiles, light};

use super::names::{Name, Names};
use super::texts::{Place, Texts};

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

/// The sets by their ids. They share parts, so they are resolved only when asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct FileSets {
    sets: FxHashMap<SetId, FileSet>,
    /// Names of files without their folders.
    texts: Texts,
    /// The last file's folder and root: the next one is nearly always beside it.
    last_folder: (String, Name),
    last_root: (String, Name),
}

/// A set's id: Bazel's are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct SetId(u32);

/// From here on, ids are names that are no numbers.
const NAMED: u32 = 1 << 31;

impl SetId {
    pub(super) fn new(names: &mut Names, id: &str) -> Self {
        let number = id.parse::<u32>().ok();
        // "07" is another id than "7".
        let plain = number.filter(|number| {
            *number < NAMED && (id == "0" || id.starts_with(|c: char| ('1'..='9').contains(&c)))
        });
        Self(plain.unwrap_or_else(|| NAMED | names.number(id)))
    }
}

#[derive(Clone, Debug)]
struct FileSet {
    files: Box<[SetFile]>,
    parts: Box<[SetId]>,
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
    /// Below this folder (without its first slash), at its path below the execution root.
    Below(Name),
    Path(Name),
}

impl FileSets {
    pub(super) fn add(&mut self, names: &mut Names, id: &str, set: &NamedSetOfFiles) {
        let mut files = Vec::with_capacity(set.files.len());
        for file in &set.files {
            let prefix: Vec<_> = file.path_prefix.iter().map(String::as_str).collect();
            let uri = match &file.file {
                Some(FileContent::Uri(uri)) => Some(uri.as_str()),
                _ => None,
            };
            files.push(self.file(names, &prefix, &file.name, uri));
        }
        let parts = set.file_sets.iter();
        let parts: Vec<_> = parts.map(|part| SetId::new(names, &part.id)).collect();
        self.insert(names, id, files, parts);
    }

    /// The same, from the set's bytes; `None` where they are unusual.
    pub(super) fn add_light(&mut self, names: &mut Names, id: &[u8], set: &[u8]) -> Option<()> {
        let id = light::set_id(id)?;
        let (mut files, mut parts) = (Vec::new(), Vec::new());
        let mut prefix = Vec::new();
        let file = |bytes| {
            let (name, uri) = light::file(bytes, &mut prefix)?;
            files.push(self.file(names, &prefix, name, uri));
            Some(())
        };
        light::named_set(set, file, |part| parts.push(part))?;
        let parts = parts.into_iter().map(|part| SetId::new(names, part));
        let parts: Vec<_> = parts.collect();
        self.insert(names, id, files, parts);
        Some(())
    }

    fn insert(&mut self, names: &mut Names, id: &str, files: Vec<SetFile>, parts: Vec<SetId>) {
        let set = FileSet {
            files: files.into_boxed_slice(),
            parts: parts.into_boxed_slice(),
        };
        self.sets.insert(SetId::new(names, id), set);
    }

    fn file(
        &mut self,
        names: &mut Names,
        prefix: &[&str],
        name: &str,
        uri: Option<&str>,
    ) -> SetFile {
        let mut joined = String::with_capacity(128);
        for part in prefix {
            joined.push_str(part);
            joined.push('/');
        }
        joined.push_str(name);
        let exec_path = text::unmangled(&joined);
        let (folder, name) = exec_path.rsplit_once('/').unwrap_or(("", &exec_path));
        let at = uri.map_or(At::Elsewhere, |uri| self.at(names, uri, &exec_path));
        SetFile {
            folder: remembered(&mut self.last_folder, names, folder),
            name: self.texts.add(name),
            at,
        }
    }

    fn at(&mut self, names: &mut Names, uri: &str, exec_path: &str) -> At {
        // Most addresses are the plain path.
        let plain = uri.strip_prefix("file:///").filter(|_| !uri.contains('%'));
        let root = plain.and_then(|path| path.strip_suffix(exec_path)?.strip_suffix('/'));
        // A drive's letter has no slash before it.
        if let Some(root) = root.filter(|root| !root.contains(':')) {
            return At::Below(remembered(&mut self.last_root, names, root));
        }
        match uri::local_path(uri) {
            Some(path) => At::Path(names.number(&path.to_string_lossy())),
            None => At::Elsewhere,
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
        ids: impl Iterator<Item = SetId>,
    ) -> Vec<OutputFile> {
        let mut open: Vec<SetId> = ids.collect();
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

/// The text's number, at once where it is the same as the last.
fn remembered(last: &mut (String, Name), names: &mut Names, text: &str) -> Name {
    if last.0 != text || text.is_empty() {
        *last = (text.to_owned(), names.number(text));
    }
    last.1
}
