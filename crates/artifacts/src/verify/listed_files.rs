//! Whether the files are exactly those of the manifest.

use std::collections::BTreeSet;
use std::path::Path;

use checkout::files;

use super::subject::{Finding, Subject};
use crate::digest;
use crate::error::{Error, Result};
use crate::manifest::{Bare, Entry, FILE_NAME, Manifest};

/// A finding for each file that differs from `manifest.json`, or one for all.
pub fn check(subject: &Subject) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for entry in &subject.manifest.files {
        findings.extend(check_entry(&subject.folder, entry)?);
    }
    for bare in subject.manifest.bare() {
        findings.extend(check_bare(&subject.folder, bare));
    }
    for path in unlisted(&subject.folder, &subject.manifest)? {
        findings.push(Finding::fail(format!("{path} is not in manifest.json")));
    }
    if findings.is_empty() {
        let bytes = subject.manifest.files.iter().map(|entry| entry.bytes).sum();
        let number = subject.manifest.files.len();
        let size = files::size(bytes);
        findings.push(Finding::pass(format!(
            "every file ({number}, {size}) has its size and SHA-256 from manifest.json"
        )));
    }
    Ok(findings)
}

/// The files below a folder that differ from its manifest: added or changed since.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn foreign_files(folder: &Path, manifest: &Manifest) -> Result<Vec<String>> {
    let mut found = unlisted(folder, manifest)?;
    for entry in &manifest.files {
        let is_there = folder.join(&entry.path).symlink_metadata().is_ok();
        if is_there && check_entry(folder, entry)?.is_some() {
            found.push(entry.path.clone());
        }
    }
    for bare in manifest.bare() {
        let is_there = folder.join(&bare.path).symlink_metadata().is_ok();
        if is_there && !bare.is_intact(folder) {
            found.push(bare.path.clone());
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn unlisted(folder: &Path, manifest: &Manifest) -> Result<Vec<String>> {
    let listed: BTreeSet<&str> = manifest
        .files
        .iter()
        .map(|entry| entry.path.as_str())
        .chain(manifest.bare().map(|bare| bare.path.as_str()))
        .collect();
    let mut present = Vec::new();
    collect(folder, "", &mut present)?;
    present.retain(|path| path != FILE_NAME && !listed.contains(path.as_str()));
    Ok(present)
}

fn check_bare(folder: &Path, bare: &Bare) -> Option<Finding> {
    if bare.is_intact(folder) {
        return None;
    }
    let what = match &bare.to {
        Some(to) => format!("a link to {to}"),
        None => "a folder".to_owned(),
    };
    let reason = format!("manifest.json says it is {what}, which it is not");
    Some(Finding::fail(format!("{}: {reason}", bare.path)))
}

fn check_entry(folder: &Path, entry: &Entry) -> Result<Option<Finding>> {
    let path = folder.join(&entry.path);
    let fail = |reason: String| Ok(Some(Finding::fail(format!("{}: {reason}", entry.path))));
    let Ok(meta) = path.symlink_metadata() else {
        return fail("it is in manifest.json but missing".to_owned());
    };
    if !meta.is_file() {
        return fail("it is not a regular file".to_owned());
    }
    if meta.len() != entry.bytes {
        return fail(format!(
            "it has {} bytes, manifest.json says {}",
            meta.len(),
            entry.bytes
        ));
    }
    let (_, digest) = digest::of_file(&path, |_| Ok(()))?;
    if digest != entry.sha256 {
        return fail(format!(
            "its SHA-256 is {digest}, manifest.json says {}",
            entry.sha256
        ));
    }
    Ok(None)
}

fn collect(folder: &Path, below: &str, present: &mut Vec<String>) -> Result<()> {
    let at = folder.join(below);
    for entry in at.read_dir().map_err(Error::read(&at))? {
        let entry = entry.map_err(Error::read(&at))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        if entry.file_type().map_err(Error::read(&at))?.is_dir() {
            collect(folder, &path, present)?;
        } else {
            present.push(path);
        }
    }
    Ok(())
}
