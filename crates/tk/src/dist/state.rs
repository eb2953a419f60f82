//! What `tk` knows of `dist/<platform>/` from the last time, so that an unchanged build costs a
//! look at each file and no more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Request;
use super::manifest::{Entry, FILE_NAME};
use super::plan::{Fingerprint, Planned};
use checkout::files;

/// Raised when the file's form changes.
const FORMAT: u32 = 1;

/// The last state of `dist/<platform>/`.
#[derive(Serialize, Deserialize)]
pub struct State {
    format: u32,
    version: String,
    mode: String,
    head: Option<String>,
    manifest: Option<Fingerprint>,
    /// Its files.
    pub files: Vec<StateFile>,
}

/// A file of `dist/<platform>/`.
#[derive(Serialize, Deserialize)]
pub struct StateFile {
    /// What its manifest says.
    #[serde(flatten)]
    pub entry: Entry,
    /// What it was copied from.
    #[serde(rename = "copiedFrom")]
    pub source: PathBuf,
    /// Tells whether that has changed.
    #[serde(rename = "copiedFingerprint")]
    source_fingerprint: Option<Fingerprint>,
    /// Tells whether the copy has changed.
    #[serde(rename = "copyFingerprint")]
    pub target_fingerprint: Option<Fingerprint>,
}

/// The last state, where it is known and of this version of `tk`.
pub fn read(path: &Path) -> Option<State> {
    let mut state: State = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    for file in &mut state.files {
        file.entry.source = file.source.clone();
        file.entry.source_fingerprint = file.source_fingerprint;
    }
    (state.format == FORMAT).then_some(state)
}

/// Remembers the state. Where that fails the next build copies again, that is all.
pub fn write(path: &Path, request: &Request, entries: &[Entry], folder: &Path) {
    let files = entries.iter().map(|entry| StateFile {
        source: entry.source.clone(),
        source_fingerprint: entry.source_fingerprint,
        target_fingerprint: Fingerprint::at(&folder.join(&entry.path)),
        entry: entry.clone(),
    });
    let state = State {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        mode: request.mode.name().to_owned(),
        head: request.head.clone(),
        manifest: Fingerprint::at(&folder.join(FILE_NAME)),
        files: files.collect(),
    };
    if files::write_json(path, &state).is_err() {
        // A state of another tree would be worse than none.
        let _ = std::fs::remove_file(path);
    }
}

/// Whether `dist/<platform>/` is what the request asks for already.
pub fn is_current(last: &State, request: &Request, planned: &[Planned], folder: &Path) -> bool {
    let same_build = last.version == env!("CARGO_PKG_VERSION")
        && last.mode == request.mode.name()
        && last.head == request.head
        && last.manifest.is_some()
        && last.manifest == Fingerprint::at(&folder.join(FILE_NAME));
    same_build
        && same_files(last, request, planned)
        && last.files.iter().all(|file| file.is_intact(folder))
}

fn same_files(last: &State, request: &Request, planned: &[Planned]) -> bool {
    let known: BTreeMap<&str, &StateFile> = last
        .files
        .iter()
        .map(|file| (file.entry.path.as_str(), file))
        .collect();
    let is_known = |file: &Planned| {
        known.get(file.path.as_str()).is_some_and(|known| {
            known.source == file.source
                && known.source_fingerprint == Some(file.fingerprint)
                && known.entry.label == file.label
                && known.entry.step == file.step
                && known.entry.mode == request.mode.name()
        })
    };
    let of_built_steps = |file: &&StateFile| {
        !request.keep_others
            || request
                .steps
                .iter()
                .any(|step| step.name == file.entry.step)
    };
    planned.iter().all(is_known)
        && last.files.iter().filter(of_built_steps).count() == planned.len()
}
