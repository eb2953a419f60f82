//! Files and folders that only the user can access.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use crate::error::{Error, Result};

/// What others may do.
const OTHERS: u32 = 0o077;

/// Creates a folder that only the user can access.
pub fn make_private_folder(path: &Path) -> Result<()> {
    let make = || -> io::Result<()> {
        create_private(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))
    };
    make().map_err(Error::write(path))
}

/// Creates a folder, and those above it, for the user alone. Those that are there stay as they are.
///
/// # Errors
/// When one cannot be created.
pub fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(path)
}

/// Opens a file to read and to write, such as one that is locked; creates it for the user alone.
///
/// # Errors
/// When it cannot be opened.
pub fn open_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).mode(0o600);
    options.open(path)
}

/// Whether something is there that others can read, write or enter.
pub fn is_open_to_others(path: &Path) -> bool {
    let meta = path.metadata();
    meta.is_ok_and(|meta| meta.permissions().mode() & OTHERS != 0)
}

/// Takes others' access to a file, or to a folder and all that is in it. Links in it are not followed, and what cannot
/// be changed stays: it is another user's, or on a file system that is read-only.
pub fn shut(path: &Path) {
    let Ok(meta) = path.metadata() else {
        return;
    };
    let mode = meta.permissions().mode();
    let is_open = mode & OTHERS != 0;
    if is_open && fs::set_permissions(path, fs::Permissions::from_mode(mode & !OTHERS)).is_err() {
        return;
    }
    let entries = meta.is_dir().then(|| path.read_dir());
    let entries = entries.into_iter().filter_map(io::Result::ok).flatten();
    for entry in entries.filter_map(io::Result::ok) {
        if !entry.path().is_symlink() {
            shut(&entry.path());
        }
    }
}
