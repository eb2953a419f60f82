//! Compression of the larger values of the database.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// The limit for a value: a larger one is damaged.
const MAX_BYTES: u64 = 1 << 30;

/// Compresses bytes, fast rather than well.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Undoes [`pack`]; `None` when the bytes are damaged.
pub fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed)
        .take(MAX_BYTES)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}

/// Compresses the differences of ascending numbers: most are 1, and take almost no space.
pub fn pack_ascending(numbers: &[u64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len());
    let mut before = 0;
    for number in numbers {
        let mut rest = number.wrapping_sub(before);
        before = *number;
        while rest >= 0x80 {
            bytes.push((rest as u8) | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
    }
    pack(&bytes)
}

/// Undoes [`pack_ascending`]; `None` when the bytes are damaged.
pub fn unpack_ascending(packed: &[u8]) -> Option<Vec<u64>> {
    let mut numbers = Vec::new();
    let (mut before, mut rest, mut shift) = (0_u64, 0_u64, 0);
    for byte in unpack(packed)? {
        rest |= u64::from(byte & 0x7f).checked_shl(shift)?;
        shift += 7;
        if byte < 0x80 {
            before = before.wrapping_add(rest);
            numbers.push(before);
            (rest, shift) = (0, 0);
        }
    }
    (shift == 0).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 2, 3, 127, 128, 300_000, u64::MAX >> 1];
        assert_eq!(
            unpack_ascending(&pack_ascending(&numbers)).unwrap(),
            numbers
        );
        let many: Vec<u64> = (1000..6000).collect();
        assert!(pack_ascending(&many).len() < 100);
        assert_eq!(unpack_ascending(&[1, 2, 3]), None);
        assert_eq!(unpack_ascending(&pack(&[0x80])), None);
        assert_eq!(unpack(&pack(b"text")).unwrap(), b"text");
    }
}
