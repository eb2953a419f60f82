//! Reads a whole stream into a model, as far as possible if it is damaged.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};
use crate::model::Model;
use crate::other_format::OtherFormat;
use crate::records::Records;
use crate::wire::BuildEvent;

use prost::Message;

/// A model, and how its stream ended.
#[derive(Debug)]
pub struct Reading {
    /// The model of all complete events.
    pub model: Model,
    /// How the stream ended.
    pub end: StreamEnd,
    /// What in it could not be decoded; the model has all events around it.
    pub skipped: Option<Skipped>,
}

/// Events that could not be decoded.
#[derive(Debug)]
pub struct Skipped {
    /// What is wrong with the first.
    pub first: Error,
    /// How many there are.
    pub count: u64,
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

/// Reads the file that `--build_event_binary_file` or `--build_event_json_file` wrote: it tells by
/// itself which.
pub fn read_file(path: &Path) -> Result<Reading> {
    let open = |source| Error::Open {
        path: path.to_owned(),
        source,
    };
    read_stream(File::open(path).map_err(open)?)
}

/// Reads a stream of events to its end: records with their lengths, or JSON.
pub fn read_stream(source: impl Read) -> Result<Reading> {
    read_stream_into(Model::new(), source)
}

/// Reads a stream of events to its end, into a model of the caller's making.
///
/// An event that cannot be decoded is skipped: [`Reading::skipped`].
pub fn read_stream_into(mut model: Model, source: impl Read) -> Result<Reading> {
    let mut records = Records::open(source)?;
    let mut broken = None;
    let mut skipped: Option<Skipped> = None;
    let mut count = 0u64;
    while let Some(applied) = apply_next(&mut records, &mut model, count == 0).transpose() {
        match applied {
            Ok(()) => count += 1,
            Err(error @ (Error::Io { .. } | Error::OtherFormat(_) | Error::NotBuildEvents(_))) => {
                return Err(error);
            }
            Err(first) if first.is_of_one_event() => {
                skipped.get_or_insert(Skipped { first, count: 0 }).count += 1;
            }
            Err(error) => {
                broken = Some(error);
                break;
            }
        }
    }
    if records.pending() > 0 {
        let offset = records.offset();
        broken.get_or_insert(Error::Truncated { offset });
    }
    if count == 0 {
        let first = skipped.map(|skipped| skipped.first).or(broken);
        return Err(first.map_or(Error::Empty, not_build_events));
    }
    let end = match broken {
        Some(error) => StreamEnd::Broken(error),
        None if model.is_complete() => StreamEnd::Complete,
        None => StreamEnd::Open,
    };
    Ok(Reading {
        model,
        end,
        skipped,
    })
}

/// Gives each event of a stream to `take` as soon as it is read: records with their lengths, or JSON. The source says when
/// the stream has ended; until then its `read` may wait.
///
/// An event that cannot be decoded is passed over.
pub fn each_event(source: impl Read, mut take: impl FnMut(&BuildEvent)) -> Result<()> {
    let mut records = Records::open(source)?;
    loop {
        match records.next_record() {
            Ok(Some(record)) => {
                if let Ok(event) = BuildEvent::decode(record) {
                    take(&event);
                }
            }
            Ok(None) => return Ok(()),
            Err(error) if error.is_of_one_event() => {}
            Err(error) => return Err(error),
        }
    }
}

/// Takes the next event into the model; `None` where no whole one is left.
fn apply_next(
    records: &mut Records<impl Read>,
    model: &mut Model,
    is_first: bool,
) -> Result<Option<()>> {
    let offset = records.offset();
    let Some(record) = records.next_record()? else {
        return Ok(None);
    };
    if is_first {
        check_first(record, offset)?;
    }
    let applied = model.apply_bytes(record);
    applied.map(Some).map_err(|source| Error::Malformed {
        offset,
        source: Some(source),
    })
}

/// Every event has an id; other data that happens to decode has none.
fn check_first(record: &[u8], offset: u64) -> Result<()> {
    if let Some(other) = OtherFormat::of_record(record) {
        return Err(Error::OtherFormat(other));
    }
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
