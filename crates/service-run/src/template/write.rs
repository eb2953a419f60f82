//! Writing files below a folder whose content is not ours: no link in it is followed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
use rustix::io::Errno;

use super::load::{File, TemplateError};

const FOLDER: OFlags = OFlags::DIRECTORY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC)
    .union(OFlags::RDONLY);

const NEW_FILE: OFlags = OFlags::WRONLY
    .union(OFlags::CREATE)
    .union(OFlags::EXCL)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// Writes files. What is there stays as it is.
pub(super) fn below(root: &Path, files: &BTreeMap<String, File>) -> Result<(), TemplateError> {
    let top = openat(CWD, root, FOLDER, Mode::empty()).map_err(unwritable(root))?;
    for (path, file) in files {
        write(&top, path, file)?;
    }
    Ok(())
}

fn write(top: &OwnedFd, path: &str, file: &File) -> Result<(), TemplateError> {
    let failed = unwritable(Path::new(path));
    let mut folder = openat(top, ".", FOLDER, Mode::empty()).map_err(&failed)?;
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        match mkdirat(&folder, part, Mode::from_bits_truncate(0o755)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(failed(error)),
        }
        folder = openat(&folder, part, FOLDER, Mode::empty()).map_err(&failed)?;
    }
    let mode = if file.is_executable { 0o755 } else { 0o644 };
    match openat(&folder, name, NEW_FILE, Mode::from_bits_truncate(mode)) {
        Ok(new) => fs::File::from(new)
            .write_all(&file.content)
            .map_err(|source| TemplateError::Unwritable {
                path: path.into(),
                source,
            }),
        Err(Errno::EXIST) => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

fn unwritable(path: &Path) -> impl Fn(Errno) -> TemplateError {
    let path = path.to_owned();
    move |error| TemplateError::Unwritable {
        path: path.clone(),
        source: error.into(),
    }
}
