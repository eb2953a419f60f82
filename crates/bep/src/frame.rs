//! Framing: a stream of build events is a sequence of records, each prefixed with its length.

use std::io::Read;

use crate::buffer::Buffer;
use crate::error::{Error, MAX_EVENT_BYTES, Result};
use crate::protobuf;

/// A length of up to 64 bits takes at most ten bytes.
const MAX_LENGTH_BYTES: usize = 10;

/// Bytes that came in, and the whole records that can be taken out of them.
#[derive(Debug, Default)]
pub(crate) struct FrameBuffer {
    buffer: Buffer,
}

impl FrameBuffer {
    /// Bytes that came in and were not yet taken out.
    pub(crate) fn pending(&self) -> usize {
        self.buffer.unread().len()
    }

    pub(crate) fn capacity(&self) -> usize {
        self.buffer.capacity()
    }

    /// Where in the stream the next record begins.
    pub(crate) fn offset(&self) -> u64 {
        self.buffer.offset()
    }

    /// Reads once; how many bytes came in.
    pub(crate) fn fill(&mut self, source: &mut impl Read) -> Result<usize> {
        let wanted = self.record_bytes().unwrap_or(0);
        self.buffer.fill(source, wanted)
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
        Ok(Some(&self.buffer.take(whole)[header..]))
    }

    /// The sizes of the next record's length, and of both, once all of it is there.
    fn whole(&self) -> Result<Option<(usize, usize)>> {
        let Some((size, header)) = self.length()? else {
            return Ok(None);
        };
        if size > MAX_EVENT_BYTES {
            return Err(Error::TooLarge {
                offset: self.offset(),
                size,
            });
        }
        // At most 256 MiB, so it fits into usize.
        let whole = header + size as usize;
        Ok((self.pending() >= whole).then_some((header, whole)))
    }

    /// The next record's length and how many bytes that length takes.
    fn length(&self) -> Result<Option<(u64, usize)>> {
        let length = protobuf::varint(self.buffer.unread());
        if length.is_some() {
            return Ok(length);
        }
        if self.pending() >= MAX_LENGTH_BYTES {
            return Err(Error::Malformed {
                offset: self.offset(),
                source: None,
            });
        }
        Ok(None)
    }
}
