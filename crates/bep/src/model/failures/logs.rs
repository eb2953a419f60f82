//! What failed tools and tests printed, from the events and from the files that they name.

use std::fs::File as DiskFile;
use std::io::Read;
use std::path::Path;

use redact::terminal;

use crate::uri;
use crate::wire::{File, FileContent};

/// How much of a tool's output a report contains: the end, where errors are.
const MAX_LOG_BYTES: usize = 256 * 1024;

/// What a file of an event contains; one on the disk only if it may be read.
pub(super) fn content(file: &File, read: bool) -> Option<String> {
    match file.file.as_ref()? {
        FileContent::Contents(bytes) => Some(String::from_utf8_lossy(tail(bytes)).into_owned()),
        FileContent::Uri(address) if read => end_of(&uri::local_path(address)?),
        FileContent::Uri(_) => None,
    }
}

/// The end of a file; `None` where it is no plain file, or gone: Bazel removes such files with
/// its next build.
pub(super) fn end_of(path: &Path) -> Option<String> {
    use std::io::{Seek, SeekFrom};
    let size = path.metadata().ok().filter(|data| data.is_file())?.len();
    let mut file = DiskFile::open(path).ok()?;
    // One byte more tells whether something is cut off.
    let most = MAX_LOG_BYTES as u64 + 1;
    file.seek(SeekFrom::Start(size.saturating_sub(most))).ok()?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(terminal::plain(&String::from_utf8_lossy(tail(&bytes))))
}

/// The end, from the beginning of a line: the rest of a line that is cut could be the rest of a
/// secret, which nothing would recognise.
fn tail(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= MAX_LOG_BYTES {
        return bytes;
    }
    let end = &bytes[bytes.len() - MAX_LOG_BYTES..];
    let line = end.iter().position(|byte| *byte == b'\n');
    line.map_or(&[], |at| &end[at + 1..])
}
