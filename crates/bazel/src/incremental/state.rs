//! rustc's state as the last build left it.
//!
//! rustc checks that a state belongs to its version and flags, not that its files are whole: object
//! files are copied from it unread. So `tk` takes down what the system says of every file after a build,
//! its `ctime` included, which no program can set, and before the next drops the state of every crate
//! that is not exactly so: damaged, put back, copied, or written by a build that was killed.

use std::collections::BTreeMap;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use uptodate::Tree;

use super::proof::Undeclared;
use checkout::Workspace;
use checkout::files;

/// The folder of all states, below `bazel-out`; `rules/cargo` names it too.
const FOLDER: &str = "rustc-incremental";

/// What rustc calls the folders of its sessions, one of which is a crate's state.
const SESSION: &str = "s-";

/// All states of a checkout together take at most this much, those of the last used crates.
const MOST_BYTES: u64 = 4 << 30;

/// A crate that was not compiled for so long has no state.
const LONGEST_UNUSED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What is remembered of a checkout's states.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Record {
    key: String,
    exec_root: PathBuf,
    /// What the system said of each crate's state, by its folder.
    crates: BTreeMap<PathBuf, String>,
    /// The undeclared files read when it was last compiled.
    #[serde(default)]
    undeclared: Undeclared,
}

impl Record {
    fn read(workspace: &Workspace) -> Self {
        let bytes = std::fs::read(record_path(workspace));
        let record = bytes
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        record.unwrap_or_default()
    }
}

/// A crate's state: the folder in which its sessions are.
struct CrateState {
    /// The folder, from that of the key.
    path: PathBuf,
    /// All that it holds.
    tree: Tree,
}

impl CrateState {
    fn digest(&self) -> String {
        files::hex(&self.tree.digest)
    }

    fn is_old(&self) -> bool {
        let used = u64::try_from(self.tree.newest).unwrap_or_default();
        let used = SystemTime::UNIX_EPOCH + Duration::from_nanos(used);
        used.elapsed().is_ok_and(|age| age > LONGEST_UNUSED)
    }
}

fn record_path(workspace: &Workspace) -> PathBuf {
    workspace.state_dir().join("rust-incremental.json")
}

/// Removes the states that changed since they were recorded. Returns whether the rest may be used.
pub fn drop_changed(workspace: &Workspace, key: &str) -> bool {
    let record = Record::read(workspace);
    let exec_root = match record.exec_root.is_dir() {
        true => record.exec_root.clone(),
        false => match workspace.root.join("bazel-out").read_link() {
            Ok(target) => target.parent().unwrap_or(Path::new("/")).to_owned(),
            // Nothing was ever built here, or nobody knows where: a first build in sandboxes tells.
            Err(_) => return false,
        },
    };
    let folder = exec_root.join("bazel-out").join(FOLDER);
    let own = folder.join(key);
    let expected = |state: &CrateState| {
        record.key == key && record.crates.get(&state.path) == Some(&state.digest())
    };
    let drop = || -> io::Result<()> {
        remove_others(&folder, key)?;
        for state in states(&own)?.iter().filter(|state| !expected(state)) {
            std::fs::remove_dir_all(own.join(&state.path))?;
        }
        Ok(())
    };
    drop().is_ok()
}

/// The undeclared files that targets read when they were last compiled with this key.
pub fn undeclared(workspace: &Workspace, key: &str) -> Undeclared {
    let record = Record::read(workspace);
    match record.key == key {
        true => record.undeclared,
        false => Undeclared::new(),
    }
}

/// Takes down the states of a build that has ended, and removes what is old or too much. Whether that
/// could be done.
pub fn record(workspace: &Workspace, key: &str, exec_root: &Path, undeclared: Undeclared) -> bool {
    let own = exec_root.join("bazel-out").join(FOLDER).join(key);
    let take_down = move || -> io::Result<()> {
        let (kept, too_much) = within_bounds(states(&own)?, MOST_BYTES);
        for state in too_much {
            std::fs::remove_dir_all(own.join(&state.path))?;
        }
        let crates = kept.into_iter().map(|state| {
            let digest = state.digest();
            (state.path, digest)
        });
        let record = Record {
            key: key.to_owned(),
            exec_root: exec_root.to_owned(),
            crates: crates.collect(),
            undeclared,
        };
        files::write(&record_path(workspace), &serde_json::to_vec(&record)?)
            .map_err(io::Error::other)
    };
    take_down().is_ok()
}

/// The states that are kept, those of the last used crates, and the others.
fn within_bounds(mut all: Vec<CrateState>, most: u64) -> (Vec<CrateState>, Vec<CrateState>) {
    all.sort_by_key(|state| std::cmp::Reverse(state.tree.newest));
    let mut bytes = 0;
    all.into_iter().partition(|state| {
        bytes += state.tree.bytes;
        bytes <= most && !state.is_old()
    })
}

/// Removes states of keys that are no more.
fn remove_others(folder: &Path, key: &str) -> io::Result<()> {
    for entry in entries(folder)? {
        if entry.file_name() != key {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// All crates' states below a folder.
fn states(folder: &Path) -> io::Result<Vec<CrateState>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        let entries = entries(&path)?;
        let is_session = |entry: &std::fs::DirEntry| {
            entry.file_name().as_bytes().starts_with(SESSION.as_bytes())
        };
        if entries.iter().any(is_session) {
            found.push(CrateState {
                tree: Tree::of(&path)?,
                path: path.strip_prefix(folder).unwrap_or(&path).to_owned(),
            });
            continue;
        }
        for entry in entries {
            if entry.file_type()?.is_dir() {
                waiting.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// A folder's entries in the order of their names; none of a folder that is not there.
fn entries(folder: &Path) -> io::Result<Vec<std::fs::DirEntry>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(name: &str, bytes: u64, age: Duration) -> CrateState {
        let used = SystemTime::now() - age;
        let since = used.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        CrateState {
            path: name.into(),
            tree: Tree {
                digest: [0; 32],
                bytes,
                newest: since.as_nanos() as i64,
            },
        }
    }

    #[test]
    fn states_that_are_old_or_too_much_are_not_kept() {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        let all = vec![
            state("last week", 10, 7 * DAY),
            state("last year", 1, 365 * DAY),
            state("today", 60, DAY / 2),
            state("yesterday", 30, DAY),
        ];
        let (kept, dropped) = within_bounds(all, 99);
        let names = |states: &[CrateState]| -> Vec<String> {
            let paths = states.iter().map(|state| state.path.display());
            paths.map(|path| path.to_string()).collect()
        };
        assert_eq!(names(&kept), ["today", "yesterday"]);
        assert_eq!(names(&dropped), ["last week", "last year"]);
    }
}
