//! Makes the new tree: links what is unchanged, copies and measures the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Request;
use super::manifest::Entry;
use super::plan::{Fingerprint, Planned};
use super::state::{State, StateFile};
use crate::error::{Error, Result};
use checkout::files;

/// A tree that is made.
pub struct Built {
    /// Its files, sorted by place, with the fingerprint of what each was copied from.
    pub entries: Vec<Entry>,
    /// How many were copied.
    pub changed: usize,
}

/// Makes the tree in the empty folder `new`; `old` is what stands in `dist/` now.
pub fn build(
    new: &Path,
    old: &Path,
    last: Option<&State>,
    request: &Request,
    planned: &[Planned],
) -> Result<Built> {
    let known: BTreeMap<&str, &StateFile> = last
        .into_iter()
        .flat_map(|last| &last.files)
        .map(|file| (file.entry.path.as_str(), file))
        .collect();
    let mut entries = Vec::with_capacity(planned.len());
    let mut changed = 0;
    for file in planned {
        let target = new.join(&file.path);
        make_parent(&target)?;
        let unchanged = known.get(file.path.as_str()).filter(|known| {
            known.source == file.source
                && known.entry.source_fingerprint == Some(file.fingerprint)
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
        entries.push(Entry {
            path: file.path.clone(),
            bytes,
            sha256,
            label: file.label.clone(),
            step: file.step.clone(),
            mode: request.mode.name().to_owned(),
            source_fingerprint: Some(file.fingerprint),
            source: file.source.clone(),
        });
    }
    if request.keep_others {
        keep_others(new, old, &known, request, &mut entries)?;
    }
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(Built { entries, changed })
}

/// Files of steps that were not built now stay, where nothing new is in their way.
fn keep_others(
    new: &Path,
    old: &Path,
    known: &BTreeMap<&str, &StateFile>,
    request: &Request,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    let built: BTreeSet<&str> = request
        .steps
        .iter()
        .map(|step| step.name.as_str())
        .collect();
    for file in known.values() {
        let target = new.join(&file.entry.path);
        if built.contains(file.entry.step.as_str()) || !file.is_intact(old) || target.exists() {
            continue;
        }
        make_parent(&target)?;
        let from = old.join(&file.entry.path);
        fs::hard_link(&from, &target)
            .or_else(|_| fs::copy(&from, &target).map(|_| ()))
            .map_err(Error::write(&target))?;
        entries.push(file.entry.clone());
    }
    Ok(())
}

fn make_parent(target: &Path) -> Result<()> {
    let parent = target.parent().unwrap_or(target);
    fs::create_dir_all(parent).map_err(Error::write(parent))
}

/// Copies a file; gives back its length and digest.
fn copy(source: &Path, target: &Path) -> Result<(u64, String)> {
    let mut from = File::open(source).map_err(Error::read(source))?;
    let mut to = File::create_new(target).map_err(Error::write(target))?;
    let mut digest = Sha256::new();
    let mut bytes = 0;
    let mut chunk = vec![0; 256 * 1024];
    let mut start = Vec::new();
    loop {
        let count = read_some(&mut from, &mut chunk).map_err(Error::read(source))?;
        if count == 0 {
            break;
        }
        if start.is_empty() {
            start.extend_from_slice(&chunk[..count.min(4)]);
        }
        digest.update(&chunk[..count]);
        to.write_all(&chunk[..count])
            .map_err(Error::write(target))?;
        bytes += count as u64;
    }
    let mode = if is_program(&start) { 0o755 } else { 0o644 };
    to.set_permissions(Permissions::from_mode(mode))
        .map_err(Error::write(target))?;
    Ok((bytes, files::hex(&digest.finalize())))
}

fn read_some(from: &mut File, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match from.read(chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
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

impl StateFile {
    /// Whether the file in `dist/<platform>/` is still the one that was put there.
    pub fn is_intact(&self, folder: &Path) -> bool {
        Fingerprint::at(&folder.join(&self.entry.path)) == self.target_fingerprint
    }
}
