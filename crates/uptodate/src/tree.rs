//! What the system says of all that a folder holds, as one digest: for folders that are used or dropped as a whole.

use std::ffi::{CString, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{CWD, Dir, FileType, Mode, OFlags};
use sha2::{Digest, Sha256};

use crate::Stat;

/// All that a folder holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Of the name, inode, length, mode and times of every file, folder and link.
    pub digest: [u8; 32],
    /// How long its files are together.
    pub bytes: u64,
    /// When the content of one of its files changed last, in nanoseconds since 1970.
    pub newest: i64,
}

impl Tree {
    /// Looks at a folder and everything below it; follows no link.
    ///
    /// # Errors
    /// When something cannot be looked at.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let mut digest = Sha256::new();
        let mut tree = Self {
            digest: [0; 32],
            bytes: 0,
            newest: 0,
        };
        let mut waiting = vec![folder.to_owned()];
        while let Some(path) = waiting.pop() {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let mut dir = Dir::new(rustix::fs::openat(CWD, &path, flags, Mode::empty())?)?;
            for name in names(&mut dir)? {
                let stat = Stat::within(dir.fd()?, &name)?;
                let bytes = name.as_bytes_with_nul();
                digest.update((bytes.len() as u64).to_le_bytes());
                digest.update(bytes);
                for number in [stat.inode, stat.size, u64::from(stat.mode)] {
                    digest.update(number.to_le_bytes());
                }
                for time in [stat.mtime, stat.ctime] {
                    digest.update(time.to_le_bytes());
                }
                tree.newest = tree.newest.max(stat.mtime);
                if stat.kind() == FileType::Directory {
                    waiting.push(path.join(OsStr::from_bytes(name.to_bytes())));
                } else {
                    tree.bytes += stat.size;
                }
            }
            // Two folders with each other's entries are not the same.
            digest.update([0]);
        }
        tree.digest = digest.finalize().into();
        Ok(tree)
    }
}

/// The names in a folder, sorted: systems list them in any order.
fn names(dir: &mut Dir) -> io::Result<Vec<CString>> {
    let mut names = Vec::new();
    while let Some(entry) = dir.read() {
        let name = entry?.file_name().to_owned();
        if !matches!(name.to_bytes(), b"." | b"..") {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_a_tree_changes_its_digest() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir_all(at("a/b")).unwrap();
        std::fs::write(at("a/b/file"), "four").unwrap();
        std::fs::write(at("other"), "six666").unwrap();
        let mut before = Tree::of(dir.path()).unwrap();
        assert_eq!(before.bytes, 10);
        assert_eq!(Tree::of(dir.path()).unwrap(), before);
        let old = at("other").metadata().unwrap().modified().unwrap();
        let changes: [(&str, &dyn Fn()); 5] = [
            ("content, with its time put back", &|| {
                std::fs::write(at("other"), "666six").unwrap();
                let file = std::fs::File::options().write(true).open(at("other"));
                file.unwrap().set_modified(old).unwrap();
            }),
            ("a new file", &|| std::fs::write(at("a/new"), "").unwrap()),
            ("a file that is gone", &|| {
                std::fs::remove_file(at("a/new")).unwrap()
            }),
            ("another name", &|| {
                std::fs::rename(at("other"), at("another")).unwrap()
            }),
            ("another folder", &|| {
                std::fs::rename(at("a/b/file"), at("a/file")).unwrap()
            }),
        ];
        for (what, change) in changes {
            std::thread::sleep(std::time::Duration::from_millis(20));
            change();
            let after = Tree::of(dir.path()).unwrap();
            assert_ne!(after.digest, before.digest, "{what}");
            before = after;
        }
        assert!(Tree::of(&at("none")).is_err());
    }
}
