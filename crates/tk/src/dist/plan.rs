//! Which file goes where.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use bep::StepDefinition;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A file that a step leaves.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Where it is, below Bazel's outputs.
    pub source: PathBuf,
    /// What says whether it has changed.
    pub fingerprint: Fingerprint,
    /// Its place below `dist/<platform>/`, with `/`.
    pub path: String,
    /// The label that makes it.
    pub label: String,
    /// The step that leaves it.
    pub step: String,
}

/// Tells a file from what stood at its place before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    size: u64,
    modified_s: i64,
    modified_ns: i64,
    inode: u64,
}

impl Fingerprint {
    /// Of a file.
    pub fn of(meta: &Metadata) -> Self {
        Self {
            size: meta.len(),
            modified_s: meta.mtime(),
            modified_ns: meta.mtime_nsec(),
            inode: meta.ino(),
        }
    }

    /// Of the file at a path, when there is one.
    pub fn at(path: &Path) -> Option<Self> {
        path.symlink_metadata()
            .ok()
            .filter(Metadata::is_file)
            .map(|meta| Self::of(&meta))
    }
}

/// Every file that the steps leave, by its place.
///
/// # Errors
/// When a file is not there, or two have the same place.
pub fn plan(steps: &[StepDefinition], exec_root: &Path) -> Result<Vec<Planned>> {
    let mut places = BTreeMap::new();
    for step in steps {
        for artifact in &step.artifacts {
            for file in &artifact.files {
                check_place(&step.name, &file.path)?;
                let source = exec_root.join(&file.exec_path);
                let origin = Origin {
                    step: &step.name,
                    label: &artifact.label,
                };
                add(
                    &mut places,
                    &origin,
                    &source,
                    file.path.trim_end_matches('/').to_owned(),
                )?;
            }
        }
    }
    Ok(places.into_values().collect())
}

struct Origin<'a> {
    step: &'a str,
    label: &'a str,
}

/// Adds a file, or the files of a directory. Links are followed: what they lead to is copied.
fn add(
    places: &mut BTreeMap<String, Planned>,
    origin: &Origin,
    source: &Path,
    path: String,
) -> Result<()> {
    let meta = source
        .metadata()
        .map_err(|error| missing(origin, source, error))?;
    if meta.is_dir() {
        for entry in source.read_dir().map_err(Error::read(source))? {
            let name = entry.map_err(Error::read(source))?.file_name();
            add(
                places,
                origin,
                &source.join(&name),
                format!("{path}/{}", name.to_string_lossy()),
            )?;
        }
        return Ok(());
    }
    let planned = Planned {
        source: source.to_owned(),
        fingerprint: Fingerprint::of(&meta),
        path: path.clone(),
        label: origin.label.to_owned(),
        step: origin.step.to_owned(),
    };
    match places.insert(path.clone(), planned) {
        // Two steps can leave the same file of the same target.
        Some(first) if first.label != origin.label => Err(Error::SamePlace {
            first: first.label,
            second: origin.label.to_owned(),
            path,
        }),
        _ => Ok(()),
    }
}

fn missing(origin: &Origin, source: &Path, error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound {
        Error::MissingArtifact {
            step: origin.step.to_owned(),
            path: source.to_owned(),
        }
    } else {
        Error::read(source)(error)
    }
}

/// A definition is data of a build: it must not lead out of `dist/`.
fn check_place(step: &str, path: &str) -> Result<()> {
    let inside = !path.is_empty()
        && path != super::manifest::FILE_NAME
        && Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
    if inside {
        Ok(())
    } else {
        Err(Error::BadPlace {
            step: step.to_owned(),
            path: path.to_owned(),
        })
    }
}
