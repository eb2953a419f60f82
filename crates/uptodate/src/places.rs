//! All folders that Bazel may read or has written, wherever links lead.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};

use crate::record::{Folder, Identity, Listing, Watched};
use crate::walk::{self, Link, MOST, Rules, Walked};
use crate::{Error, Place, Stat};

/// How many folders outside the usual ones links may lead to.
const MOST_ROOTS: usize = 512;

/// What was found.
#[derive(Default)]
pub struct Found {
    /// Every folder.
    pub folders: Vec<Folder>,
    /// Folders and files that are reached from outside.
    pub watched: Vec<Watched>,
    /// How many files there are, apart from outputs.
    pub files: usize,
    /// How many outputs there are.
    pub outputs: usize,
}

/// Looks at the given folders, and at those outside them to which links in them lead.
///
/// # Errors
/// When something cannot be looked at, or changed too late.
pub fn look(roots: &[(PathBuf, Place)], rules: &Rules) -> Result<Found, Error> {
    let mut search = Search {
        rules,
        found: Found::default(),
        known: HashSet::new(),
        partly_known: HashMap::new(),
        seen_links: BTreeSet::new(),
        waiting: Vec::new(),
    };
    for part in in_parallel(roots, rules)? {
        search.take(part);
    }
    for (root, place) in roots {
        if !matches!(place, Place::Root | Place::Outputs) {
            search.watch(root, false)?;
        }
    }
    search.follow_links()?;
    Ok(search.found)
}

struct Part {
    place: Place,
    walked: Walked,
}

fn in_parallel(roots: &[(PathBuf, Place)], rules: &Rules) -> Result<Vec<Part>, Error> {
    std::thread::scope(|scope| {
        let walks: Vec<_> = roots
            .iter()
            .map(|(root, place)| (*place, scope.spawn(|| walk::walk(root, *place, rules))))
            .collect();
        walks
            .into_iter()
            .map(|(place, walk)| {
                let walked = walk.join().map_err(|_| Error::Damaged)??;
                Ok(Part { place, walked })
            })
            .collect()
    })
}

struct Search<'a> {
    rules: &'a Rules<'a>,
    found: Found,
    /// Every folder that was looked at.
    known: HashSet<PathBuf>,
    /// Those of which some entries were left out, with the names of the others.
    partly_known: HashMap<PathBuf, HashSet<Vec<u8>>>,
    seen_links: BTreeSet<PathBuf>,
    waiting: Vec<Link>,
}

impl Search<'_> {
    fn take(&mut self, part: Part) {
        let Walked {
            folders,
            links,
            files,
        } = part.walked;
        match part.place {
            Place::Outputs => self.found.outputs += files,
            _ => self.found.files += files,
        }
        self.known.reserve(folders.len());
        self.known
            .extend(folders.iter().map(|folder| folder.path.clone()));
        for folder in folders
            .iter()
            .filter(|folder| folder.listing != Listing::Strict)
        {
            let entries = folder.entries.iter();
            let names = entries
                .filter(|entry| !matches!(entry.identity, Identity::LinkTo(_)))
                .map(|entry| entry.name.clone())
                .collect();
            self.partly_known.insert(folder.path.clone(), names);
        }
        self.found.folders.extend(folders);
        self.waiting.extend(links);
    }

    fn follow_links(&mut self) -> Result<(), Error> {
        let mut roots = 0;
        while let Some(link) = self.waiting.pop() {
            if self.is_looked_at(&link) {
                continue;
            }
            self.watch(&link.path, false)?;
            // What leads nowhere, or in a circle, is watched as such.
            let Ok(target) = link.path.canonicalize() else {
                continue;
            };
            if self.knows(&target) || !target.is_dir() {
                continue;
            }
            roots += 1;
            if roots > MOST_ROOTS || self.known.len() > MOST {
                return Err(Error::TooMany(MOST));
            }
            self.watch(&target, false)?;
            let walked = walk::walk(&target, Place::Plain, self.rules)?;
            self.take(Part {
                place: Place::Plain,
                walked,
            });
        }
        Ok(())
    }

    /// Whether a link's target is an entry of a folder that is looked at. Those folders are no
    /// links themselves, so that `..` in a target means what it says.
    fn is_looked_at(&mut self, link: &Link) -> bool {
        let folder = link.path.parent().unwrap_or(Path::new("/"));
        let target = plain(&folder.join(&link.target));
        if !self.knows(&target) {
            return false;
        }
        target.symlink_metadata().is_ok()
    }

    /// Whether a path is a folder that was looked at as a whole, or an entry of one.
    fn knows(&self, path: &Path) -> bool {
        if self.partly_known.contains_key(path) {
            return path == self.rules.root;
        }
        self.known.contains(path) || self.is_entry(path)
    }

    fn is_entry(&self, path: &Path) -> bool {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return false;
        };
        if let Some(names) = self.partly_known.get(folder) {
            return names.contains(name.as_bytes());
        }
        let is_ignored = || {
            path.strip_prefix(self.rules.root)
                .is_ok_and(|below| self.rules.ignored.contains(below))
        };
        self.known.contains(folder) && !is_ignored()
    }

    /// Remembers what a path leads to.
    fn watch(&mut self, path: &Path, only_there: bool) -> Result<(), Error> {
        if !self.seen_links.insert(path.to_owned()) {
            return Ok(());
        }
        let watched = watched(path, only_there, self.rules.limit)?;
        self.found.watched.push(watched);
        Ok(())
    }
}

/// What a path leads to now; it must not have changed since a time.
///
/// # Errors
/// When it has.
pub fn watched(path: &Path, only_there: bool, limit: i64) -> Result<Watched, Error> {
    let stat = Stat::followed(path).ok();
    if !only_there && stat.is_some_and(|stat| stat.is_since(limit)) {
        return Err(Error::Fresh(path.to_owned()));
    }
    Ok(Watched {
        path: path.to_owned(),
        stat,
        only_there,
    })
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}
