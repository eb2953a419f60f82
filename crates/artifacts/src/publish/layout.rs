//! Which file goes where.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use bep::StepDefinition;

use crate::error::{Error, Result};
use crate::fingerprint::Fingerprint;
use crate::manifest;

/// A file that a step leaves, and its place.
#[derive(Clone, Debug)]
pub struct PlacedFile {
    /// Where it is, below Bazel's outputs.
    pub source: PathBuf,
    /// Tells whether it has changed.
    pub fingerprint: Fingerprint,
    /// Its place below `dist/<platform>/`, with `/`.
    pub path: String,
    /// The label that builds it.
    pub label: String,
    /// The step that leaves it.
    pub step: String,
}

/// Every file that the steps leave, by its place.
///
/// # Errors
/// When a file is not there, or two have the same place.
pub fn of_steps(steps: &[StepDefinition], exec_root: &Path) -> Result<Vec<PlacedFile>> {
    let mut places = BTreeMap::new();
    for step in steps {
        for artifact in &step.artifacts {
            let origin = Origin {
                step: &step.name,
                label: &artifact.label,
            };
            for file in &artifact.files {
                check_place(&step.name, &file.path)?;
                let source = exec_root.join(&file.exec_path);
                let path = file.path.trim_end_matches('/').to_owned();
                add(&mut places, &origin, &source, path)?;
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
    places: &mut BTreeMap<String, PlacedFile>,
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
            let path = format!("{path}/{}", name.to_string_lossy());
            add(places, origin, &source.join(&name), path)?;
        }
        return Ok(());
    }
    let placed = PlacedFile {
        source: source.to_owned(),
        fingerprint: Fingerprint::of(&meta),
        path: path.clone(),
        label: origin.label.to_owned(),
        step: origin.step.to_owned(),
    };
    match places.insert(path.clone(), placed) {
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
        && path != manifest::FILE_NAME
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
