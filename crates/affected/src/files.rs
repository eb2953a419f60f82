//! Contents of files as digests, remembered as long as size, times and number of the file are the same.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use checkout::files;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The digest of what is not there.
const ABSENT: &str = "absent";

/// A file that was changed so lately can change once more without another time.
const SETTLED_SECONDS: i64 = 2;

/// Digests of files.
#[derive(Debug, Default)]
pub struct Files {
    known: BTreeMap<PathBuf, Known>,
    is_changed: bool,
    kept_in: PathBuf,
}

#[derive(Debug, Serialize, Deserialize)]
struct Known {
    state: String,
    digest: String,
}

/// The digest of some texts.
pub fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    files::hex(&hash.finalize()[..16])
}

impl Files {
    /// Those that an earlier comparison looked at.
    pub fn remembered(kept_in: PathBuf) -> Self {
        let text = fs::read(&kept_in).unwrap_or_default();
        Self {
            known: serde_json::from_slice(&text).unwrap_or_default(),
            is_changed: false,
            kept_in,
        }
    }

    /// Keeps them for the next comparison; without that, files are only read again.
    pub fn keep(&self) {
        if let Ok(text) = serde_json::to_vec(&self.known)
            && self.is_changed
        {
            let _ = files::write(&self.kept_in, &text);
        }
    }

    /// The digest of a file's content and of whether it can be run, or of everything in a folder.
    pub fn digest(&mut self, path: &Path) -> String {
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => self.of_folder(path),
            Ok(meta) => self.of_file(path, &meta),
            // A link that leads nowhere is its target.
            Err(_) => fs::read_link(path).map_or_else(
                |_| ABSENT.to_owned(),
                |target| digest([&*target.to_string_lossy()]),
            ),
        }
    }

    fn of_folder(&mut self, path: &Path) -> String {
        let entries = fs::read_dir(path).into_iter().flatten();
        let mut names: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        names.sort();
        let mut texts = Vec::new();
        for entry in names {
            let name = entry.file_name().unwrap_or_default().to_string_lossy();
            texts.push(name.into_owned());
            texts.push(self.digest(&entry));
        }
        digest(texts.iter().map(String::as_str))
    }

    fn of_file(&mut self, path: &Path, meta: &Metadata) -> String {
        let state = state(meta);
        if let Some(known) = self.known.get(path)
            && known.state == state
        {
            return known.digest.clone();
        }
        let digest = read(path, meta).unwrap_or_else(|_| "unreadable".to_owned());
        if is_settled(meta) {
            self.is_changed = true;
            let known = Known {
                state,
                digest: digest.clone(),
            };
            self.known.insert(path.to_owned(), known);
        }
        digest
    }
}

fn state(meta: &Metadata) -> String {
    format!(
        "{} {} {}.{} {}.{} {:o}",
        meta.ino(),
        meta.size(),
        meta.mtime(),
        meta.mtime_nsec(),
        meta.ctime(),
        meta.ctime_nsec(),
        meta.mode(),
    )
}

fn is_settled(meta: &Metadata) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
    now - meta.ctime().max(meta.mtime()) > SETTLED_SECONDS
}

fn read(path: &Path, meta: &Metadata) -> io::Result<String> {
    let mut hash = Sha256::new();
    hash.update([u8::from(meta.mode() & 0o100 != 0)]);
    io::copy(&mut fs::File::open(path)?, &mut Hashed(&mut hash))?;
    Ok(files::hex(&hash.finalize()[..16]))
}

struct Hashed<'a>(&'a mut Sha256);

impl io::Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_modes_and_folders_have_digests() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("folder/file");
        let mut files = Files::remembered(dir.path().join("kept"));
        assert_eq!(files.digest(&path), ABSENT);
        fs::create_dir(dir.path().join("folder")).unwrap();
        fs::write(&path, "one").unwrap();
        let (file, folder) = (files.digest(&path), files.digest(path.parent().unwrap()));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let runs = files.digest(&path);
        assert_ne!(runs, file);
        // As long, and at once: nothing but the content tells.
        fs::write(&path, "two").unwrap();
        assert_ne!(files.digest(&path), runs);
        assert_ne!(files.digest(path.parent().unwrap()), folder);
    }

    #[test]
    fn a_settled_file_is_read_once() {
        let dir = tempfile::tempdir().unwrap();
        let kept = dir.path().join("kept");
        let mut files = Files::remembered(kept.clone());
        // Its times are those of a machine's installation.
        let path = std::env::current_exe().unwrap();
        let digest = files.digest(&path);
        files.keep();
        let again = Files::remembered(kept);
        if let Some(known) = again.known.get(&path) {
            assert_eq!(known.digest, digest);
        }
        assert_eq!(again.known.len(), files.known.len());
    }
}
