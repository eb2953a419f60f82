//! Checks that everything is unchanged since it was recorded: one system call for most files.

use std::collections::BTreeSet;
use std::ffi::{CStr, OsStr};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustix::fs::{CWD, Mode, OFlags};

use crate::record::{EntryView, FolderView, Listing, Record, Watched};
use crate::{Error, Stat, walk};

/// Folders per thread and batch.
const CHUNK: usize = 16;

/// More threads than this only wait for each other.
const MOST_THREADS: usize = 8;

/// From this many entries on, opening a folder pays off.
const WORTH_OPENING: usize = 3;

/// Checks paths outside the folders.
///
/// # Errors
/// The first that leads to something else.
pub fn watched(watched: &[Watched]) -> Result<(), Error> {
    let is_same = |watched: &&Watched| {
        let now = Stat::followed(&watched.path).ok();
        if watched.only_there {
            now.is_some() == watched.stat.is_some()
        } else {
            now == watched.stat
        }
    };
    match watched.iter().find(|watched| !is_same(watched)) {
        None => Ok(()),
        Some(watched) => Err(Error::changed(&watched.path, "changed")),
    }
}

/// Checks every folder of a record.
///
/// # Errors
/// The first change found.
pub fn folders(record: &Record) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(None);
    let count = record.folder_count();
    let work = || {
        loop {
            let start = next.fetch_add(CHUNK, Ordering::Relaxed);
            if start >= count {
                return;
            }
            for index in start..count.min(start + CHUNK) {
                if let Err(error) = folder(record, index) {
                    next.store(count, Ordering::Relaxed);
                    if let Ok(mut found) = found.lock() {
                        found.get_or_insert(error);
                    }
                    return;
                }
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 1..threads.min(MOST_THREADS).min(count / CHUNK + 1) {
            scope.spawn(work);
        }
        work();
    });
    match found.into_inner() {
        Ok(None) => Ok(()),
        Ok(Some(error)) => Err(error),
        Err(_) => Err(Error::Damaged),
    }
}

fn folder(record: &Record, index: usize) -> Result<(), Error> {
    let view = record.folder(index).ok_or(Error::Damaged)?;
    if !matches!(view.listing, Listing::Strict | Listing::Named) {
        names(record, &view)?;
    }
    if view.count == 0 {
        return Ok(());
    }
    let opened = if view.count >= WORTH_OPENING {
        Some(open(&view)?)
    } else {
        None
    };
    let mut path = Vec::new();
    let mut seen = 0;
    for entry in view.entries() {
        let stat = match &opened {
            Some(folder) => Stat::within(folder.as_fd(), entry.name),
            None => {
                join(&view, &entry, &mut path);
                CStr::from_bytes_with_nul(&path).map_or(Err(rustix::io::Errno::INVAL), Stat::at)
            }
        };
        let stat = stat.map_err(|_| Error::changed(path_of(&view, &entry), "is gone"))?;
        if !is_same(&view, &entry, &stat) {
            return Err(Error::changed(path_of(&view, &entry), "changed"));
        }
        seen += 1;
    }
    if seen == view.count {
        Ok(())
    } else {
        Err(Error::Damaged)
    }
}

fn is_same(view: &FolderView, entry: &EntryView, stat: &Stat) -> bool {
    if let Some(target) = entry.link_to {
        return path_of(view, entry)
            .read_link()
            .is_ok_and(|now| now.as_os_str().as_bytes() == target);
    }
    if entry.same_folder {
        stat.is_same_folder(&entry.stat)
    } else {
        *stat == entry.stat
    }
}

/// A folder whose times change without a reason has its names compared.
fn names(record: &Record, view: &FolderView) -> Result<(), Error> {
    let header = &record.header;
    let now = walk::names(
        view.path,
        view.listing,
        &header.ignored,
        &header.output_base,
    )?;
    let before: BTreeSet<Vec<u8>> = view
        .entries()
        .filter(|entry| entry.link_to.is_none())
        .map(|entry| entry.name.to_bytes().to_vec())
        .collect();
    match now.symmetric_difference(&before).next() {
        None => Ok(()),
        Some(name) => Err(Error::changed(
            view.path.join(OsStr::from_bytes(name)),
            if before.contains(name) {
                "is gone"
            } else {
                "is new"
            },
        )),
    }
}

fn open(view: &FolderView) -> Result<OwnedFd, Error> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat(CWD, view.path, flags, Mode::empty())
        .map_err(|_| Error::changed(view.path, "is gone"))
}

fn join(view: &FolderView, entry: &EntryView, path: &mut Vec<u8>) {
    path.clear();
    path.extend_from_slice(view.path.as_os_str().as_bytes());
    path.push(b'/');
    path.extend_from_slice(entry.name.to_bytes_with_nul());
}

fn path_of(view: &FolderView, entry: &EntryView) -> PathBuf {
    view.path.join(OsStr::from_bytes(entry.name.to_bytes()))
}
