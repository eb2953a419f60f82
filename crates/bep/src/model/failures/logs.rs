//! What failed tools and tests printed, from the events and from the files that they name.

use std::path::Path;

use redact::terminal;

use crate::printed_files::Printed;
use crate::wire::{File, FileContent};

/// How much of a tool's output a report contains: the end, where errors are.
const MAX_LOG_BYTES: u64 = 256 * 1024;

/// What a file of an event contains; one on the disk only if it may be read.
pub(super) fn content(file: &File, read: bool) -> Option<String> {
    let is_here = matches!(file.file, Some(FileContent::Contents(_)));
    let printed = (is_here || read).then(|| Printed::read(file, MAX_LOG_BYTES));
    printed.flatten().map(|printed| printed.text)
}

/// The end of a file, as a terminal shows it.
pub(super) fn end_of(path: &Path) -> Option<String> {
    let printed = Printed::read_path(path, MAX_LOG_BYTES)?;
    Some(terminal::plain(&printed.text))
}
