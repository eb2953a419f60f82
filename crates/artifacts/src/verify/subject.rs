//! What is checked, and what a check finds.

use std::path::PathBuf;

use checkout::{Workspace, env_vars, platform};

use crate::error::Result;
use crate::manifest::{self, Manifest};

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether the check passed.
    pub passed: bool,
    /// What was checked, and what is wrong with it.
    pub text: String,
}

impl Finding {
    pub(super) fn pass(text: impl Into<String>) -> Self {
        Self {
            passed: true,
            text: text.into(),
        }
    }

    pub(super) fn fail(text: impl Into<String>) -> Self {
        Self {
            passed: false,
            text: text.into(),
        }
    }
}

/// A platform's artifacts, and what they must be.
pub struct Subject {
    /// The folder `dist/<platform>/`.
    pub folder: PathBuf,
    /// The folder's manifest.
    pub manifest: Manifest,
    /// The platform that they must be for.
    pub platform: String,
    /// The machine's own platform: its programs can be run.
    pub host: String,
    /// Folders whose paths no artifact may contain.
    pub private_folders: Vec<PathBuf>,
}

impl Subject {
    /// The artifacts of a platform in a workspace's `dist/`, as this machine and user must find them.
    ///
    /// # Errors
    /// When there is no manifest, or none of this format.
    pub fn read(workspace: &Workspace, platform: &str) -> Result<Self> {
        let folder = workspace.dist_dir().join(platform);
        Ok(Self {
            manifest: manifest::read(&folder)?,
            folder,
            platform: platform.to_owned(),
            host: platform::host(),
            private_folders: private_folders(workspace),
        })
    }
}

/// The checkout under each of its names, and the user's home, below which Bazel's folders are.
fn private_folders(workspace: &Workspace) -> Vec<PathBuf> {
    let home = env_vars::value(env_vars::HOME).map(PathBuf::from);
    let mut folders = vec![workspace.root.clone()];
    folders.extend(workspace.root.canonicalize());
    folders.extend(home.as_ref().and_then(|home| home.canonicalize().ok()));
    folders.extend(home);
    folders.sort();
    folders.dedup();
    folders
}
