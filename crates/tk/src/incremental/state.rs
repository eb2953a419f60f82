//! rustc's state as the last build left it.
//!
//! rustc checks that a state belongs to its version and flags, not that its files are whole: object
//! files are copied from it unread. So `tk` takes down what the system says of every file after a build,
//! its `ctime` included, which no program can set, and before the next drops the state of every crate
//! that is not exactly so: damaged, put back, copied, or written by a build that was killed.

use std::collections::BTreeMap;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::files;
use crate::workspace::Workspace;

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
}

/// A crate's state: the folder in which its sessions are.
struct CrateState {
    /// The folder, from that of the key.
    path: PathBuf,
    /// Of all that the system says of its files.
    digest: String,
    bytes: u64,
    used: SystemTime,
}

fn record_path(workspace: &Workspace) -> PathBuf {
    workspace.state_dir().join("rust-incremental.json")
}

/// Removes the states that are not as they were recorded. Whether all that is left may be used.
pub fn drop_changed(workspace: &Workspace, key: &str) -> bool {
    let record: Record = std::fs::read(record_path(workspace))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
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
        record.key == key && record.crates.get(&state.path) == Some(&state.digest)
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

/// Takes down the states of a build that has ended, and removes what is old or too much. Whether that
/// could be done.
pub fn record(workspace: &Workspace, key: &str, exec_root: &Path) -> bool {
    let own = exec_root.join("bazel-out").join(FOLDER).join(key);
    let take_down = || -> io::Result<()> {
        let mut all = states(&own)?;
        all.sort_by_key(|state| std::cmp::Reverse(state.used));
        let mut kept = BTreeMap::new();
        let mut bytes = 0;
        for state in all {
            bytes += state.bytes;
            let is_old = state.used.elapsed().is_ok_and(|age| age > LONGEST_UNUSED);
            if is_old || bytes > MOST_BYTES {
                std::fs::remove_dir_all(own.join(&state.path))?;
            } else {
                kept.insert(state.path, state.digest);
            }
        }
        let record = Record {
            key: key.to_owned(),
            exec_root: exec_root.to_owned(),
            crates: kept,
        };
        files::write(&record_path(workspace), &serde_json::to_vec(&record)?)
            .map_err(io::Error::other)
    };
    take_down().is_ok()
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
            found.push(look(folder, &path)?);
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

fn look(folder: &Path, state: &Path) -> io::Result<CrateState> {
    let mut digest = Sha256::new();
    let mut bytes = 0;
    let mut used = SystemTime::UNIX_EPOCH;
    let mut waiting = vec![state.to_owned()];
    while let Some(path) = waiting.pop() {
        for entry in entries(&path)? {
            let stat = entry.metadata()?;
            let own = [
                stat.ino(),
                stat.size(),
                u64::from(stat.mode()),
                stat.mtime() as u64,
                stat.mtime_nsec() as u64,
                stat.ctime() as u64,
                stat.ctime_nsec() as u64,
            ];
            let path = entry.path();
            digest.update((path.as_os_str().len() as u64).to_le_bytes());
            digest.update(path.as_os_str().as_bytes());
            own.iter()
                .for_each(|number| digest.update(number.to_le_bytes()));
            bytes += stat.blocks() * 512;
            used = used.max(stat.modified()?);
            if stat.is_dir() {
                waiting.push(path);
            }
        }
    }
    Ok(CrateState {
        path: state.strip_prefix(folder).unwrap_or(state).to_owned(),
        digest: files::hex(&digest.finalize()[..16]),
        bytes,
        used,
    })
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
