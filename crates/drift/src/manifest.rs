//! What a rule says of its generated files: `NAME.generated.json`.

use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};

/// The version of the file's format.
const FORMAT: u32 = 1;

/// The tag of the tests that compare committed files with what is made.
pub const TAG: &str = "tachikoma-generated";

/// The output group in which those tests describe their files.
pub const GROUP: &str = "tachikoma_generated";

/// The end of the file's name.
const ENDING: &str = ".generated.json";

/// Committed files that one generator makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The target that stands for them, such as `//docs:cli`.
    pub label: String,
    /// The committed files and folders, and what was made for them.
    pub files: Vec<Made>,
    /// The source files of the workspace that they are made from, as paths below its root.
    pub sources: Vec<String>,
}

/// A committed file or folder, and what was made for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Made {
    /// The committed file's path below the workspace's root.
    pub path: String,
    /// The made one's path below Bazel's execution root.
    pub made: String,
    /// Whether it is a folder, in which all is generated.
    #[serde(default)]
    pub folder: bool,
}

#[derive(Deserialize)]
struct Manifest {
    version: u32,
    update: String,
    files: Vec<Made>,
    sources: String,
}

impl Generated {
    /// Whether a file among a target's outputs is the one to read.
    pub fn is_described_in(exec_path: &str) -> bool {
        exec_path.ends_with(ENDING)
    }

    /// Whether a path is one of the files, or in one of the folders.
    pub fn has(&self, path: &str) -> bool {
        self.files.iter().any(|made| {
            let rest = path.strip_prefix(&made.path);
            rest.is_some_and(|rest| rest.is_empty() || made.folder && rest.starts_with('/'))
        })
    }

    /// Reads the file at a path below Bazel's execution root.
    ///
    /// # Errors
    /// When it or the list of sources cannot be read, or is of another format.
    pub fn read(exec_root: &Path, exec_path: &str) -> Result<Self> {
        let path = exec_root.join(exec_path);
        let text = std::fs::read(&path).map_err(checkout::Error::read(&path))?;
        let manifest: Manifest =
            serde_json::from_slice(&text).map_err(|source| Error::Manifest {
                path: path.clone(),
                source,
            })?;
        if manifest.version != FORMAT {
            return Err(Error::Version {
                path,
                found: manifest.version,
                known: FORMAT,
            });
        }
        let sources = exec_root.join(&manifest.sources);
        let lines = std::fs::read_to_string(&sources).map_err(checkout::Error::read(&sources))?;
        Ok(Self {
            label: manifest.update,
            files: manifest.files,
            sources: lines.lines().map(str::to_owned).collect(),
        })
    }
}
