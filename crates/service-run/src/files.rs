//! Folders and files of the service.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;

use service::ports::StepError;

/// What a failure with a path means for a build: disks fill up, and are emptied again.
pub(crate) fn failed(path: &Path) -> impl Fn(io::Error) -> StepError {
    let path = path.display().to_string();
    move |error| StepError::Passing(format!("{path}: {error}"))
}

pub(crate) fn make_folder(path: &Path) -> Result<(), StepError> {
    fs::create_dir_all(path).map_err(failed(path))
}

pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), StepError> {
    fs::write(path, content).map_err(failed(path))
}

/// Opens what is not ours, if it is a file: a link would lead to files of the machine, and a pipe to waiting
/// for ever.
pub(crate) fn open_file(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(i32::try_from(flags.bits()).unwrap_or_default())
        .open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("it is no file")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("file"), "x").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", path("link")).unwrap();
        let status = std::process::Command::new("mkfifo")
            .arg(path("pipe"))
            .status();
        assert!(status.unwrap().success());
        assert!(open_file(&path("file")).is_ok());
        for wrong in ["link", "pipe", "nothing", "."] {
            assert!(open_file(&path(wrong)).is_err(), "{wrong}");
        }
    }
}
