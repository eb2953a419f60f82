//! Tells whether a file was replaced, without reading it.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Identifies a version of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    size: u64,
    modified_s: i64,
    modified_ns: i64,
    inode: u64,
}

impl Fingerprint {
    /// The fingerprint of the file that has this metadata.
    pub fn of(meta: &Metadata) -> Self {
        Self {
            size: meta.len(),
            modified_s: meta.mtime(),
            modified_ns: meta.mtime_nsec(),
            inode: meta.ino(),
        }
    }

    /// The fingerprint of the regular file at a path, when there is one.
    pub fn at(path: &Path) -> Option<Self> {
        path.symlink_metadata()
            .ok()
            .filter(Metadata::is_file)
            .map(|meta| Self::of(&meta))
    }
}
