//! The records of a finished stream in any of its forms, each as the bytes of a `BuildEvent`.

use std::io::{Chain, Cursor, Read};

use crate::error::{Error, Result};
use crate::form::Form;
use crate::json::JsonRecords;
use crate::read::Follower;

/// By how many of its first bytes the form of a stream is told.
const HEAD: u64 = 4096;

type Whole<R> = Chain<Cursor<Vec<u8>>, R>;

/// A stream that is read record by record.
pub(crate) enum Records<R> {
    Binary(Follower<Whole<R>>),
    Json(JsonRecords<Whole<R>>),
}

impl<R: Read> Records<R> {
    /// Tells the form of the stream by how it begins.
    pub(crate) fn open(mut source: R) -> Result<Self> {
        let mut head = Vec::new();
        let read = source.by_ref().take(HEAD).read_to_end(&mut head);
        read.map_err(|source| Error::Io { offset: 0, source })?;
        let form = Form::of(&head)?;
        let whole = Cursor::new(head).chain(source);
        Ok(match form {
            Form::Binary => Self::Binary(Follower::new(whole)),
            Form::Json => Self::Json(JsonRecords::new(whole)),
        })
    }

    /// The next record; `None` at the end of the stream, which may be in the middle of a record.
    pub(crate) fn next_record(&mut self) -> Result<Option<&[u8]>> {
        match self {
            Self::Binary(records) => records.poll_record(),
            Self::Json(records) => records.next_record(),
        }
    }

    /// Where in the stream the next record begins.
    pub(crate) fn offset(&self) -> u64 {
        match self {
            Self::Binary(records) => records.offset(),
            Self::Json(records) => records.offset(),
        }
    }

    /// Bytes of an incomplete record.
    pub(crate) fn pending(&self) -> usize {
        match self {
            Self::Binary(records) => records.pending(),
            Self::Json(records) => records.pending(),
        }
    }
}
