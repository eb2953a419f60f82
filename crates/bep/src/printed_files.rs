//! What actions and tests printed, in the files that events name.

use std::fs::File as DiskFile;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::uri;
use crate::wire::{ActionExecuted, File, FileContent};

/// The end of what was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The text, from the beginning of a line, with escapes as they are.
    pub text: String,
    /// How many bytes before it are left out.
    pub left_out: u64,
    /// Where all of it is, if it is in a file.
    pub path: Option<PathBuf>,
}

impl Printed {
    /// What an action printed: stderr, then stdout, as Bazel shows them. Files are read, so this is only
    /// for events that were made here: others' events could name any file.
    #[must_use]
    pub fn by_action(action: &ActionExecuted, most: u64) -> Vec<Self> {
        let files = [&action.stderr, &action.stdout];
        let read = files.into_iter().flatten();
        read.filter_map(|file| Self::read(file, most)).collect()
    }

    /// The last `most` bytes of a file that an event names or holds. `None` where it is no plain file, or
    /// gone: Bazel removes such files with its next build.
    #[must_use]
    pub fn read(file: &File, most: u64) -> Option<Self> {
        match file.file.as_ref()? {
            FileContent::Contents(bytes) => Some(Self::end(bytes, bytes.len() as u64, most, None)),
            FileContent::Uri(address) => Self::read_path(&uri::local_path(address)?, most),
        }
    }

    pub(crate) fn read_path(path: &Path, most: u64) -> Option<Self> {
        let size = path.metadata().ok().filter(|data| data.is_file())?.len();
        let mut file = DiskFile::open(path).ok()?;
        // One byte more tells whether a line begins there.
        let start = size.saturating_sub(most.saturating_add(1));
        file.seek(SeekFrom::Start(start)).ok()?;
        let mut bytes = Vec::new();
        file.take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .ok()?;
        let all = start + bytes.len() as u64;
        Some(Self::end(&bytes, all, most, Some(path.to_owned())))
    }

    /// From the beginning of a line: the rest of a line that is cut could be the rest of a secret, which
    /// nothing would recognise.
    fn end(bytes: &[u8], all: u64, most: u64, path: Option<PathBuf>) -> Self {
        let mut kept = bytes;
        if all > most {
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let end = &bytes[bytes.len().saturating_sub(most + 1)..];
            let line = end.iter().position(|byte| *byte == b'\n');
            kept = line.map_or(&[], |at| &end[at + 1..]);
        }
        Self {
            text: String::from_utf8_lossy(kept).into_owned(),
            left_out: all - kept.len() as u64,
            path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(bytes: &[u8], most: u64) -> (String, u64) {
        let file = File {
            file: Some(FileContent::Contents(bytes.to_vec())),
            ..File::default()
        };
        let printed = Printed::read(&file, most).unwrap();
        (printed.text, printed.left_out)
    }

    fn in_file(bytes: &[u8], most: u64) -> (String, u64) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("stderr");
        std::fs::write(&path, bytes).unwrap();
        let printed = Printed::read_path(&path, most).unwrap();
        (printed.text, printed.left_out)
    }

    #[test]
    fn the_end_begins_with_a_line() {
        for read in [held, in_file] {
            assert_eq!(
                read(b"one\ntwo\nthree\n", 14),
                ("one\ntwo\nthree\n".to_owned(), 0)
            );
            assert_eq!(
                read(b"one\ntwo\nthree\n", 13),
                ("two\nthree\n".to_owned(), 4)
            );
            assert_eq!(
                read(b"one\ntwo\nthree\n", 10),
                ("two\nthree\n".to_owned(), 4)
            );
            assert_eq!(read(b"one\ntwo\nthree\n", 9), ("three\n".to_owned(), 8));
            assert_eq!(read(b"a secret that is cut", 5), (String::new(), 20));
            assert_eq!(read(b"", 5), (String::new(), 0));
            assert_eq!(read(b"x\xff", u64::MAX), ("x\u{fffd}".to_owned(), 0));
        }
    }

    #[test]
    fn what_is_no_file_is_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Printed::read_path(dir.path(), 5), None);
        assert_eq!(Printed::read_path(&dir.path().join("gone"), 5), None);
    }
}
