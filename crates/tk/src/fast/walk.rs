//! Looks at everything in a folder, in order to remember it.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Dir, FileType, Mode, OFlags};

use super::record::{Entry, Folder, Identity, Listing};
use super::stat::Stat;
use super::unproven::Unproven;

/// With more files than this, Bazel is faster asked.
pub const MOST: usize = 400_000;

/// What Bazel writes into `bazel-out` in every build, and nothing depends on.
const OUTPUT_NOISE: [&[u8]; 3] = [b"_tmp", b"stable-status.txt", b"volatile-status.txt"];

/// The logs of tests in a configuration's folder, which no build makes.
const TEST_LOGS: &[u8] = b"testlogs";

/// What is in the workspace's root and none of Bazel's business.
const ROOT_NOISE: [&[u8]; 2] = [b".git", b".tk"];

/// The one file of a runfiles folder that Bazel looks at.
const RUNFILES_MANIFEST: &[u8] = b"MANIFEST";

/// What a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The workspace's root.
    Root,
    /// A folder of the workspace.
    Workspace,
    /// `bazel-out`.
    Outputs,
    /// `bazel-out/<configuration>`.
    Configuration,
    /// A folder below that.
    Output,
    /// The tree of links of a program that was built.
    Runfiles,
    /// Any other.
    Plain,
}

impl Place {
    fn listing(self) -> Listing {
        match self {
            Self::Root => Listing::Root,
            Self::Outputs => Listing::Outputs,
            Self::Configuration => Listing::Configuration,
            Self::Runfiles => Listing::Named,
            Self::Workspace | Self::Output | Self::Plain => Listing::Strict,
        }
    }
}

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
/// When something cannot be looked at or changed too late.
pub fn walk(root: &Path, place: Place, rules: &Rules) -> Result<Walked, Unproven> {
    let mut walked = Walked::default();
    let mut waiting = vec![(root.to_owned(), place)];
    while let Some((path, place)) = waiting.pop() {
        let folder = look(&path, place, rules, &mut walked, &mut waiting)?;
        walked.folders.push(folder);
        if walked.files > MOST || walked.folders.len() > MOST {
            return Err(Unproven::TooMany(MOST));
        }
    }
    Ok(walked)
}

fn look(
    path: &Path,
    place: Place,
    rules: &Rules,
    walked: &mut Walked,
    waiting: &mut Vec<(PathBuf, Place)>,
) -> Result<Folder, Unproven> {
    let mut dir = open(path)?;
    let mut entries = Vec::new();
    while let Some(found) = dir.read() {
        let found = found.map_err(Unproven::unreadable(path))?;
        let name = found.file_name();
        let bytes = name.to_bytes();
        if is_noise(place, bytes) {
            continue;
        }
        let child = path.join(OsStr::from_bytes(bytes));
        if is_ignored(place, &child, rules) {
            continue;
        }
        let folder = dir.fd().map_err(Unproven::unreadable(path))?;
        let stat = Stat::within(folder, name).map_err(Unproven::unreadable(&child))?;
        if stat.is_since(rules.limit) {
            return Err(Unproven::Fresh(child));
        }
        let identity = match stat.kind() {
            FileType::Directory => {
                let inner = place_of(place, &child);
                waiting.push((child, inner));
                match inner {
                    Place::Configuration | Place::Runfiles => Identity::SameFolder,
                    _ => Identity::Whole,
                }
            }
            FileType::Symlink => look_at_link(place, child, bytes, rules, walked)?,
            _ => {
                walked.files += 1;
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
        path: path.to_owned(),
        listing: place.listing(),
        entries,
    })
}

fn look_at_link(
    place: Place,
    path: PathBuf,
    name: &[u8],
    rules: &Rules,
    walked: &mut Walked,
) -> Result<Identity, Unproven> {
    walked.files += 1;
    let target = path.read_link().map_err(Unproven::unreadable(&path))?;
    if place == Place::Root && is_convenience_link(name, &target, rules.output_base) {
        return Ok(Identity::LinkTo(
            target.into_os_string().as_bytes().to_vec(),
        ));
    }
    walked.links.push(Link { path, target });
    Ok(Identity::Whole)
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
) -> Result<BTreeSet<Vec<u8>>, Unproven> {
    let place = match listing {
        Listing::Root => Place::Root,
        Listing::Outputs => Place::Outputs,
        Listing::Configuration => Place::Configuration,
        Listing::Strict | Listing::Named => Place::Plain,
    };
    let mut names = BTreeSet::new();
    for found in open(path)? {
        let found = found.map_err(Unproven::unreadable(path))?;
        let name = found.file_name().to_bytes();
        let as_path = Path::new(OsStr::from_bytes(name));
        let left_out = is_noise(place, name)
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

/// Whether a link in the root is one that Bazel makes for people.
pub fn is_convenience_link(name: &[u8], target: &Path, output_base: &Path) -> bool {
    name.starts_with(b"bazel-") && target.starts_with(output_base)
}

fn open(path: &Path) -> Result<Dir, Unproven> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat(CWD, path, flags, Mode::empty())
        .and_then(Dir::new)
        .map_err(Unproven::unreadable(path))
}

fn is_noise(place: Place, name: &[u8]) -> bool {
    name == b"."
        || name == b".."
        || match place {
            Place::Root => ROOT_NOISE.contains(&name),
            Place::Outputs => OUTPUT_NOISE.contains(&name),
            Place::Configuration => name == TEST_LOGS,
            Place::Runfiles => name != RUNFILES_MANIFEST,
            Place::Workspace | Place::Output | Place::Plain => false,
        }
}

fn is_ignored(place: Place, path: &Path, rules: &Rules) -> bool {
    matches!(place, Place::Root | Place::Workspace)
        && path
            .strip_prefix(rules.root)
            .is_ok_and(|path| rules.ignored.contains(path))
}

fn place_of(outer: Place, path: &Path) -> Place {
    match outer {
        Place::Root | Place::Workspace => Place::Workspace,
        Place::Outputs => Place::Configuration,
        Place::Configuration | Place::Output if is_runfiles(path) => Place::Runfiles,
        Place::Configuration | Place::Output => Place::Output,
        Place::Runfiles | Place::Plain => Place::Plain,
    }
}

/// Of such a tree, Bazel looks at the list of its links only.
fn is_runfiles(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("runfiles"))
        && path.with_extension("runfiles_manifest").exists()
        && path
            .join(OsStr::from_bytes(RUNFILES_MANIFEST))
            .symlink_metadata()
            .is_ok()
}
