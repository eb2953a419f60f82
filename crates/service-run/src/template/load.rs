//! Loading a template: all of it is in memory before anything is written.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use service::ports::StepError;

use super::manifest::Manifest;
use super::name::is_name;
use super::syntax;
use crate::files::open_file;

/// Files of a template.
const FILES: usize = 2000;

/// Bytes of all of them.
const BYTES: u64 = 16 * 1024 * 1024;

const MANIFEST: &str = "template.toml";

/// Files whose names end so are rendered.
pub(super) const RENDERED: &str = ".jinja";

/// What is wrong with a template.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// There is none of that name.
    #[error("there is no template {0:?}")]
    NoSuch(String),
    /// It cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is none that is taken.
    #[error("{path} {what}")]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// What it is or has.
        what: String,
    },
    /// What it makes cannot be written.
    #[error("{path} cannot be written: {source}")]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl From<TemplateError> for StepError {
    fn from(error: TemplateError) -> Self {
        let is_full = matches!(
            &error,
            TemplateError::Unwritable { source, .. }
                if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
        );
        match is_full {
            true => Self::Passing(error.to_string()),
            false => Self::Final(error.to_string()),
        }
    }
}

/// A template.
#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) manifest: Manifest,
    /// By their paths below `files/`.
    pub(super) files: BTreeMap<String, File>,
}

impl Template {
    /// Adds what another template has and this one has not. `origin` is this one's name.
    pub(super) fn add(&mut self, used: Self, origin: &Path) -> Result<(), TemplateError> {
        for (path, file) in used.files {
            let name = path.strip_suffix(RENDERED).unwrap_or(&path);
            let is_own = self.files.contains_key(name)
                || self.files.contains_key(&format!("{name}{RENDERED}"));
            if !is_own {
                self.files.insert(path, file);
            }
        }
        for (name, declared) in used.manifest.variables {
            self.manifest.variables.entry(name).or_insert(declared);
        }
        let bytes: usize = self.files.values().map(|file| file.content.len()).sum();
        if self.files.len() > FILES || bytes as u64 > BYTES {
            let what = format!("has more than {FILES} files or {BYTES} bytes, with what it uses");
            return Err(wrong(origin, what));
        }
        Ok(())
    }
}

#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) content: Vec<u8>,
    pub(super) is_executable: bool,
}

/// Names of the templates in a folder.
pub(super) fn names_in(folder: &Path) -> Result<Vec<String>, TemplateError> {
    let entries = fs::read_dir(folder).map_err(unreadable(folder))?;
    let names = entries
        .flatten()
        .filter(|entry| entry.path().join(MANIFEST).is_file())
        .filter_map(|entry| entry.file_name().into_string().ok());
    Ok(names.filter(|name| is_name(name)).collect())
}

/// Loads a template of a folder. It has files and folders: a link could lead anywhere.
pub(super) fn from_folder(folder: &Path) -> Result<Template, TemplateError> {
    let path = folder.join(MANIFEST);
    if !folder.is_dir() || fs::symlink_metadata(&path).is_err() {
        return Err(TemplateError::NoSuch(folder.display().to_string()));
    }
    let mut left = BYTES;
    let manifest = read(&path, &mut left)?;
    let mut files = BTreeMap::new();
    let root = folder.join("files");
    let mut open = vec![(root.clone(), String::new())];
    while let Some((folder, below)) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(unreadable(&folder))? {
            let entry = entry.map_err(unreadable(&folder))?;
            let path = entry.path();
            let metadata = fs::symlink_metadata(&path).map_err(unreadable(&path))?;
            let Ok(name) = entry.file_name().into_string() else {
                return Err(wrong(&path, "is not UTF-8"));
            };
            let name = format!("{below}{name}");
            if metadata.is_dir() {
                open.push((path, format!("{name}/")));
                continue;
            }
            let file = File {
                content: read(&path, &mut left)?,
                is_executable: metadata.permissions().mode() & 0o100 != 0,
            };
            files.insert(name, file);
            if files.len() > FILES {
                return Err(wrong(&root, format!("has more than {FILES} files")));
            }
        }
    }
    of(folder, &manifest, files)
}

/// Puts a template together, and refuses one that no build could use.
pub(super) fn of(
    origin: &Path,
    manifest: &[u8],
    mut files: BTreeMap<String, File>,
) -> Result<Template, TemplateError> {
    let path = origin.join(MANIFEST);
    let text = str::from_utf8(manifest).map_err(|_| wrong(&path, "is not UTF-8"))?;
    let manifest: Manifest =
        toml::from_str(text).map_err(|error| wrong(&path, format!("is wrong: {error}")))?;
    if let Some(fault) = manifest.wrong_default() {
        return Err(wrong(&path, fault));
    }
    for name in &manifest.executable {
        match files.get_mut(name) {
            Some(file) => file.is_executable = true,
            None => {
                return Err(wrong(
                    &path,
                    format!("names a file that is not there: {name}"),
                ));
            }
        }
    }
    for (name, file) in &files {
        let path = origin.join("files").join(name);
        if name.ends_with(RENDERED) {
            let source = str::from_utf8(&file.content).map_err(|_| wrong(&path, "is not UTF-8"))?;
            if let Some(fault) = syntax::fault(source) {
                return Err(wrong(&path, fault));
            }
        }
    }
    Ok(Template { manifest, files })
}

fn read(path: &Path, left: &mut u64) -> Result<Vec<u8>, TemplateError> {
    let file = open_file(path).map_err(unreadable(path))?;
    let mut content = Vec::new();
    file.take(*left + 1)
        .read_to_end(&mut content)
        .map_err(unreadable(path))?;
    *left = left.checked_sub(content.len() as u64).ok_or_else(|| {
        wrong(
            path,
            format!("makes the template larger than {BYTES} bytes"),
        )
    })?;
    Ok(content)
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> TemplateError {
    let path = path.to_owned();
    move |source| TemplateError::Unreadable {
        path: path.clone(),
        source,
    }
}

pub(super) fn wrong(path: &Path, what: impl Into<String>) -> TemplateError {
    TemplateError::Wrong {
        path: path.to_owned(),
        what: what.into(),
    }
}
