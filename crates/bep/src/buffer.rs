//! Bytes that came in and were not yet taken out.

use std::io::{self, ErrorKind, Read};

use crate::error::{Error, Result};

/// Bytes asked from the source at a time, at the most and at first.
const CHUNK: usize = 256 * 1024;
const FIRST_CHUNK: usize = 16 * 1024;

/// A buffer as large as the largest record that is in it, and at least [`CHUNK`]; room is made only
/// as bytes come, so a length that lies costs nothing.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    /// All of it can be written to; what came in lies from `start` to `end`.
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    /// How many bytes were taken since the start of the stream.
    taken: u64,
}

impl Buffer {
    /// What came in and was not yet taken out.
    #[inline]
    pub(crate) fn unread(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    pub(crate) fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Where in the stream the unread bytes begin.
    #[inline]
    pub(crate) fn offset(&self) -> u64 {
        self.taken
    }

    /// Takes so many of the unread bytes out.
    #[inline]
    pub(crate) fn take(&mut self, count: usize) -> &[u8] {
        let from = self.start;
        self.start += count;
        self.taken += count as u64;
        &self.bytes[from..self.start]
    }

    /// Reads once; how many bytes came in. `wanted` is how many the unread bytes will be, where
    /// that is known.
    pub(crate) fn fill(&mut self, source: &mut impl Read, wanted: usize) -> Result<usize> {
        self.make_room(wanted);
        loop {
            match source.read(&mut self.bytes[self.end..]) {
                Ok(count) => {
                    self.end += count;
                    return Ok(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(source) => return Err(self.failed(source)),
            }
        }
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Io {
            offset: self.taken,
            source,
        }
    }

    fn make_room(&mut self, wanted: usize) {
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
            let size = wanted.max(self.end + CHUNK);
            let size = size.min((2 * self.bytes.len()).max(FIRST_CHUNK));
            self.bytes.reserve_exact(size - self.bytes.len());
            self.bytes.resize(size, 0);
        }
    }
}
