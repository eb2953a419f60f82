//! Step definitions: the `NAME.step.json` files that the rule `build_step` writes.

use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, STEP_VERSION};
use crate::text;

/// One step as `build_step` wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDefinition {
    /// The version of the file's format, [`STEP_VERSION`].
    pub version: u32,
    /// The step's name, which is its target's name.
    pub name: String,
    /// A one-line description.
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
    /// The step's artifacts in `dist/`.
    #[serde(default)]
    pub artifacts: Vec<StepArtifact>,
}

/// One artifact of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepArtifact {
    /// The path in `dist/<platform>/`.
    pub path: String,
    /// The label that builds it.
    pub label: String,
    /// The files.
    #[serde(default)]
    pub files: Vec<StepFile>,
}

/// One file or directory of an artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFile {
    /// Path below the execution root, such as `bazel-out/k8-opt/bin/web/dist`.
    pub exec_path: String,
    /// The path in `dist/<platform>/`.
    pub path: String,
    /// Whether it is a directory that an action made.
    #[serde(default)]
    pub tree: bool,
}

impl StepDefinition {
    /// Reads one `NAME.step.json`.
    pub fn read(path: &Path) -> Result<Self> {
        let mut text = String::new();
        std::fs::File::open(path)
            .and_then(|mut file| file.read_to_string(&mut text))
            .map_err(|source| Error::StepIo {
                path: path.to_owned(),
                source,
            })?;
        let step: Self = serde_json::from_str(&text).map_err(|source| Error::NotStep {
            path: path.to_owned(),
            source,
        })?;
        if step.version != STEP_VERSION {
            return Err(Error::StepVersion {
                path: path.to_owned(),
                found: step.version,
            });
        }
        Ok(step.readable())
    }

    /// With labels as the reports of events have them.
    fn readable(mut self) -> Self {
        let of_artifacts = self
            .artifacts
            .iter_mut()
            .map(|artifact| &mut artifact.label);
        for label in self.labels.iter_mut().chain(of_artifacts) {
            *label = text::readable_label(label);
        }
        self
    }
}
