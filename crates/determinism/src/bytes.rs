//! Where two files begin to differ.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use checkout::Error;

use crate::error::Result;

/// How many bytes are shown before and after the first that differs.
const BEFORE: u64 = 24;
const AFTER: usize = 40;

/// The first bytes of two files that differ.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// How many bytes are the same before it.
    pub offset: u64,
    /// What the first file has around it, printable.
    pub first: String,
    /// What the second has.
    pub second: String,
}

/// Compares two files; `None` where their bytes are the same.
///
/// # Errors
/// When one cannot be read.
pub fn compare(first: &Path, second: &Path) -> Result<Option<Difference>> {
    let Some(offset) = offset(first, second)? else {
        return Ok(None);
    };
    Ok(Some(Difference {
        offset,
        first: around(first, offset)?,
        second: around(second, offset)?,
    }))
}

fn open(path: &Path) -> Result<BufReader<File>> {
    Ok(File::open(path)
        .map(BufReader::new)
        .map_err(Error::read(path))?)
}

fn offset(first: &Path, second: &Path) -> Result<Option<u64>> {
    let (mut one, mut other) = (open(first)?, open(second)?);
    let mut offset = 0;
    loop {
        let left = one.fill_buf().map_err(Error::read(first))?;
        let right = other.fill_buf().map_err(Error::read(second))?;
        let both = left.len().min(right.len());
        if both == 0 {
            return Ok((left.len() != right.len()).then_some(offset));
        }
        if let Some(place) = (0..both).find(|place| left[*place] != right[*place]) {
            return Ok(Some(offset + place as u64));
        }
        one.consume(both);
        other.consume(both);
        offset += both as u64;
    }
}

fn around(path: &Path, offset: u64) -> Result<String> {
    let mut file = open(path)?;
    let from = offset.saturating_sub(BEFORE);
    file.seek(SeekFrom::Start(from))
        .map_err(Error::read(path))?;
    let mut bytes = vec![0; (offset - from) as usize + AFTER];
    let mut length = 0;
    while length < bytes.len() {
        match file.read(&mut bytes[length..]).map_err(Error::read(path))? {
            0 => break,
            read => length += read,
        }
    }
    bytes.truncate(length);
    let before = usize::try_from(offset - from).unwrap_or(0).min(bytes.len());
    Ok(printable(&bytes, before))
}

/// Text as it is, with escapes for what is not printable; bytes that are no text as hexadecimal numbers. Text begins
/// with the line that differs.
fn printable(bytes: &[u8], before: usize) -> String {
    match std::str::from_utf8(whole_characters(bytes)) {
        Ok(text)
            if text
                .chars()
                .all(|sign| !sign.is_control() || sign.is_ascii_whitespace()) =>
        {
            let start = text.get(..before).and_then(|head| head.rfind('\n'));
            let shown = &text[start.map_or(0, |line| line + 1)..];
            format!("\"{}\"", shown.trim_end_matches('\n').escape_debug())
        }
        _ => {
            let from = before.saturating_sub(8);
            let digits = bytes[from..]
                .iter()
                .take(24)
                .map(|byte| format!("{byte:02x}"));
            digits.collect::<Vec<_>>().join(" ")
        }
    }
}

/// Without the halves of characters at both ends.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    let is_inner = |byte: &u8| byte & 0xc0 == 0x80;
    let start = bytes
        .iter()
        .take(3)
        .take_while(|byte| is_inner(byte))
        .count();
    let bytes = &bytes[start..];
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(first: &[u8], second: &[u8]) -> Option<Difference> {
        let dir = tempfile::tempdir().unwrap();
        let (one, other) = (dir.path().join("1"), dir.path().join("2"));
        std::fs::write(&one, first).unwrap();
        std::fs::write(&other, second).unwrap();
        compare(&one, &other).unwrap()
    }

    #[test]
    fn the_line_that_differs_is_shown() {
        let difference = between(b"a\nbuilt at 10:00\n", b"a\nbuilt at 10:01\n").unwrap();
        assert_eq!(difference.offset, 15);
        assert_eq!(difference.first, "\"built at 10:00\"");
        assert_eq!(difference.second, "\"built at 10:01\"");
    }

    #[test]
    fn a_file_that_ends_differs_where_it_ends() {
        assert_eq!(between(b"", b""), None);
        assert_eq!(between(b"same", b"same"), None);
        let difference = between(b"same", b"same and more").unwrap();
        assert_eq!((difference.offset, &*difference.first), (4, "\"same\""));
    }

    #[test]
    fn bytes_are_hexadecimal() {
        let difference = between(b"\x00\x01\xff\xfe", b"\x00\x01\xff\x00").unwrap();
        assert_eq!(difference.first, "00 01 ff fe");
        assert_eq!(difference.offset, 3);
    }

    #[test]
    fn characters_are_not_cut() {
        let long = "ä".repeat(100);
        let difference = between(long.as_bytes(), long.replacen('ä', "ö", 60).as_bytes()).unwrap();
        assert!(difference.first.starts_with("\"ä"), "{}", difference.first);
        let far = format!("{}x", "ä".repeat(5000));
        let difference = between(far.as_bytes(), far.replace('x', "y").as_bytes()).unwrap();
        assert_eq!(difference.offset, 10_000);
        assert!(difference.second.ends_with("äy\""), "{}", difference.second);
    }
}
