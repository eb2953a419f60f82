//! The folder of what the service keeps.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::settings::{Config, Error, Sources};

/// Its path, which is not made.
///
/// # Errors
///
/// Nobody names one, and there is no home.
pub fn path(config: &Config, sources: &Sources) -> Result<PathBuf, Failure> {
    let named = config.data.clone();
    Ok(named
        .or_else(|| sources.state_folder())
        .ok_or(Error::NoData)?)
}

/// The folder; it is made where it is not there, for nobody but its owner.
///
/// # Errors
///
/// It cannot be made.
pub fn folder(config: &Config, sources: &Sources) -> Result<PathBuf, Failure> {
    let path = path(config, sources)?;
    let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
    made.map_err(|source| Failure::Io {
        what: "make the folder",
        path: path.clone(),
        source,
    })?;
    if is_open(&path) {
        tracing::warn!(folder = %path.display(), "other users may read prompts and workspaces here: chmod 700");
    }
    Ok(path)
}

/// Whether others than its owner may look into it.
pub fn is_open(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|it| it.permissions().mode() & 0o077 != 0)
}
