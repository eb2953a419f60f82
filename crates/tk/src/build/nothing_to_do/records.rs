//! The files of the records: each is written whole, and few are kept.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use uptodate::record::Record;

/// A file that is still unfinished after this time is abandoned.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// How many records are kept: of eight commands, with the one before where the last is no longer true.
const KEPT: usize = 16;

/// What the name of a record ends with that is no longer true.
const BEFORE: &str = ".before";

/// Puts a record in place of all earlier ones of its command.
///
/// # Errors
/// When it cannot be written; then the earlier ones are there as before.
pub(super) fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut unfinished = tempfile::Builder::new()
        .prefix("fast-new-")
        .tempfile_in(folder)?;
    unfinished.write_all(bytes)?;
    unfinished.persist(file)?;
    let _ = std::fs::remove_file(before(file));
    Ok(())
}

/// Makes a record one that is no longer true. It is kept: the next one is compared with it.
pub(super) fn invalidate(file: &Path) {
    if std::fs::rename(file, before(file)).is_err() {
        let _ = std::fs::remove_file(file);
    }
}

/// The last record of a command, whether it is still true or not.
pub(super) fn last(file: &Path) -> Option<Record> {
    let bytes = std::fs::read(file).or_else(|_| std::fs::read(before(file)));
    Record::decode(bytes.ok()?).ok()
}

/// Keeps only the newest records, and removes what a killed `tk` left half written.
pub(super) fn forget_old(state: &Path) {
    let entries = state.read_dir().into_iter().flatten().flatten();
    let (mut remembered, unfinished): (Vec<_>, Vec<_>) = entries
        .filter(|entry| entry.file_name().as_bytes().starts_with(b"fast"))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .partition(|(_, path)| path.to_string_lossy().contains("/fast."));
    for (written, path) in unfinished {
        if written.elapsed().is_ok_and(|age| age > ABANDONED) {
            let _ = std::fs::remove_file(path);
        }
    }
    remembered.sort();
    let surplus = remembered.len().saturating_sub(KEPT);
    for (_, path) in remembered.drain(..surplus) {
        let _ = std::fs::remove_file(path);
    }
}

fn before(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(OsStr::new(BEFORE));
    name.into()
}
