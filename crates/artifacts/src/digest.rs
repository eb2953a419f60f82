//! Reads files for their length and SHA-256.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use checkout::files;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// Bytes that are read at a time.
const PIECE: usize = 256 * 1024;

/// The length of a file and its SHA-256 in hexadecimal digits; each piece that is read goes to `take`, too.
pub fn of_file(path: &Path, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<(u64, String)> {
    let mut file = File::open(path).map_err(Error::read(path))?;
    let mut digest = Sha256::new();
    let mut bytes = 0;
    let mut piece = vec![0; PIECE];
    loop {
        let count = match file.read(&mut piece) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other.map_err(Error::read(path))?,
        };
        if count == 0 {
            return Ok((bytes, files::hex(&digest.finalize())));
        }
        digest.update(&piece[..count]);
        take(&piece[..count])?;
        bytes += count as u64;
    }
}
