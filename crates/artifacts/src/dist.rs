//! The contents of `dist/`: the latest build of each platform.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use checkout::Workspace;

use crate::error::{Error, Result};
use crate::manifest::{self, FILE_NAME, Manifest};
use crate::publish::replacement;

/// A platform's artifacts.
#[derive(Debug)]
pub struct Published {
    /// The platform, which is the folder's name.
    pub platform: String,
    /// The folder `dist/<platform>`.
    pub folder: PathBuf,
    /// When they were put there.
    pub made: SystemTime,
    /// What they are.
    pub manifest: Manifest,
}

impl Published {
    /// The bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.manifest.files.iter().map(|file| file.bytes).sum()
    }
}

/// The contents of `dist/`.
#[derive(Debug, Default)]
pub struct Dist {
    /// The folder `dist`.
    pub folder: PathBuf,
    /// What `tk` put there, the newest first.
    pub platforms: Vec<Published>,
    /// Everything else: folders without a manifest, or with one for another place.
    pub foreign: Vec<PathBuf>,
}

impl Dist {
    /// Lists the `dist/` of a workspace.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(workspace: &Workspace) -> Result<Self> {
        let mut dist = Self {
            folder: workspace.dist_dir(),
            ..Self::default()
        };
        let entries = match dist.folder.read_dir() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(dist),
            entries => entries.map_err(Error::read(&dist.folder))?,
        };
        for entry in entries {
            let entry = entry.map_err(Error::read(&dist.folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if replacement::is_temporary(&name) {
                continue;
            }
            match published(&entry.path(), name) {
                Some(published) => dist.platforms.push(published),
                None => dist.foreign.push(entry.path()),
            }
        }
        dist.platforms
            .sort_by_key(|one| (std::cmp::Reverse(one.made), one.platform.clone()));
        dist.foreign.sort();
        Ok(dist)
    }

    /// Keeps only one platform's artifacts in this list.
    ///
    /// # Errors
    /// When there are none of it, but some of others.
    pub fn only(mut self, platform: &str) -> Result<Self> {
        let is_it = |one: &Published| one.platform == platform;
        if !self.platforms.is_empty() && !self.platforms.iter().any(is_it) {
            let others = self.platforms.into_iter().map(|one| one.platform);
            return Err(Error::NotForPlatform {
                platform: platform.to_owned(),
                others: others.collect(),
            });
        }
        self.platforms.retain(is_it);
        Ok(self)
    }
}

fn published(folder: &Path, name: String) -> Option<Published> {
    // A link would lead out of dist/.
    let is_folder = folder.symlink_metadata().is_ok_and(|meta| meta.is_dir());
    let manifest = is_folder.then(|| manifest::read(folder).ok())??;
    let made = folder.join(FILE_NAME).metadata().ok()?.modified().ok()?;
    (manifest.platform == name).then_some(Published {
        platform: name,
        folder: folder.to_owned(),
        made,
        manifest,
    })
}
