//! What a stream says of how the build ended.

use bep::wire::{BuildEvent, Payload};
use bep::{Outcome, read_stream};
use fastrand::Rng;
use prost::Message;

use crate::support::options;
use crate::tree;

/// How the build ended, as far as the stream alone says it; `None` where it is no stream.
pub fn outcome(stream: &[u8]) -> Option<Outcome> {
    let reading = read_stream(stream).ok()?;
    Some(reading.model.report(&options()).invocation.outcome)
}

/// Whether a stream that is none of a success is taken for one.
pub fn wrongly_passed(stream: &[u8]) -> bool {
    outcome(stream) == Some(Outcome::Passed)
}

/// The stream up to somewhere before its verdict is whole; anywhere, where it has none.
pub fn cut_before_end(stream: &[u8], random: &mut Rng) -> Vec<u8> {
    let records = tree::records(stream);
    let end = match records.iter().position(|record| is_verdict(record)) {
        Some(verdict) => tree::stream(&records[..=verdict]).len(),
        None => stream.len(),
    };
    stream[..random.usize(0..end)].to_vec()
}

fn is_verdict(record: &[u8]) -> bool {
    let payload = BuildEvent::decode(record)
        .ok()
        .and_then(|event| event.payload);
    matches!(payload, Some(Payload::Finished(_)))
}
