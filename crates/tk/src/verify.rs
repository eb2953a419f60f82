//! Checks `dist/<platform>/`: a line for each check, with the reason.

mod files_check;
mod forbidden;
mod program;

use std::path::{Path, PathBuf};

use crate::dist::manifest::Manifest;
use crate::error::Result;
use checkout::Mode;

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is as it must be.
    pub passed: bool,
    /// What was checked, and what is wrong with it.
    pub text: String,
}

impl Finding {
    fn pass(text: impl Into<String>) -> Self {
        Self {
            passed: true,
            text: text.into(),
        }
    }

    fn fail(text: impl Into<String>) -> Self {
        Self {
            passed: false,
            text: text.into(),
        }
    }
}

/// What is to be checked.
pub struct Subject<'a> {
    /// `dist/<platform>/`.
    pub folder: &'a Path,
    /// Its manifest.
    pub manifest: &'a Manifest,
    /// The platform that it must be for.
    pub platform: &'a str,
    /// The machine's own platform: its programs can be run.
    pub host: &'a str,
    /// Folders that no artifact may name.
    pub private_folders: &'a [PathBuf],
}

/// The files below a folder that are not as its manifest has them: added, or changed since.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn foreign_files(folder: &Path, manifest: &Manifest) -> Result<Vec<String>> {
    files_check::foreign(folder, manifest)
}

/// Checks everything.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn check(subject: &Subject) -> Result<Vec<Finding>> {
    let mut findings = vec![check_origin(subject)];
    findings.extend(files_check::check(subject)?);
    findings.extend(forbidden::check(subject)?);
    findings.extend(program::check(subject)?);
    Ok(findings)
}

fn check_origin(subject: &Subject) -> Finding {
    let Manifest {
        mode,
        platform,
        files,
        ..
    } = subject.manifest;
    if mode != Mode::Production.name() {
        Finding::fail(format!(
            "manifest.json says that the artifacts were built in {mode} mode, not production"
        ))
    } else if platform != subject.platform {
        Finding::fail(format!(
            "manifest.json says that the artifacts are for {platform}, not {}",
            subject.platform
        ))
    } else if files.is_empty() {
        Finding::fail("manifest.json lists no files: no step has artifacts")
    } else {
        Finding::pass(format!(
            "the artifacts were built in production mode for {platform}"
        ))
    }
}

#[cfg(test)]
mod tests;
