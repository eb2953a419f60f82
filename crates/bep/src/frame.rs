//! Framing: a stream of build events is a row of records, each with its length before it.

use crate::error::{MAX_EVENT_BYTES, ReadError};

/// A length of up to 64 bits takes at most ten bytes.
const MAX_LENGTH_BYTES: usize = 10;

/// Bytes that came in, and the whole records that can be taken out of them.
#[derive(Debug, Default)]
pub(crate) struct FrameBuffer {
    bytes: Vec<u8>,
    /// Where the bytes not yet taken begin.
    start: usize,
    /// How many bytes were taken since the start of the stream.
    taken: u64,
}

impl FrameBuffer {
    /// Bytes that came in and were not yet taken out.
    pub(crate) fn pending(&self) -> usize {
        self.bytes.len() - self.start
    }

    /// Where in the stream the next record begins.
    pub(crate) fn offset(&self) -> u64 {
        self.taken
    }

    /// Adds bytes that came in.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Takes the next whole record out; `None` while it is not all there.
    pub(crate) fn next_record(&mut self) -> Result<Option<&[u8]>, ReadError> {
        let Some((size, header)) = self.length()? else {
            return Ok(None);
        };
        if size > MAX_EVENT_BYTES {
            return Err(ReadError::TooLarge {
                offset: self.taken,
                size,
            });
        }
        // At most 256 MiB, so it fits into usize.
        let whole = header + size as usize;
        if self.pending() < whole {
            return Ok(None);
        }
        let from = self.start;
        self.start += whole;
        self.taken += whole as u64;
        Ok(Some(&self.bytes[from + header..from + whole]))
    }

    /// The next record's length and how many bytes that length takes.
    fn length(&self) -> Result<Option<(u64, usize)>, ReadError> {
        let mut size = 0u64;
        for (index, byte) in self.bytes[self.start..]
            .iter()
            .take(MAX_LENGTH_BYTES)
            .enumerate()
        {
            size |= u64::from(byte & 0x7f)
                .checked_shl(7 * index as u32)
                .unwrap_or(0);
            if byte & 0x80 == 0 {
                return Ok(Some((size, index + 1)));
            }
        }
        if self.pending() >= MAX_LENGTH_BYTES {
            return Err(ReadError::Malformed {
                offset: self.taken,
                source: None,
            });
        }
        Ok(None)
    }
}
