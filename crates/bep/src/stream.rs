//! Reads a whole stream into a model, as far as possible if it is damaged.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};
use crate::model::Model;
use crate::read::Follower;
use crate::wire::BuildEvent;

use prost::Message;

/// A model, and how its stream ended.
#[derive(Debug)]
pub struct Reading {
    /// The model of all complete events.
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
    /// In the middle of an event, or of other data; everything before is kept.
    Broken(Error),
}

/// Reads the file that `--build_event_binary_file` wrote.
pub fn read_file(path: &Path) -> Result<Reading> {
    let open = |source| Error::Open {
        path: path.to_owned(),
        source,
    };
    read_stream(File::open(path).map_err(open)?)
}

/// Reads a stream of events to its end.
pub fn read_stream(source: impl Read) -> Result<Reading> {
    read_stream_into(Model::new(), source)
}

/// Reads a stream of events to its end, into a model of the caller's making.
///
/// An event that cannot be decoded is skipped; the first one is reported as [`StreamEnd::Broken`].
pub fn read_stream_into(mut model: Model, source: impl Read) -> Result<Reading> {
    let mut records = Follower::new(source);
    let mut end = None;
    let mut count = 0u64;
    loop {
        let offset = records.offset();
        let record = match records.poll_record() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(error @ Error::Io { .. }) => return Err(error),
            Err(error) if count == 0 => return Err(not_build_events(error)),
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
                end.get_or_insert(Error::Malformed {
                    offset,
                    source: Some(source),
                });
            }
        }
    }
    if records.pending() > 0 {
        let offset = records.offset();
        let truncated = Error::Truncated { offset };
        if count == 0 {
            return Err(not_build_events(truncated));
        }
        end.get_or_insert(truncated);
    }
    if count == 0 {
        return Err(Error::Empty);
    }
    let end = match end {
        Some(error) => StreamEnd::Broken(error),
        None if model.is_complete() => StreamEnd::Complete,
        None => StreamEnd::Open,
    };
    Ok(Reading { model, end })
}

fn check_first(record: &[u8], offset: u64) -> Result<()> {
    match BuildEvent::decode(record) {
        Ok(event) if event.id.is_some() => Ok(()),
        Ok(_) => Err(Error::NotBuildEvents(None)),
        Err(source) => Err(not_build_events(Error::Malformed {
            offset,
            source: Some(source),
        })),
    }
}

fn not_build_events(error: Error) -> Error {
    Error::NotBuildEvents(Some(Box::new(error)))
}
