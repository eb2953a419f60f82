//! Metadata that identifies a version of a file.

use std::ffi::CStr;
use std::os::fd::BorrowedFd;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType};

/// Nanoseconds of a second.
const SECOND: i64 = 1_000_000_000;

/// Times with nothing below the second are of a file system that has no finer ones.
const COARSE: i64 = 2 * SECOND;

/// A file's, folder's or link's own data. Whoever writes to it, renames it or sets its times back
/// changes `ctime`, which no program can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// Its inode.
    pub inode: u64,
    /// Its length in bytes.
    pub size: u64,
    /// When its content changed, in nanoseconds since 1970.
    pub mtime: i64,
    /// When anything of it changed, in nanoseconds since 1970.
    pub ctime: i64,
    /// Its kind and permissions.
    pub mode: u32,
}

impl Stat {
    /// Of what a path leads to, links followed.
    ///
    /// # Errors
    /// When there is nothing, or a folder on the way cannot be searched.
    pub fn followed(path: &Path) -> std::io::Result<Self> {
        Ok(Self::new(&rustix::fs::stat(path)?))
    }

    /// Of a path itself, without following links.
    ///
    /// # Errors
    /// When there is nothing, or a folder on the way cannot be searched.
    pub fn of(path: &Path) -> std::io::Result<Self> {
        Ok(Self::new(&rustix::fs::lstat(path)?))
    }

    /// Of a name in an open folder.
    pub(crate) fn within(folder: BorrowedFd, name: &CStr) -> rustix::io::Result<Self> {
        rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).map(|stat| Self::new(&stat))
    }

    /// Of a path of bytes.
    pub(crate) fn at(path: &CStr) -> rustix::io::Result<Self> {
        rustix::fs::statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW).map(|stat| Self::new(&stat))
    }

    #[allow(
        clippy::unnecessary_cast,
        reason = "the fields' types differ from system to system"
    )]
    fn new(stat: &rustix::fs::Stat) -> Self {
        Self {
            inode: stat.st_ino as u64,
            size: stat.st_size as u64,
            mtime: stat.st_mtime as i64 * SECOND + stat.st_mtime_nsec as i64,
            ctime: stat.st_ctime as i64 * SECOND + stat.st_ctime_nsec as i64,
            mode: stat.st_mode as u32,
        }
    }

    /// Its kind.
    pub(crate) fn kind(&self) -> FileType {
        FileType::from_raw_mode(self.mode as rustix::fs::RawMode)
    }

    /// Whether it may have changed at or after a time: its own time says so, or is too coarse to
    /// say otherwise.
    pub fn is_since(&self, time: i64) -> bool {
        let granularity = if self.ctime % SECOND == 0 { COARSE } else { 0 };
        self.ctime + granularity >= time
    }

    /// Whether it is the same folder, even if its entries changed.
    pub(crate) fn is_same_folder(&self, other: &Self) -> bool {
        self.inode == other.inode && self.mode == other.mode
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_with_its_old_times_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        std::fs::write(&path, "one").unwrap();
        let before = Stat::of(&path).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(30));
        let times =
            std::fs::FileTimes::new().set_modified(path.metadata().unwrap().modified().unwrap());
        std::fs::write(&path, "two").unwrap();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        file.set_times(times).unwrap();
        let after = Stat::of(&path).unwrap();
        assert_eq!(
            (before.size, before.mtime, before.inode),
            (after.size, after.mtime, after.inode)
        );
        assert_ne!(before, after);
        assert!(after.is_since(before.ctime + 1) && !before.is_since(after.ctime));
    }

    #[test]
    fn a_coarse_time_proves_nothing_of_its_last_two_seconds() {
        let stat = Stat {
            inode: 1,
            size: 0,
            mtime: 0,
            ctime: 100 * SECOND,
            mode: 0,
        };
        assert!(stat.is_since(101 * SECOND));
        assert!(!stat.is_since(103 * SECOND));
    }
}
