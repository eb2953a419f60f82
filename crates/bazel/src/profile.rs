//! Bazel's profile of a build: where its time went.

mod analysis;
mod parallelism;
mod trace;

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use flate2::bufread::MultiGzDecoder;

pub use analysis::{Analysis, CriticalPath, Link, Mnemonic, Part, Phase, VERSION, analyze, share};
pub use parallelism::Parallelism;

/// Opens a profile, compressed or not.
///
/// # Errors
/// When it cannot be read.
pub fn unpacked(file: File) -> io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::new(file);
    let compressed = file.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(if compressed {
        Box::new(BufReader::new(MultiGzDecoder::new(file)))
    } else {
        Box::new(file)
    })
}
