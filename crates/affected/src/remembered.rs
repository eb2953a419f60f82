//! Digests of revisions, from earlier comparisons.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use checkout::files;

use crate::digests::Digests;

/// How many revisions are remembered.
const MOST: usize = 8;

/// Where digests are remembered.
pub struct Remembered {
    folder: PathBuf,
}

impl Remembered {
    /// Those in a folder.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.join("revisions"),
        }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }

    /// The digests of a revision, asked for as the key says. What cannot be read is made anew.
    pub fn find(&self, key: &str) -> Option<Digests> {
        let bytes = std::fs::read(self.path(key)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Remembers a revision, and forgets the oldest.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(&self, key: &str, digests: &Digests) -> checkout::Result<()> {
        if let Ok(bytes) = serde_json::to_vec(digests) {
            files::write(&self.path(key), &bytes)?;
        }
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten();
        let mut all: Vec<(SystemTime, PathBuf)> = entries
            .filter_map(|entry| {
                let entry = entry.ok()?;
                Some((entry.metadata().ok()?.modified().ok()?, entry.path()))
            })
            .collect();
        all.sort();
        all.reverse();
        for (_, path) in all.into_iter().skip(MOST) {
            files::remove(&path)?;
        }
        Ok(())
    }
}
