//! Step definitions: the `NAME.step.json` files that the rule `build_step` writes.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The version of `step.json` that this crate reads.
pub const STEP_VERSION: u32 = 1;

/// One step as `build_step` wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDefinition {
    /// The version of the file's form, [`STEP_VERSION`].
    pub version: u32,
    /// The step's name, which is its target's name.
    pub name: String,
    /// One line for people.
    #[serde(default)]
    pub doc: String,
    /// Names of the steps that it comes after.
    #[serde(default)]
    pub after: Vec<String>,
    /// Build modes in which the step is part of a build by default.
    #[serde(default)]
    pub modes: Vec<String>,
    /// Mnemonics that belong to this step alone; empty: all that no other step claims.
    #[serde(default)]
    pub mnemonics: Vec<String>,
    /// Labels whose actions belong to the step.
    #[serde(default)]
    pub labels: Vec<String>,
    /// What the step leaves in `dist/`.
    #[serde(default)]
    pub artifacts: Vec<StepArtifact>,
}

/// One artifact of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepArtifact {
    /// Its place in `dist/<platform>/`.
    pub path: String,
    /// The label that makes it.
    pub label: String,
    /// Its files.
    #[serde(default)]
    pub files: Vec<StepFile>,
}

/// One file or directory of an artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFile {
    /// Path below the execution root, such as `bazel-out/k8-opt/bin/web/dist`.
    pub exec_path: String,
    /// Its place in `dist/<platform>/`.
    pub path: String,
    /// Whether it is a directory that an action made.
    #[serde(default)]
    pub tree: bool,
}

/// Why a step definition could not be read.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The file could not be read.
    #[error("cannot read the step definition {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is not a step definition.
    #[error("{} is not a step definition", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The file is of a version that this program does not know.
    #[error(
        "{} is a step definition of version {found}; this program reads version {STEP_VERSION}",
        path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
}

impl StepDefinition {
    /// Reads one `NAME.step.json`.
    pub fn read(path: &Path) -> Result<Self, StepError> {
        let mut text = String::new();
        std::fs::File::open(path)
            .and_then(|mut file| file.read_to_string(&mut text))
            .map_err(|source| StepError::Read {
                path: path.to_owned(),
                source,
            })?;
        let step: Self = serde_json::from_str(&text).map_err(|source| StepError::Parse {
            path: path.to_owned(),
            source,
        })?;
        if step.version != STEP_VERSION {
            return Err(StepError::Version {
                path: path.to_owned(),
                found: step.version,
            });
        }
        Ok(step)
    }
}
