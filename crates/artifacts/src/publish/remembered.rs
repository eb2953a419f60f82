//! What `tk` remembers of `dist/<platform>/` from the last time, so that an unchanged build costs a
//! look at each file and no more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use checkout::{Workspace, files};
use serde::{Deserialize, Serialize};

use super::layout::{Layout, PlacedFile};
use super::request::Request;
use crate::fingerprint::Fingerprint;
use crate::manifest::{Bare, Entry, FILE_NAME};

/// Raised when the file's format changes.
const FORMAT: u32 = 1;

/// What was put into `dist/<platform>/`, and for which build.
#[derive(Serialize, Deserialize)]
pub struct Remembered {
    format: u32,
    version: String,
    mode: String,
    head: Option<String>,
    manifest: Option<Fingerprint>,
    /// The files, sorted by place.
    pub files: Vec<CopiedFile>,
    /// Links and empty folders, sorted by place.
    #[serde(default)]
    pub bare: Vec<Bare>,
}

/// A file of `dist/<platform>/`, and what it is a copy of.
#[derive(Clone, Serialize, Deserialize)]
pub struct CopiedFile {
    /// What the manifest says of it.
    #[serde(flatten)]
    pub entry: Entry,
    /// The file that it was copied from.
    #[serde(rename = "copiedFrom")]
    pub source: PathBuf,
    /// Tells whether that file has changed.
    #[serde(rename = "copiedFingerprint")]
    pub source_fingerprint: Option<Fingerprint>,
    /// Tells whether the copy has changed; known once it has its place.
    #[serde(rename = "copyFingerprint")]
    pub copy_fingerprint: Option<Fingerprint>,
}

impl CopiedFile {
    /// Whether the file in `dist/<platform>/` is still the one that was put there.
    pub fn is_intact(&self, folder: &Path) -> bool {
        Fingerprint::at(&folder.join(&self.entry.path)) == self.copy_fingerprint
    }

    /// Whether it is a copy of what a step leaves now.
    pub fn is_copy_of(&self, placed: &PlacedFile) -> bool {
        self.source == placed.source && self.source_fingerprint == Some(placed.fingerprint)
    }
}

/// The file in which it is remembered.
fn path(workspace: &Workspace, platform: &str) -> PathBuf {
    workspace.state_dir().join(format!("dist-{platform}.json"))
}

/// What is remembered of a platform, where that is anything.
pub fn read(workspace: &Workspace, platform: &str) -> Option<Remembered> {
    let text = std::fs::read(path(workspace, platform)).ok()?;
    let remembered: Remembered = serde_json::from_slice(&text).ok()?;
    (remembered.format == FORMAT).then_some(remembered)
}

/// Forgets a platform: nothing that is built for it is current.
pub fn forget(workspace: &Workspace, platform: &str) {
    let _ = std::fs::remove_file(path(workspace, platform));
}

impl Remembered {
    /// The files that are in `folder` now.
    pub fn new(
        request: &Request,
        mut files: Vec<CopiedFile>,
        bare: Vec<Bare>,
        folder: &Path,
    ) -> Self {
        for file in &mut files {
            file.copy_fingerprint = Fingerprint::at(&folder.join(&file.entry.path));
        }
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            mode: request.mode.name().to_owned(),
            head: request.head.clone(),
            manifest: Fingerprint::at(&folder.join(FILE_NAME)),
            files,
            bare,
        }
    }

    /// Writes it down. Where that fails the next build copies again, that is all.
    pub fn write(&self, workspace: &Workspace, platform: &str) {
        if files::write_json(&path(workspace, platform), self).is_err() {
            // What was remembered of another tree would be worse than nothing.
            forget(workspace, platform);
        }
    }

    /// Whether `dist/<platform>/` is what the request asks for already.
    pub fn is_current(&self, request: &Request, placed: &Layout, folder: &Path) -> bool {
        let same_build = self.version == env!("CARGO_PKG_VERSION")
            && self.mode == request.mode.name()
            && self.head == request.head
            && self.manifest.is_some()
            && self.manifest == Fingerprint::at(&folder.join(FILE_NAME));
        same_build
            && self.has_same_files(request, &placed.files)
            && self.has_same_bare(request, &placed.bare)
            && self.files.iter().all(|file| file.is_intact(folder))
            && self.bare.iter().all(|bare| bare.is_intact(folder))
    }

    fn has_same_bare(&self, request: &Request, placed: &[Bare]) -> bool {
        let of_built_steps = |bare: &&Bare| !request.keep_others || request.has_built(&bare.step);
        self.bare.iter().filter(of_built_steps).eq(placed)
    }

    /// The files by their places.
    pub fn by_place(&self) -> BTreeMap<&str, &CopiedFile> {
        self.files
            .iter()
            .map(|file| (file.entry.path.as_str(), file))
            .collect()
    }

    fn has_same_files(&self, request: &Request, placed: &[PlacedFile]) -> bool {
        let known = self.by_place();
        let is_known = |file: &PlacedFile| {
            known.get(file.path.as_str()).is_some_and(|known| {
                known.is_copy_of(file)
                    && known.entry.label == file.label
                    && known.entry.step == file.step
                    && known.entry.mode == request.mode.name()
            })
        };
        let of_built_steps =
            |file: &&CopiedFile| !request.keep_others || request.has_built(&file.entry.step);
        placed.iter().all(is_known)
            && self.files.iter().filter(of_built_steps).count() == placed.len()
    }
}
