//! A whole stream read into a model, keeping what can be kept of a damaged one.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::ReadError;
use crate::model::Model;
use crate::read::Follower;
use crate::wire::BuildEvent;

use prost::Message;

/// A model and how its stream ended.
#[derive(Debug)]
pub struct Reading {
    /// What the whole events said.
    pub model: Model,
    /// How the stream ended.
    pub end: StreamEnd,
}

/// How a stream ended.
#[derive(Debug)]
pub enum StreamEnd {
    /// With Bazel's last message.
    Complete,
    /// Between two events, before Bazel's last message.
    Open,
    /// In the middle of an event, or of something that is none; what came before is kept.
    Broken(ReadError),
}

/// Why there is no model at all.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The file could not be opened.
    #[error("cannot open {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The source failed.
    #[error(transparent)]
    Read(ReadError),
    /// There is nothing in it.
    #[error("there are no build events in it: it is empty")]
    Empty,
    /// It does not begin with a build event.
    #[error("this is not a file of build events (made by bazel's --build_event_binary_file)")]
    NotBuildEvents(#[source] Option<ReadError>),
}

/// Reads the file that `--build_event_binary_file` wrote.
pub fn read_file(path: &Path) -> Result<Reading, StreamError> {
    let open = |source| StreamError::Open {
        path: path.to_owned(),
        source,
    };
    read_stream(File::open(path).map_err(open)?)
}

/// Reads a stream of events to its end.
pub fn read_stream(source: impl Read) -> Result<Reading, StreamError> {
    read_stream_into(Model::new(), source)
}

/// Reads a stream of events to its end, into a model of the caller's making.
///
/// An event that cannot be decoded is passed over; the first such is [`StreamEnd::Broken`].
pub fn read_stream_into(mut model: Model, source: impl Read) -> Result<Reading, StreamError> {
    let mut records = Follower::new(source);
    let mut end = None;
    let mut count = 0u64;
    loop {
        let offset = records.offset();
        let record = match records.poll_record() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(error @ ReadError::Io { .. }) => return Err(StreamError::Read(error)),
            Err(error) if count == 0 => return Err(StreamError::NotBuildEvents(Some(error))),
            Err(error) => {
                end.get_or_insert(error);
                break;
            }
        };
        // Every event has an id; other data that happens to decode has none.
        if count == 0 {
            check_first(record, offset)?;
        }
        match model.apply_bytes(record) {
            Ok(()) => count += 1,
            Err(source) => {
                end.get_or_insert(ReadError::Malformed {
                    offset,
                    source: Some(source),
                });
            }
        }
    }
    if records.pending() > 0 {
        let offset = records.offset();
        let truncated = ReadError::Truncated { offset };
        if count == 0 {
            return Err(StreamError::NotBuildEvents(Some(truncated)));
        }
        end.get_or_insert(truncated);
    }
    if count == 0 {
        return Err(StreamError::Empty);
    }
    let end = match end {
        Some(error) => StreamEnd::Broken(error),
        None if model.is_complete() => StreamEnd::Complete,
        None => StreamEnd::Open,
    };
    Ok(Reading { model, end })
}

fn check_first(record: &[u8], offset: u64) -> Result<(), StreamError> {
    match BuildEvent::decode(record) {
        Ok(event) if event.id.is_some() => Ok(()),
        Ok(_) => Err(StreamError::NotBuildEvents(None)),
        Err(source) => Err(StreamError::NotBuildEvents(Some(ReadError::Malformed {
            offset,
            source: Some(source),
        }))),
    }
}
