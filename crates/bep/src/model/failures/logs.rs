//! What failed tools and tests printed, from the events and from the files that they name.

use std::fs::File as DiskFile;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use redact::terminal;

use crate::printed_files::Printed;
use crate::telling;
use crate::wire::{File, FileContent};

/// How much of a tool's output a report contains: the end, where errors are.
const MAX_LOG_BYTES: u64 = 256 * 1024;

/// How much of what stands before that end is looked through for errors.
const MAX_SEARCHED_BYTES: u64 = 64 * 1024 * 1024;

/// How many lines with errors are taken from there, and how long they may be.
const MAX_ERRORS: usize = 40;
const MAX_ERROR_BYTES: usize = 2_000;

/// A line that tells as much says what is wrong.
const TELLING: u8 = 3;

/// What a file of an event contains; one on the disk only if it may be read.
pub(super) fn content(file: &File, read: bool) -> Option<String> {
    let is_here = matches!(file.file, Some(FileContent::Contents(_)));
    let printed = (is_here || read).then(|| Printed::read(file, MAX_LOG_BYTES));
    printed.flatten().map(with_errors_before)
}

/// The end of a file, as a terminal shows it.
pub(super) fn end_of(path: &Path) -> Option<String> {
    let printed = Printed::read_path(path, MAX_LOG_BYTES)?;
    Some(terminal::plain(&with_errors_before(printed)))
}

/// The end of an output, behind the lines with errors of what is left out before it: a test can go on long after it
/// has failed.
fn with_errors_before(printed: Printed) -> String {
    let path = printed.path.as_deref().filter(|_| printed.left_out > 0);
    let errors = path.map(|path| errors_in(path, printed.left_out));
    let errors = errors.filter(|errors| !errors.is_empty());
    match errors {
        Some(errors) => format!(
            "[{} bytes are left out; these lines of them tell what is wrong:]\n{}[the end:]\n{}",
            printed.left_out,
            errors.concat(),
            printed.text
        ),
        None => printed.text,
    }
}

/// The lines with errors, whole ones, in the first bytes of a file.
fn errors_in(path: &Path, bytes: u64) -> Vec<String> {
    let Ok(file) = DiskFile::open(path) else {
        return Vec::new();
    };
    let mut reader = BufReader::new(file.take(bytes.min(MAX_SEARCHED_BYTES)));
    let mut errors = Vec::new();
    let mut line = Vec::new();
    while errors.len() < MAX_ERRORS {
        line.clear();
        match reader.read_until(b'\n', &mut line) {
            Ok(length) if length > 0 => {}
            _ => break,
        }
        let is_whole = line.ends_with(b"\n") && line.len() <= MAX_ERROR_BYTES;
        let text = String::from_utf8_lossy(&line);
        if is_whole && telling::weight(&text) >= TELLING {
            errors.push(text.into_owned());
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_before_the_end_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("test.log");
        let noise = "a line that says nothing of note\n".repeat(20_000);
        let long = "error: ".repeat(1000);
        let text = format!("{noise}thread 't' panicked at a.rs:3:5\n{long}\n{noise}the end\n");
        std::fs::write(&path, &text).unwrap();
        let kept = end_of(&path).unwrap();
        let head: Vec<&str> = kept.lines().take(3).collect();
        assert!(head[0].ends_with("tell what is wrong:]"), "{head:?}");
        assert_eq!(head[1..], ["thread 't' panicked at a.rs:3:5", "[the end:]"]);
        assert!(kept.ends_with("the end\n"));
        assert!(kept.len() < MAX_LOG_BYTES as usize + 200);
        std::fs::write(&path, "short: error\n").unwrap();
        assert_eq!(end_of(&path).unwrap(), "short: error\n");
    }
}
