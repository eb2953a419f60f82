//! Atomic writes, and removing and measuring folders.

mod named;
mod private;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use serde::Serialize;

pub use named::write_named;
pub use private::{create_private, is_open_to_others, make_private_folder, open_private, shut};

use crate::error::{Error, Result};

/// Replaces a file of `tk`'s own atomically; creates its folder. Both are for the user alone.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    replace(path, |file| file.write_all(bytes))
}

/// Replaces a file of `tk`'s own atomically with a value as JSON; creates its folder. Both are for the user alone.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    replace(path, |file| {
        serde_json::to_writer_pretty(&mut *file, value)?;
        file.write_all(b"\n")
    })
}

fn replace(
    path: &Path,
    fill: impl FnOnce(&mut tempfile::NamedTempFile) -> io::Result<()>,
) -> Result<()> {
    let write = || -> io::Result<()> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        create_private(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        fill(&mut file)?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(Error::write(path))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The disk space of a file or folder; links are not followed, and unreadable entries are ignored.
pub fn disk_bytes(path: &Path) -> u64 {
    let Ok(meta) = path.symlink_metadata() else {
        return 0;
    };
    if !meta.is_dir() {
        return meta.len();
    }
    let Ok(entries) = path.read_dir() else {
        return 0;
    };
    entries
        .filter_map(std::result::Result::ok)
        .map(|entry| disk_bytes(&entry.path()))
        .sum()
}

/// Removes a file or folder, if it exists, and returns the space that this freed. Read-only folders, such as
/// Bazel's, are made writable first.
pub fn remove(path: &Path) -> Result<u64> {
    let meta = match path.symlink_metadata() {
        Ok(meta) => meta,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(Error::read(path)(error)),
    };
    let bytes = disk_bytes(path);
    if !meta.is_dir() {
        return fs::remove_file(path)
            .map(|()| bytes)
            .map_err(Error::write(path));
    }
    if fs::remove_dir_all(path).is_err() {
        make_writable(path);
        fs::remove_dir_all(path).map_err(Error::write(path))?;
    }
    Ok(bytes)
}

fn make_writable(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.filter_map(std::result::Result::ok) {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            make_writable(&entry.path());
        }
    }
}

/// A size in bytes as text, such as `4.1 MB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_decimal() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1500), "1.5 kB");
        assert_eq!(size(999_960), "1.0 MB");
        assert_eq!(size(2_340_000_000), "2.3 GB");
    }

    #[test]
    fn a_folder_has_the_bytes_of_its_files() {
        let dir = tempfile::tempdir().unwrap();
        write_json(&dir.path().join("a/b.json"), &[1, 2]).unwrap();
        assert_eq!(disk_bytes(dir.path()), "[\n  1,\n  2\n]\n".len() as u64);
        assert_eq!(disk_bytes(&dir.path().join("gone")), 0);
    }

    #[test]
    fn read_only_folders_can_be_removed() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let tree = dir.path().join("a/b");
        fs::create_dir_all(&tree).unwrap();
        fs::write(tree.join("file"), "1").unwrap();
        fs::set_permissions(&tree, fs::Permissions::from_mode(0o555)).unwrap();
        let removed = unprivileged::unprivileged(|| {
            assert!(fs::remove_dir_all(dir.path().join("a")).is_err());
            remove(&dir.path().join("a")).unwrap()
        });
        assert_eq!(removed, 1);
        assert!(!dir.path().join("a").exists());
        assert_eq!(remove(&dir.path().join("a")).unwrap(), 0);
    }
}
