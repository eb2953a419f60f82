//! Whether an artifact contains a path of the machine that built it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::subject::{Finding, Subject};
use crate::error::{Error, Result};

/// Bytes that are searched at a time.
const CHUNK: usize = 1024 * 1024;

/// A folder's name as bytes that a file can hold.
struct Needle {
    bytes: Vec<u8>,
    folder: String,
}

/// A finding for each file that contains such a path, or one for all.
pub fn check(subject: &Subject) -> Result<Vec<Finding>> {
    let folders: Vec<String> = subject
        .private_folders
        .iter()
        .filter_map(|folder| searched(folder))
        .collect();
    let needles: Vec<Needle> = folders.iter().flat_map(|folder| needles(folder)).collect();
    let mut findings = Vec::new();
    for entry in &subject.manifest.files {
        let path = subject.folder.join(&entry.path);
        // What is missing was found already.
        let Ok(file) = File::open(&path) else {
            continue;
        };
        if let Some((folder, at)) = search(file, &needles).map_err(Error::read(&path))? {
            findings.push(Finding::fail(format!(
                "{} contains {folder} at byte {at}",
                entry.path
            )));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::pass(format!(
            "no artifact contains {}",
            folders.join(" or ")
        )));
    }
    Ok(findings)
}

/// A folder as it is searched for. With a `/` at its end a short one (`/root`) is not found in
/// words that only begin like it; the file system's root is no folder to search for.
fn searched(folder: &Path) -> Option<String> {
    let text = folder.to_str()?.trim_end_matches('/');
    text.starts_with('/').then(|| format!("{text}/"))
}

fn needles(folder: &str) -> [Needle; 2] {
    let needle = |bytes| Needle {
        bytes,
        folder: folder.to_owned(),
    };
    let wide = folder.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [needle(folder.as_bytes().to_vec()), needle(wide)]
}

/// The first needle in a stream, and where.
fn search(mut source: impl Read, needles: &[Needle]) -> std::io::Result<Option<(String, u64)>> {
    let longest = needles
        .iter()
        .map(|needle| needle.bytes.len())
        .max()
        .unwrap_or(0);
    let mut window = Vec::with_capacity(CHUNK + longest);
    let mut window_at = 0u64;
    loop {
        let kept = window.len();
        source
            .by_ref()
            .take(CHUNK as u64)
            .read_to_end(&mut window)?;
        if window.len() == kept {
            return Ok(None);
        }
        if let Some((index, at)) = find(&window, needles) {
            return Ok(Some((needles[index].folder.clone(), window_at + at as u64)));
        }
        // A needle can lie across two chunks.
        let done = window.len() - window.len().min(longest.saturating_sub(1));
        window.drain(..done);
        window_at += done as u64;
    }
}

/// All needles begin with `/`: only there it is worth comparing.
fn find(window: &[u8], needles: &[Needle]) -> Option<(usize, usize)> {
    let mut at = 0;
    while let Some(slash) = window[at..].iter().position(|byte| *byte == b'/') {
        at += slash;
        if let Some(index) = needles
            .iter()
            .position(|needle| window[at..].starts_with(&needle.bytes))
        {
            return Some((index, at));
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(content: &[u8]) -> Option<(String, u64)> {
        let all: Vec<Needle> = needles("/home/me/")
            .into_iter()
            .chain(needles("/src/app/"))
            .collect();
        search(content, &all).unwrap()
    }

    #[test]
    fn both_encodings_are_found() {
        assert_eq!(
            found(b"//x /home/me/file"),
            Some(("/home/me/".to_owned(), 4))
        );
        let wide: Vec<u8> = "ab/src/app/c"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(found(&wide), Some(("/src/app/".to_owned(), 4)));
        assert_eq!(found(b"/home/meadow /src/application"), None);
        assert_eq!(found(b""), None);
    }

    #[test]
    fn a_name_across_two_chunks_is_found() {
        let mut content = vec![b'.'; CHUNK - 4];
        content.extend_from_slice(b"/home/me/");
        assert_eq!(
            found(&content),
            Some(("/home/me/".to_owned(), CHUNK as u64 - 4))
        );
    }

    #[test]
    fn the_root_folder_is_not_searched_for() {
        assert_eq!(searched(Path::new("/")), None);
        assert_eq!(searched(Path::new("/home")).as_deref(), Some("/home/"));
    }
}
