//! `manifest.json`: every file of `dist/<platform>/` with its length, digest and origin.
//!
//! It holds no time and no path of a machine: the same commit gives the same bytes anywhere.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The manifest's name in `dist/<platform>/`.
pub const FILE_NAME: &str = "manifest.json";

/// Raised when a field changes its meaning or goes away.
pub const FORMAT: u32 = 1;

/// The content of `manifest.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The format in which it is written: [`FORMAT`].
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
    /// Links by path, if there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Bare>,
    /// Empty folders by path, if there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<Bare>,
}

/// What the manifest says of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The file's place below `dist/<platform>/`.
    pub path: String,
    /// The file's length.
    pub bytes: u64,
    /// The file's SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// The label that makes the file.
    pub label: String,
    /// The step that leaves it.
    pub step: String,
    /// The mode in which it was built.
    pub mode: String,
}

/// What the manifest says of a link or an empty folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bare {
    /// The place below `dist/<platform>/`.
    pub path: String,
    /// What a link says: a path relative to its folder; not there for a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The label that makes it.
    pub label: String,
    /// The step that leaves it.
    pub step: String,
    /// The mode in which it was built.
    pub mode: String,
}

impl Bare {
    /// Whether it is in a folder as it was put there.
    pub fn is_intact(&self, folder: &Path) -> bool {
        let path = folder.join(&self.path);
        match &self.to {
            Some(to) => path.read_link().is_ok_and(|says| says == Path::new(to)),
            None => path.symlink_metadata().is_ok_and(|meta| meta.is_dir()),
        }
    }

    /// Makes it in a folder.
    pub(crate) fn make(&self, folder: &Path) -> Result<()> {
        let path = folder.join(&self.path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(Error::write(parent))?;
        match &self.to {
            Some(to) => std::os::unix::fs::symlink(to, &path),
            None => std::fs::create_dir_all(&path),
        }
        .map_err(Error::write(&path))
    }
}

impl Manifest {
    /// Links and empty folders.
    pub fn bare(&self) -> impl Iterator<Item = &Bare> {
        self.links.iter().chain(&self.folders)
    }
}

/// Writes the manifest of a new tree.
pub(crate) fn write(folder: &Path, manifest: &Manifest) -> Result<()> {
    let path = folder.join(FILE_NAME);
    let text = serde_json::to_string_pretty(manifest)
        .map_err(|error| Error::write(&path)(error.into()))?;
    std::fs::write(&path, text + "\n").map_err(Error::write(&path))
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
