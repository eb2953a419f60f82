//! What is in an artifact that is a directory: files, links and empty folders.
//!
//! A link to something in the same directory stays a link. One that leads elsewhere would lead nowhere on another
//! machine: what it leads to is taken, if that is of this workspace or its outputs.

use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::error::{Error, Result};
use crate::fingerprint::Fingerprint;

/// What is at a place.
pub(super) enum Found {
    /// A file, or a link to one outside the tree.
    File(Fingerprint),
    /// A link to this path, relative to its own folder.
    Link(String),
    /// A folder without entries.
    EmptyFolder,
}

/// Whose an artifact is.
pub(super) struct Origin<'a> {
    /// The step's name.
    pub step: &'a str,
    /// The label of the artifact.
    pub label: &'a str,
    /// The mode in which it is built.
    pub mode: &'a str,
}

/// A directory that is read.
pub(super) struct Tree<'a> {
    origin: &'a Origin<'a>,
    /// What links may lead to.
    roots: &'a [PathBuf],
    /// Source, path below the directory, and kind of everything that was found.
    found: Vec<(PathBuf, String, Found)>,
    /// The real paths of the directories that are being read: a link to one of them is a circle.
    open: Vec<PathBuf>,
}

impl<'a> Tree<'a> {
    /// All that is in a directory, by paths below it; `""` if it is empty.
    ///
    /// # Errors
    /// When a link cannot be followed, or there is something that cannot be published.
    pub fn read(
        origin: &'a Origin<'a>,
        roots: &'a [PathBuf],
        directory: &Path,
    ) -> Result<Vec<(PathBuf, String, Found)>> {
        let mut tree = Self {
            origin,
            roots,
            found: Vec::new(),
            open: Vec::new(),
        };
        let real = tree.real(directory)?;
        tree.directory(&real, directory, &real, String::new())?;
        Ok(tree.found)
    }

    /// Reads the directory `source`, whose real path is `real`, in the tree with the real path `root`.
    fn directory(&mut self, root: &Path, source: &Path, real: &Path, below: String) -> Result<()> {
        if self.open.iter().any(|open| open.starts_with(real)) {
            return Err(self.unfit(source, "is a link in a circle"));
        }
        self.open.push(real.to_owned());
        let mut is_empty = true;
        for entry in source.read_dir().map_err(Error::read(source))? {
            let name = entry.map_err(Error::read(source))?.file_name();
            is_empty = false;
            let path = source.join(&name);
            let Some(name) = name.to_str() else {
                return Err(self.unfit(&path, "has a name that is not Unicode"));
            };
            let below = match below.as_str() {
                "" => name.to_owned(),
                below => format!("{below}/{name}"),
            };
            self.entry(root, path, &real.join(name), below)?;
        }
        self.open.pop();
        if is_empty {
            self.found
                .push((source.to_owned(), below, Found::EmptyFolder));
        }
        Ok(())
    }

    fn entry(&mut self, root: &Path, path: PathBuf, real: &Path, below: String) -> Result<()> {
        let meta = path.symlink_metadata().map_err(Error::read(&path))?;
        if meta.is_dir() {
            return self.directory(root, &path, real, below);
        }
        if !meta.is_symlink() {
            return self.file(path, &meta, below);
        }
        let target = self.real(&path)?;
        if target.starts_with(root) {
            let Some(to) = link_inside(root, real, &target) else {
                return Err(self.unfit(&path, "links to a name that is not Unicode"));
            };
            self.found.push((path, below, Found::Link(to)));
            return Ok(());
        }
        if !self.roots.iter().any(|root| target.starts_with(root)) {
            let target = target.display();
            return Err(self.unfit(
                &path,
                format!(
                    "links to {target}, which is neither in the artifact nor of this workspace: \
                     let the artifact have a copy of it, or a relative link to one"
                ),
            ));
        }
        let meta = path.metadata().map_err(Error::read(&path))?;
        if meta.is_dir() {
            self.directory(&target, &path, &target, below)
        } else {
            self.file(path, &meta, below)
        }
    }

    fn file(&mut self, path: PathBuf, meta: &Metadata, below: String) -> Result<()> {
        if !meta.is_file() {
            return Err(self.unfit(&path, "is neither a file nor a folder nor a link"));
        }
        self.found
            .push((path, below, Found::File(Fingerprint::of(meta))));
        Ok(())
    }

    /// Where a path leads in the end.
    fn real(&self, path: &Path) -> Result<PathBuf> {
        path.canonicalize().map_err(|error| match error.kind() {
            ErrorKind::NotFound => self.unfit(path, "is a link to nothing"),
            _ if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => {
                self.unfit(path, "is a link in a circle")
            }
            _ => Error::read(path)(error),
        })
    }

    fn unfit(&self, path: &Path, reason: impl Into<String>) -> Error {
        Error::Unfit {
            step: self.origin.step.to_owned(),
            label: self.origin.label.to_owned(),
            path: path.to_owned(),
            reason: reason.into(),
        }
    }
}

/// The text of a link at `link` to `target`, both real paths below `root`: what it says, if that leads there by a path
/// inside the tree, otherwise the shortest way. `None` if it is not Unicode.
fn link_inside(root: &Path, link: &Path, target: &Path) -> Option<String> {
    let folder = link.parent()?;
    let says = link.read_link().ok()?;
    if says.is_relative() && stays_inside(folder.strip_prefix(root).ok()?, &says) {
        return says.to_str().map(str::to_owned);
    }
    let shared = folder
        .components()
        .zip(target.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = folder
        .components()
        .skip(shared)
        .map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(target.components().skip(shared)).collect();
    let way = if way.as_os_str().is_empty() {
        Path::new(".")
    } else {
        &way
    };
    way.to_str().map(str::to_owned)
}

/// Whether a relative path from a folder never leaves the root of that folder.
fn stays_inside(folder: &Path, path: &Path) -> bool {
    let mut depth = folder.components().count();
    path.components().all(|part| match part {
        Component::ParentDir => depth.checked_sub(1).map(|less| depth = less).is_some(),
        Component::CurDir => true,
        _ => {
            depth += 1;
            true
        }
    })
}
