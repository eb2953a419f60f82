//! Makes the new tree: links what is unchanged, copies and measures the rest.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::layout::{Layout, PlacedFile};
use super::remembered::{CopiedFile, Remembered};
use super::request::Request;
use crate::digest;
use crate::error::{Error, Result};
use crate::manifest::{Bare, Entry};

/// A tree that is made.
pub struct NewTree {
    /// The files, sorted by place.
    pub files: Vec<CopiedFile>,
    /// Links and empty folders, sorted by place.
    pub bare: Vec<Bare>,
    /// How many were copied.
    pub changed: usize,
}

/// Creates the tree in the empty folder `new`; `old` is the current tree in `dist/`.
pub fn make(
    new: &Path,
    old: &Path,
    last: Option<&Remembered>,
    request: &Request,
    placed: &Layout,
) -> Result<NewTree> {
    let known = last.map(Remembered::by_place).unwrap_or_default();
    let mut files = Vec::with_capacity(placed.files.len());
    let mut changed = 0;
    for file in &placed.files {
        let target = new.join(&file.path);
        make_parent(&target)?;
        let unchanged = known.get(file.path.as_str()).filter(|known| {
            known.is_copy_of(file)
                && known.is_intact(old)
                && fs::hard_link(old.join(&file.path), &target).is_ok()
        });
        let (bytes, sha256) = match unchanged {
            Some(known) => (known.entry.bytes, known.entry.sha256.clone()),
            None => {
                changed += 1;
                copy(&file.source, &target)?
            }
        };
        files.push(copied(file, request, bytes, sha256));
    }
    let mut bare = placed.bare.clone();
    for one in &bare {
        one.make(new)?;
    }
    if request.keep_others {
        keep_others(new, old, &known, request, &mut files)?;
        let known = last.iter().flat_map(|last| &last.bare);
        keep_bare(new, old, known, request, &mut bare)?;
    }
    files.sort_by(|one, other| one.entry.path.cmp(&other.entry.path));
    bare.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(NewTree {
        files,
        bare,
        changed,
    })
}

fn copied(file: &PlacedFile, request: &Request, bytes: u64, sha256: String) -> CopiedFile {
    CopiedFile {
        entry: Entry {
            path: file.path.clone(),
            bytes,
            sha256,
            label: file.label.clone(),
            step: file.step.clone(),
            mode: request.mode.name().to_owned(),
        },
        source: file.source.clone(),
        source_fingerprint: Some(file.fingerprint),
        copy_fingerprint: None,
    }
}

/// The same for their links and empty folders.
fn keep_bare<'a>(
    new: &Path,
    old: &Path,
    known: impl Iterator<Item = &'a Bare>,
    request: &Request,
    bare: &mut Vec<Bare>,
) -> Result<()> {
    for one in known {
        let is_in_the_way = new.join(&one.path).symlink_metadata().is_ok();
        if request.has_built(&one.step) || !one.is_intact(old) || is_in_the_way {
            continue;
        }
        one.make(new)?;
        bare.push(one.clone());
    }
    Ok(())
}

/// Files of steps that were not built now stay, where nothing new is in their way.
fn keep_others(
    new: &Path,
    old: &Path,
    known: &BTreeMap<&str, &CopiedFile>,
    request: &Request,
    files: &mut Vec<CopiedFile>,
) -> Result<()> {
    for &file in known.values() {
        let target = new.join(&file.entry.path);
        if request.has_built(&file.entry.step) || !file.is_intact(old) || target.exists() {
            continue;
        }
        make_parent(&target)?;
        let from = old.join(&file.entry.path);
        fs::hard_link(&from, &target)
            .or_else(|_| fs::copy(&from, &target).map(|_| ()))
            .map_err(Error::write(&target))?;
        files.push(file.clone());
    }
    Ok(())
}

fn make_parent(target: &Path) -> Result<()> {
    let parent = target.parent().unwrap_or(target);
    fs::create_dir_all(parent).map_err(Error::write(parent))
}

/// Copies a file; returns its length and digest.
fn copy(source: &Path, target: &Path) -> Result<(u64, String)> {
    let mut to = File::create_new(target).map_err(Error::write(target))?;
    let mut start = None;
    let measured = digest::of_file(source, |piece| {
        start.get_or_insert_with(|| is_program(piece));
        to.write_all(piece).map_err(Error::write(target))
    })?;
    let mode = if start == Some(true) { 0o755 } else { 0o644 };
    to.set_permissions(Permissions::from_mode(mode))
        .map_err(Error::write(target))?;
    Ok(measured)
}

/// Bazel makes every output executable, so the permission says nothing: the content does.
fn is_program(start: &[u8]) -> bool {
    const MAGIC: [&[u8]; 6] = [
        b"\x7fELF",
        b"MZ",
        b"#!",
        b"\xcf\xfa\xed\xfe", // Mach-O, 64 bits
        b"\xca\xfe\xba\xbe", // Mach-O for several processors
        b"\xfe\xed\xfa\xcf",
    ];
    MAGIC.iter().any(|magic| start.starts_with(magic))
}
