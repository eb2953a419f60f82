//! Records everything in a folder.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Dir, FileType, Mode, OFlags};

use crate::record::{Entry, Folder, Identity, Listing};
use crate::{Error, Place, Stat};

/// With more files than this, running Bazel is faster.
pub const MOST: usize = 400_000;

/// A file that Bazel puts into every output base.
const MARK_OF_OUTPUT_BASE: &str = "DO_NOT_BUILD_HERE";

/// What is left out of a walk, and what makes it worthless.
pub struct Rules<'a> {
    /// The workspace's root.
    pub root: &'a Path,
    /// The folders below the root that Bazel was told to ignore.
    pub ignored: &'a BTreeSet<PathBuf>,
    /// Where Bazel keeps its outputs.
    pub output_base: &'a Path,
    /// What changed since this time may have changed unseen.
    pub limit: i64,
}

/// A link that was found.
pub struct Link {
    /// Where it is.
    pub path: PathBuf,
    /// What it says.
    pub target: PathBuf,
}

/// All that a walk found.
#[derive(Default)]
pub struct Walked {
    /// The folders.
    pub folders: Vec<Folder>,
    /// The links among their entries.
    pub links: Vec<Link>,
    /// How many entries are no folders.
    pub files: usize,
}

/// Looks at a folder and all below it; follows no link.
///
/// # Errors
/// When something cannot be looked at or changed too late, or when there is too much.
pub fn walk(root: &Path, place: Place, rules: &Rules) -> Result<Walked, Error> {
    let mut walk = Walk {
        rules,
        walked: Walked::default(),
        waiting: vec![(root.to_owned(), place)],
    };
    while let Some((path, place)) = walk.waiting.pop() {
        let folder = walk.look(path, place)?;
        walk.walked.folders.push(folder);
        if walk.walked.files > MOST || walk.walked.folders.len() > MOST {
            return Err(Error::TooMany(MOST));
        }
    }
    Ok(walk.walked)
}

struct Walk<'a> {
    rules: &'a Rules<'a>,
    walked: Walked,
    /// The folders that were found and not looked at.
    waiting: Vec<(PathBuf, Place)>,
}

impl Walk<'_> {
    fn look(&mut self, path: PathBuf, place: Place) -> Result<Folder, Error> {
        let mut dir = open(&path)?;
        let mut entries = Vec::new();
        while let Some(found) = dir.read() {
            let found = found.map_err(|source| Error::unreadable(&path, source))?;
            let name = found.file_name();
            let bytes = name.to_bytes();
            if place.is_noise(bytes) || self.rules.ignore(place, &path, bytes) {
                continue;
            }
            let child = || path.join(OsStr::from_bytes(bytes));
            let folder = dir
                .fd()
                .map_err(|source| Error::unreadable(&path, source))?;
            let stat =
                Stat::within(folder, name).map_err(|source| Error::unreadable(child(), source))?;
            if stat.is_since(self.rules.limit) {
                return Err(Error::Fresh(child()));
            }
            let identity = match stat.kind() {
                FileType::Directory => self.found_folder(place, child()),
                FileType::Symlink => self.found_link(place, child(), bytes)?,
                _ => {
                    self.walked.files += 1;
                    Identity::Whole
                }
            };
            entries.push(Entry {
                name: bytes.to_vec(),
                stat,
                identity,
            });
        }
        Ok(Folder {
            path,
            listing: place.listing(),
            entries,
        })
    }

    fn found_folder(&mut self, outer: Place, path: PathBuf) -> Identity {
        let place = outer.of_folder(&path);
        self.waiting.push((path, place));
        match place {
            Place::Configuration | Place::Runfiles => Identity::SameFolder,
            _ => Identity::Whole,
        }
    }

    fn found_link(&mut self, place: Place, path: PathBuf, name: &[u8]) -> Result<Identity, Error> {
        self.walked.files += 1;
        let target = path
            .read_link()
            .map_err(|source| Error::unreadable(&path, source))?;
        if place == Place::Root && is_convenience_link(name, &target, self.rules.output_base) {
            return Ok(Identity::LinkTo(
                target.into_os_string().as_bytes().to_vec(),
            ));
        }
        self.walked.links.push(Link { path, target });
        Ok(Identity::Whole)
    }
}

impl Rules<'_> {
    /// Whether an entry is one that Bazel was told to ignore.
    fn ignore(&self, place: Place, folder: &Path, name: &[u8]) -> bool {
        matches!(place, Place::Root | Place::Workspace)
            && folder
                .strip_prefix(self.root)
                .is_ok_and(|below| self.ignored.contains(&below.join(OsStr::from_bytes(name))))
    }
}

/// The names in a folder that count, for a folder whose own times say nothing.
///
/// # Errors
/// When it cannot be read.
pub fn names(
    path: &Path,
    listing: Listing,
    ignored: &[PathBuf],
    output_base: &Path,
) -> Result<BTreeSet<Vec<u8>>, Error> {
    let place = Place::listed(listing);
    let mut names = BTreeSet::new();
    for found in open(path)? {
        let found = found.map_err(|source| Error::unreadable(path, source))?;
        let name = found.file_name().to_bytes();
        let as_path = Path::new(OsStr::from_bytes(name));
        let left_out = place.is_noise(name)
            || (place == Place::Root
                && (ignored.iter().any(|other| other == as_path)
                    || is_link_of_bazel(path, name, output_base)));
        if !left_out {
            names.insert(name.to_vec());
        }
    }
    Ok(names)
}

fn is_link_of_bazel(root: &Path, name: &[u8], output_base: &Path) -> bool {
    name.starts_with(b"bazel-")
        && root
            .join(OsStr::from_bytes(name))
            .read_link()
            .is_ok_and(|target| is_convenience_link(name, &target, output_base))
}

/// Whether a link in the root is one that Bazel makes for people: in this workspace, or in one of which this is a
/// copy. Bazel itself does not follow either.
fn is_convenience_link(name: &[u8], target: &Path, output_base: &Path) -> bool {
    name.starts_with(b"bazel-") && (target.starts_with(output_base) || is_in_output_base(target))
}

/// Whether a path is in the execution root of an output base; one that was removed tells it by its name alone.
fn is_in_output_base(path: &Path) -> bool {
    let mut above = path
        .ancestors()
        .skip_while(|above| !above.ends_with("execroot"));
    above
        .nth(1)
        .is_some_and(|base| base.join(MARK_OF_OUTPUT_BASE).exists() || !base.exists())
}

fn open(path: &Path) -> Result<Dir, Error> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat(CWD, path, flags, Mode::empty())
        .and_then(Dir::new)
        .map_err(|source| Error::unreadable(path, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_a_copy_has_from_its_original_are_bazels() {
        let dir = tempfile::tempdir().unwrap();
        let own = Path::new("/none/own");
        let is_bazels =
            |name: &str, target: &Path| is_convenience_link(name.as_bytes(), target, own);
        let of_original = dir.path().join("0123/execroot/_main");
        std::fs::create_dir_all(&of_original).unwrap();
        assert!(!is_bazels("bazel-old", &of_original), "no output base");
        std::fs::write(dir.path().join("0123").join(MARK_OF_OUTPUT_BASE), "").unwrap();
        assert!(is_bazels("bazel-old", &of_original));
        assert!(
            is_bazels("bazel-old", Path::new("/none/4567/execroot/_main")),
            "removed"
        );
        assert!(is_bazels(
            "bazel-bin",
            &own.join("execroot/_main/bazel-out")
        ));
        assert!(!is_bazels("old", &of_original));
        assert!(!is_bazels("bazel-mine", dir.path()));
    }
}
