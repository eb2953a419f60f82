//! The events of a stream of JSON, each in its binary form.

use std::io::Read;

use super::borders::{Borders, between};
use super::transcode;
use crate::buffer::Buffer;
use crate::error::{Error, MAX_EVENT_BYTES, Result};

/// A larger buffer is given back after its event.
const KEPT: usize = 1024 * 1024;

/// Reads a stream of JSON event by event: memory does not grow with the stream.
#[derive(Debug)]
pub(crate) struct JsonRecords<R> {
    source: R,
    buffer: Buffer,
    borders: Borders,
    /// The number of the line that the unread bytes begin in.
    line: u64,
    /// The binary form of the last event.
    record: Vec<u8>,
    /// How many bytes an event may have.
    limit: u64,
}

impl<R: Read> JsonRecords<R> {
    pub(crate) fn new(source: R) -> Self {
        Self {
            source,
            buffer: Buffer::default(),
            borders: Borders::default(),
            line: 1,
            record: Vec::new(),
            limit: MAX_EVENT_BYTES,
        }
    }

    /// Where in the stream the next event begins, at the earliest.
    pub(crate) fn offset(&self) -> u64 {
        self.buffer.offset()
    }

    /// Bytes of an incomplete event.
    pub(crate) fn pending(&self) -> usize {
        self.buffer.unread().len()
    }

    /// The next event; `None` at the end. After [`Error::MalformedJson`] the next call goes on
    /// behind the event.
    pub(crate) fn next_record(&mut self) -> Result<Option<&[u8]>> {
        let Some((line, bytes)) = self.next_value()? else {
            return Ok(None);
        };
        if self.record.capacity() > KEPT {
            self.record = Vec::new();
        }
        self.record.clear();
        match transcode::event(self.buffer.take(bytes), &mut self.record) {
            Ok(()) => Ok(Some(&self.record)),
            Err(error) => Err(malformed(line, &error)),
        }
    }

    /// The line and the size of the next value, which is all there.
    fn next_value(&mut self) -> Result<Option<(u64, usize)>> {
        loop {
            if !self.borders.has_begun() {
                let skipped = between(self.buffer.unread());
                self.buffer.take(skipped.bytes);
                self.line += skipped.lines;
            }
            let unread = self.buffer.unread();
            if !unread.is_empty()
                && let Some(value) = self.borders.value(unread)
            {
                let line = self.line;
                self.line += value.lines;
                return Ok(Some((line, value.bytes)));
            }
            let size = unread.len();
            if size as u64 > self.limit {
                return Err(Error::TooLarge {
                    offset: self.offset(),
                    size: size as u64,
                });
            }
            if self.buffer.fill(&mut self.source, 2 * size)? == 0 {
                return Ok(None);
            }
        }
    }
}

/// What is wrong, without what is written there: that may be a secret.
fn malformed(line: u64, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    // It counts lines from the beginning of the event.
    let reason = text
        .rsplit_once(" at line ")
        .map_or(&*text, |parts| parts.0);
    let reason = match reason.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None => reason.to_owned(),
    };
    Error::MalformedJson {
        line: line + (error.line() as u64).saturating_sub(1),
        column: error.column(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &[u8] =
        b"{\"id\":{\"progress\":{\"opaqueCount\":7}},\"progress\":{\"stderr\":\"a\"}}\n";

    /// As many of the same lines as are asked for, and one with a text of so many bytes between them.
    fn stream(lines: usize, text: u64) -> impl Read {
        let lines = || LinesOf {
            left: lines * LINE.len(),
            at: 0,
        };
        let large = b"{\"id\":{\"progress\":{}},\"progress\":{\"stderr\":\"";
        lines()
            .chain(&large[..])
            .chain(std::io::repeat(b'a').take(text))
            .chain(&b"\"}}\n"[..])
            .chain(lines())
    }

    struct LinesOf {
        left: usize,
        at: usize,
    }

    impl Read for LinesOf {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let size = (LINE.len() - self.at).min(self.left).min(buffer.len());
            buffer[..size].copy_from_slice(&LINE[self.at..self.at + size]);
            self.at = (self.at + size) % LINE.len();
            self.left -= size;
            Ok(size)
        }
    }

    #[test]
    fn memory_does_not_grow_with_the_stream() {
        let (lines, text) = (50_000, 8 << 20);
        let mut records = JsonRecords::new(stream(lines, text));
        let (mut count, mut most, mut without_large) = (0, 0, 0);
        while let Some(record) = records.next_record().unwrap() {
            let is_large = record.len() as u64 > text;
            count += 1;
            let held = records.buffer.capacity() + records.record.capacity();
            most = most.max(held);
            if !is_large && count % 1000 == 0 {
                without_large = held;
            }
        }
        assert_eq!(count, 2 * lines + 1);
        assert_eq!(records.pending(), 0);
        assert!(most < 5 * text as usize, "{most}");
        // After the large one its memory is given back.
        assert!(without_large < 4 * KEPT, "{without_large}");
    }

    #[test]
    fn an_event_beyond_the_limit_is_refused() {
        let mut records = JsonRecords::new(stream(3, 5_000));
        records.limit = 1_000;
        for _ in 0..3 {
            assert!(records.next_record().unwrap().is_some());
        }
        let offset = 3 * LINE.len() as u64;
        let error = records.next_record().unwrap_err();
        assert!(
            matches!(error, Error::TooLarge { offset: at, .. } if at == offset),
            "{error}"
        );
    }
}
