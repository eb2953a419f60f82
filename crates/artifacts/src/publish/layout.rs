//! Which file goes where.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use bep::StepDefinition;

use super::tree::{Found, Origin, Tree};
use crate::error::{Error, Result};
use crate::fingerprint::Fingerprint;
use crate::manifest::{self, Bare};

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

/// Everything that steps leave, sorted by place.
#[derive(Default)]
pub struct Layout {
    /// The files.
    pub files: Vec<PlacedFile>,
    /// Links and empty folders.
    pub bare: Vec<Bare>,
}

impl Layout {
    /// Whether the steps leave nothing.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.bare.is_empty()
    }
}

/// Lays out what the steps leave in the execution root. Links may lead to the workspace and to Bazel's outputs.
///
/// # Errors
/// When a file is not there or cannot be published, or two have the same place.
pub fn of_steps(
    steps: &[StepDefinition],
    mode: &str,
    exec_root: &Path,
    workspace: &Path,
) -> Result<Layout> {
    let output_base = exec_root.ancestors().nth(2).unwrap_or(exec_root);
    let roots: Vec<PathBuf> = [workspace, output_base, exec_root]
        .iter()
        .filter_map(|root| root.canonicalize().ok())
        .collect();
    let mut places = Places::default();
    for step in steps {
        for artifact in &step.artifacts {
            let origin = Origin {
                step: &step.name,
                label: &artifact.label,
                mode,
            };
            for file in &artifact.files {
                check_place(&step.name, &file.path)?;
                let source = exec_root.join(&file.exec_path);
                let path = file.path.trim_end_matches('/').to_owned();
                places.add(&origin, &roots, &source, path)?;
            }
        }
    }
    Ok(places.sorted())
}

enum Placed {
    File(PlacedFile),
    Bare(Bare),
}

impl Placed {
    fn label(&self) -> &str {
        match self {
            Self::File(file) => &file.label,
            Self::Bare(bare) => &bare.label,
        }
    }
}

#[derive(Default)]
struct Places(BTreeMap<String, Placed>);

impl Places {
    /// Adds a file, or all that is in a directory.
    fn add(
        &mut self,
        origin: &Origin,
        roots: &[PathBuf],
        source: &Path,
        path: String,
    ) -> Result<()> {
        let meta = source
            .metadata()
            .map_err(|error| missing(origin, source, error))?;
        if !meta.is_dir() {
            let fingerprint = Fingerprint::of(&meta);
            return self.put(origin, source.to_owned(), path, Found::File(fingerprint));
        }
        for (source, below, found) in Tree::read(origin, roots, source)? {
            let path = match below.as_str() {
                "" => path.clone(),
                below => format!("{path}/{below}"),
            };
            self.put(origin, source, path, found)?;
        }
        Ok(())
    }

    fn put(&mut self, origin: &Origin, source: PathBuf, path: String, found: Found) -> Result<()> {
        let (label, step) = (origin.label.to_owned(), origin.step.to_owned());
        let bare = |to| Bare {
            path: path.clone(),
            to,
            label: label.clone(),
            step: step.clone(),
            mode: origin.mode.to_owned(),
        };
        let placed = match found {
            Found::Link(to) => Placed::Bare(bare(Some(to))),
            Found::EmptyFolder => Placed::Bare(bare(None)),
            Found::File(fingerprint) => Placed::File(PlacedFile {
                source,
                fingerprint,
                path: path.clone(),
                label,
                step,
            }),
        };
        match self.0.insert(path.clone(), placed) {
            // Two steps can leave the same file of the same target.
            Some(first) if first.label() != origin.label => Err(Error::SamePlace {
                first: first.label().to_owned(),
                second: origin.label.to_owned(),
                path,
            }),
            _ => Ok(()),
        }
    }

    fn sorted(self) -> Layout {
        let mut layout = Layout::default();
        for placed in self.0.into_values() {
            match placed {
                Placed::File(file) => layout.files.push(file),
                Placed::Bare(bare) => layout.bare.push(bare),
            }
        }
        layout
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
