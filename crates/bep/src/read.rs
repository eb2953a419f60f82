//! Reading events from a finished stream, or from one that still grows.

use std::io::Read;

use prost::Message;

use crate::error::{Error, Result};
use crate::frame::FrameBuffer;
use crate::wire::BuildEvent;

/// Follows a stream that may still grow, such as a file that Bazel writes.
///
/// An end of the source is no end of the stream: ask again later.
#[derive(Debug)]
pub struct Follower<R> {
    source: R,
    frames: FrameBuffer,
}

impl<R: Read> Follower<R> {
    /// Follows `source` from its current position, which must be the start of a stream.
    pub fn new(source: R) -> Self {
        Self {
            source,
            frames: FrameBuffer::default(),
        }
    }

    /// The next event, or `None` when the source has no whole one now.
    ///
    /// After [`Error::Malformed`] with a source, the next call continues after the event;
    /// after any other error but an I/O error the same error comes again.
    pub fn poll(&mut self) -> Result<Option<BuildEvent>> {
        let offset = self.offset();
        let Some(record) = self.poll_record()? else {
            return Ok(None);
        };
        let event = BuildEvent::decode(record);
        event.map(Some).map_err(|source| Error::Malformed {
            offset,
            source: Some(source),
        })
    }

    /// The bytes of the next event without its length, for [`crate::Model::apply_bytes`], or
    /// `None` when the source has no whole one now.
    pub fn poll_record(&mut self) -> Result<Option<&[u8]>> {
        while !self.frames.has_record()? {
            if self.fill()? == 0 {
                return Ok(None);
            }
        }
        self.frames.next_record()
    }

    /// Where in the stream the next event begins.
    pub fn offset(&self) -> u64 {
        self.frames.offset()
    }

    /// Bytes of an incomplete event.
    pub fn pending(&self) -> usize {
        self.frames.pending()
    }

    /// Drops what was read so far: the source starts again.
    pub(crate) fn forget(&mut self) {
        self.frames = FrameBuffer::default();
    }

    /// How much memory the buffer takes, in bytes: about the largest event that is in it, and
    /// what a chunk takes.
    pub fn buffered(&self) -> usize {
        self.frames.capacity()
    }

    fn fill(&mut self) -> Result<usize> {
        self.frames.fill(&mut self.source)
    }
}

/// The events of a finished stream, in constant memory.
///
/// Ends after the last whole event; a rest in the middle of an event is one last
/// [`Error::Truncated`].
#[derive(Debug)]
pub struct EventReader<R> {
    follower: Follower<R>,
    done: bool,
}

impl<R: Read> EventReader<R> {
    /// Reads `source` from its current position, which must be the start of a stream.
    pub fn new(source: R) -> Self {
        Self {
            follower: Follower::new(source),
            done: false,
        }
    }

    /// Where in the stream the next event begins.
    pub fn offset(&self) -> u64 {
        self.follower.offset()
    }
}

impl<R: Read> Iterator for EventReader<R> {
    type Item = Result<BuildEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.follower.poll() {
            Ok(Some(event)) => Some(Ok(event)),
            Ok(None) => {
                self.done = true;
                let offset = self.follower.offset();
                (self.follower.pending() > 0).then_some(Err(Error::Truncated { offset }))
            }
            Err(error) => {
                self.done = !error.is_of_one_event();
                Some(Err(error))
            }
        }
    }
}
