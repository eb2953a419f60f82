//! `manifest.json`: every file of `dist/<platform>/` with its length, digest and origin.
//!
//! It holds no time and no path of a machine: the same commit gives the same bytes anywhere.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Request;
use super::plan::Fingerprint;
use crate::error::{Error, Result};

/// The manifest's name in `dist/<platform>/`.
pub const FILE_NAME: &str = "manifest.json";

/// Raised when a field changes its meaning or goes away.
pub const FORMAT: u32 = 1;

/// What [`Manifest::mode`] says when the files are of several modes.
const MIXED: &str = "mixed";

/// `manifest.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// The version of the `tk` that wrote it.
    pub version: String,
    /// The platform that the files are for.
    pub platform: String,
    /// The mode in which they were built; `mixed` when steps were built by themselves in others.
    pub mode: String,
    /// The commit that was checked out; null outside git.
    pub commit: Option<String>,
    /// The files by path.
    pub files: Vec<Entry>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place below `dist/<platform>/`.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, hexadecimal.
    pub sha256: String,
    /// The label that makes it.
    pub label: String,
    /// The step that leaves it.
    pub step: String,
    /// The mode in which it was built.
    pub mode: String,
    /// What it was copied from, for the next time; not part of the manifest.
    #[serde(skip)]
    pub source: PathBuf,
    /// Tells whether that has changed; not part of the manifest.
    #[serde(skip)]
    pub source_fingerprint: Option<Fingerprint>,
}

/// Writes the manifest of a new tree.
pub(super) fn write(folder: &Path, request: &Request, entries: &[Entry]) -> Result<()> {
    let own = request.mode.name();
    let uniform = entries.iter().all(|entry| entry.mode == own);
    let manifest = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        platform: request.platform.to_owned(),
        mode: if uniform { own } else { MIXED }.to_owned(),
        commit: (request.commit)(),
        files: entries.to_vec(),
    };
    let path = folder.join(FILE_NAME);
    std::fs::write(&path, to_json(&manifest)?).map_err(Error::write(&path))
}

/// The manifest's text.
///
/// # Errors
/// None that are known: its values are all representable.
pub fn to_json(manifest: &Manifest) -> Result<String> {
    let text = serde_json::to_string_pretty(manifest);
    text.map(|text| text + "\n")
        .map_err(|error| Error::write(FILE_NAME)(error.into()))
}

/// Reads the manifest of `dist/<platform>/`.
///
/// # Errors
/// When it is not there, or is no manifest of this format.
pub fn read(folder: &Path) -> Result<Manifest> {
    let path = folder.join(FILE_NAME);
    let text = std::fs::read(&path).map_err(Error::read(&path))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|error| Error::read(&path)(error.into()))?;
    if manifest.format != FORMAT {
        let found = format!(
            "it has format {}; this tk reads format {FORMAT}",
            manifest.format
        );
        return Err(Error::read(&path)(std::io::Error::other(found)));
    }
    Ok(manifest)
}
