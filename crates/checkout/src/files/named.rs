//! Files that the user named: `--junit FILE`. They can be anything.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Writes what `fill` writes to a path that the user named.
///
/// A file is replaced in one piece, also behind a link, which stays. A FIFO, a device, `>(cat)`, and where a dangling
/// link leads are written through: replacing them would take them away.
///
/// # Errors
/// When it cannot be written; what `fill` returns.
pub fn write_named(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    write_to(path, fill).map_err(Error::write(path))
}

fn write_to(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    match place(path) {
        Place::Through => {
            let mut options = File::options();
            options.write(true).create(true).truncate(true);
            let mut writer = BufWriter::new(options.open(path)?);
            fill(&mut writer)?;
            writer.flush()
        }
        Place::File(path) => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            fs::create_dir_all(folder)?;
            // As it was; a new one as the user's umask has it.
            let mode = path
                .metadata()
                .map_or(0o666, |meta| meta.permissions().mode());
            let file = tempfile::Builder::new()
                .permissions(fs::Permissions::from_mode(mode))
                .tempfile_in(folder)?;
            let mut writer = BufWriter::new(file);
            fill(&mut writer)?;
            let file = writer
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            file.persist(path)?;
            Ok(())
        }
    }
}

enum Place {
    /// A file, or nothing yet: without links.
    File(PathBuf),
    /// Anything else.
    Through,
}

fn place(path: &Path) -> Place {
    let is_link = path.is_symlink();
    match path.metadata() {
        Ok(meta) if !meta.is_file() => Place::Through,
        Ok(_) if is_link => path.canonicalize().map_or(Place::Through, Place::File),
        Err(_) if is_link => Place::Through,
        _ => Place::File(path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::{FileTypeExt, symlink};
    use std::process::Command;

    use super::*;

    fn write(path: &Path, text: &str) -> Result<()> {
        write_named(path, |writer| writer.write_all(text.as_bytes()))
    }

    #[test]
    fn files_are_replaced_whole_and_links_stay() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("deep/file");
        write(&file, "one").unwrap();
        let link = dir.path().join("link");
        symlink(&file, &link).unwrap();
        write(&link, "two").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        let failed = write_named(&file, |writer| {
            writer.write_all(b"half")?;
            Err(io::Error::other("the rest is not there"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        let dangling = dir.path().join("dangling");
        symlink(dir.path().join("new"), &dangling).unwrap();
        write(&dangling, "three").unwrap();
        assert!(dangling.is_symlink());
        assert_eq!(fs::read_to_string(dir.path().join("new")).unwrap(), "three");
    }

    #[test]
    fn a_fifo_is_written_through() {
        let dir = tempfile::tempdir().unwrap();
        let fifo = dir.path().join("fifo");
        assert!(
            Command::new("mkfifo")
                .arg(&fifo)
                .status()
                .unwrap()
                .success()
        );
        let path = fifo.clone();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            File::open(path).unwrap().read_to_string(&mut text).unwrap();
            text
        });
        write(&fifo, "through").unwrap();
        assert_eq!(reader.join().unwrap(), "through");
        assert!(fifo.symlink_metadata().unwrap().file_type().is_fifo());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_not_replaced() {
        let full = Path::new("/dev/full");
        // No other reason: who may not write to /dev, or finds it read-only, could not have replaced it, either.
        let error = write(full, "text").unwrap_err();
        let reason = std::error::Error::source(&error).and_then(|source| source.downcast_ref());
        let kind = reason.map(io::Error::kind);
        assert_eq!(kind, Some(io::ErrorKind::StorageFull), "{error}");
        assert!(
            full.symlink_metadata()
                .unwrap()
                .file_type()
                .is_char_device()
        );
    }
}
