//! What a file holds, in few bytes.

use std::io::ErrorKind;
use std::path::Path;

use checkout::files;
use sha2::{Digest, Sha256};

use crate::error::Result;

/// The SHA-256 of a file's content in hexadecimal digits; `None` where there is no file.
///
/// # Errors
/// When there is something that cannot be read.
pub fn of_file(path: &Path) -> Result<Option<String>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(files::hex(&Sha256::digest(bytes)))),
        Err(error) if is_absent(error.kind()) => Ok(None),
        Err(error) => Err(checkout::Error::read(path)(error).into()),
    }
}

/// Whether an error means that there is no such file.
pub fn is_absent(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory
    )
}
