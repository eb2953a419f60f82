//! Framing: a stream of build events is a sequence of records, each prefixed with its length.

use std::io::{self, Read};

use crate::error::{Error, MAX_EVENT_BYTES, Result};
use crate::protobuf;

/// A length of up to 64 bits takes at most ten bytes.
const MAX_LENGTH_BYTES: usize = 10;

/// Bytes asked from the source at a time, at the most and at first.
const CHUNK: usize = 256 * 1024;
const FIRST_CHUNK: usize = 16 * 1024;

/// Bytes that came in, and the whole records that can be taken out of them.
///
/// The buffer is as large as the largest record that is in it, and at least [`CHUNK`]; room is
/// made only as bytes come, so a length that lies costs nothing.
#[derive(Debug, Default)]
pub(crate) struct FrameBuffer {
    /// All of it can be written to; what came in lies from `start` to `end`.
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    /// How many bytes were taken since the start of the stream.
    taken: u64,
}

impl FrameBuffer {
    /// Bytes that came in and were not yet taken out.
    pub(crate) fn pending(&self) -> usize {
        self.end - self.start
    }

    pub(crate) fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Where in the stream the next record begins.
    pub(crate) fn offset(&self) -> u64 {
        self.taken
    }

    /// Reads once; how many bytes came in.
    pub(crate) fn fill(&mut self, source: &mut impl Read) -> io::Result<usize> {
        self.make_room();
        let count = source.read(&mut self.bytes[self.end..])?;
        self.end += count;
        Ok(count)
    }

    fn make_room(&mut self) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            // What a huge record needed is given back.
            if self.bytes.len() > 4 * CHUNK {
                self.bytes = Vec::new();
            }
        }
        if self.bytes.len() - self.end >= CHUNK / 2 {
            return;
        }
        if self.start > 0 {
            self.bytes.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.bytes.len() - self.end < CHUNK / 2 {
            let wanted = self.record_bytes().unwrap_or(0).max(self.end + CHUNK);
            let size = wanted.min((2 * self.bytes.len()).max(FIRST_CHUNK));
            self.bytes.reserve_exact(size - self.bytes.len());
            self.bytes.resize(size, 0);
        }
    }

    /// How much the next record and its length take, where that is known and allowed.
    fn record_bytes(&self) -> Option<usize> {
        let (size, header) = self.length().ok().flatten()?;
        (size <= MAX_EVENT_BYTES).then(|| header + size as usize)
    }

    /// Whether a whole record is there.
    pub(crate) fn has_record(&self) -> Result<bool> {
        Ok(self.whole()?.is_some())
    }

    /// Takes the next whole record out; `None` while it is not all there.
    pub(crate) fn next_record(&mut self) -> Result<Option<&[u8]>> {
        let Some((header, whole)) = self.whole()? else {
            return Ok(None);
        };
        let from = self.start;
        self.start += whole;
        self.taken += whole as u64;
        Ok(Some(&self.bytes[from + header..from + whole]))
    }

    /// The sizes of the next record's length, and of both, once all of it is there.
    fn whole(&self) -> Result<Option<(usize, usize)>> {
        let Some((size, header)) = self.length()? else {
            return Ok(None);
        };
        if size > MAX_EVENT_BYTES {
            return Err(Error::TooLarge {
                offset: self.taken,
                size,
            });
        }
        // At most 256 MiB, so it fits into usize.
        let whole = header + size as usize;
        Ok((self.pending() >= whole).then_some((header, whole)))
    }

    /// The next record's length and how many bytes that length takes.
    fn length(&self) -> Result<Option<(u64, usize)>> {
        let length = protobuf::varint(&self.bytes[self.start..self.end]);
        if length.is_some() {
            return Ok(length);
        }
        if self.pending() >= MAX_LENGTH_BYTES {
            return Err(Error::Malformed {
                offset: self.taken,
                source: None,
            });
        }
        Ok(None)
    }
}
