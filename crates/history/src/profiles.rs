//! The redacted profiles of the last builds.

use std::fs::{self, File};
use std::io::{self, BufRead, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use bazel::profile::unpacked;
use checkout::{Workspace, files};
use flate2::Compression;
use flate2::write::GzEncoder;
use redact::Redactor;

use crate::error::{Error, Result};

/// The most profiles to keep.
const MAX_PROFILES: usize = 30;

/// The most bytes of all profiles.
const MAX_BYTES: u64 = 200 << 20;

/// The end of a profile's name, after the build's number.
const ENDING: &str = ".json.gz";

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.state_dir().join("profiles")
}

/// Where the profile of a build is, if it is kept.
pub fn path(workspace: &Workspace, build: i64) -> PathBuf {
    folder(workspace).join(format!("{build}{ENDING}"))
}

/// Keeps the profile that Bazel wrote, if any, and removes excess ones.
pub(crate) fn keep(
    workspace: &Workspace,
    build: i64,
    profile: &Path,
    redactor: &Redactor,
) -> Result<()> {
    let Ok(profile) = File::open(profile) else {
        return Ok(());
    };
    let folder = folder(workspace);
    let target = path(workspace, build);
    let write = || -> io::Result<()> {
        files::create_private(&folder)?;
        let file = tempfile::NamedTempFile::new_in(&folder)?;
        let encoder = GzEncoder::new(BufWriter::new(file), Compression::fast());
        let encoder = copy_redacted(unpacked(profile)?, encoder, redactor)?;
        let file = encoder
            .finish()?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.persist(&target)?;
        Ok(())
    };
    write().map_err(Error::write(&target))?;
    remove_old(&folder);
    Ok(())
}

/// Copies a profile, redacting it line by line: Bazel writes one event per line. A profile
/// that Bazel did not finish is copied as far as it goes.
///
/// # Errors
/// When it cannot be read or written.
pub fn copy_redacted<W: Write>(
    mut from: impl BufRead,
    mut to: W,
    redactor: &Redactor,
) -> io::Result<W> {
    let mut line = Vec::new();
    loop {
        line.clear();
        match from.by_ref().take(1 << 24).read_until(b'\n', &mut line) {
            Ok(0) => return Ok(to),
            Ok(_) => {
                to.write_all(redacted(&String::from_utf8_lossy(&line), redactor).as_bytes())?
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(to),
            Err(error) => return Err(error),
        }
    }
}

/// A line without secrets, and still JSON: what is read of an event's text as a command line can go beyond its quote.
fn redacted(line: &str, redactor: &Redactor) -> String {
    let text = redactor.text(line);
    if text == line {
        return text;
    }
    let end = line.trim_end().trim_end_matches(',').len();
    match serde_json::from_str::<serde_json::Value>(&line[..end]) {
        Ok(mut event) => {
            redactor.json(&mut event);
            format!("{event}{}", &line[end..])
        }
        Err(_) => text,
    }
}

/// Ignores errors: the next build tries again.
fn remove_old(folder: &Path) {
    let Ok(entries) = folder.read_dir() else {
        return;
    };
    let mut profiles: Vec<(i64, u64, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name();
            let build = name.to_str()?.strip_suffix(ENDING)?.parse().ok()?;
            Some((build, entry.metadata().ok()?.len(), entry.path()))
        })
        .collect();
    profiles.sort_by_key(|(build, ..)| std::cmp::Reverse(*build));
    let mut bytes = 0;
    for (index, (_, size, path)) in profiles.iter().enumerate() {
        bytes += size;
        if index >= MAX_PROFILES || (index > 0 && bytes > MAX_BYTES) {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_profiles_are_kept_and_without_secrets() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::without_bazel(dir.path());
        let written = dir.path().join("profile.json");
        fs::write(&written, "{\"traceEvents\":[\n{\"args\":\"hunter2-hunter2\",\"line\":\"x --api_key abc\"},\n\"hunter2-hunter2\"]}\n").unwrap();
        let redactor = Redactor::new().with_secrets(["hunter2-hunter2".to_owned()]);
        for build in 1..=40 {
            keep(&workspace, build, &written, &redactor).unwrap();
        }
        assert!(!path(&workspace, 10).exists() && path(&workspace, 11).exists());
        let mut text = String::new();
        unpacked(File::open(path(&workspace, 40)).unwrap())
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(
            text,
            "{\"traceEvents\":[\n{\"args\":\"[redacted]\",\"line\":\"x --api_key [redacted]\"},\n\"[redacted]\"]}\n"
        );
        keep(&workspace, 41, &dir.path().join("none"), &redactor).unwrap();
        assert!(!path(&workspace, 41).exists());
    }
}
