//! Folders and files of the service.

use std::fs;
use std::io;
use std::path::Path;

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
