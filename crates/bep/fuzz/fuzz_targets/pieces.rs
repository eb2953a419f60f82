//! The same stream in pieces, as a growing file comes, has the same events as the whole one; and
//! the model of the events' bytes says what the model of the decoded events says.
#![no_main]

use std::io::{self, Read};

use bep::{EventReader, Follower, Model, ReportOptions};
use libfuzzer_sys::fuzz_target;

/// Hands out at most `size` bytes, and an end of the file between any two pieces.
struct Pieces<'a> {
    rest: &'a [u8],
    size: usize,
    pause: bool,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pause = !self.pause;
        if self.pause {
            return Ok(0);
        }
        let size = self.size.min(self.rest.len()).min(buffer.len());
        let (piece, rest) = self.rest.split_at(size);
        buffer[..size].copy_from_slice(piece);
        self.rest = rest;
        Ok(size)
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((size, bytes)) = input.split_first() else {
        return;
    };
    let whole: Vec<_> = EventReader::new(bytes).map_while(Result::ok).collect();
    let pieces = Pieces {
        rest: bytes,
        size: usize::from(*size) + 1,
        pause: false,
    };
    let mut follower = Follower::new(pieces);
    let mut followed = Vec::new();
    let mut pauses = 0;
    while followed.len() < whole.len() && pauses < bytes.len() + 2 {
        match follower.poll() {
            Ok(Some(event)) => followed.push(event),
            Ok(None) => pauses += 1,
            Err(_) => break,
        }
    }
    assert_eq!(followed, whole);
    compare_models(bytes, &whole);
});

fn compare_models(bytes: &[u8], events: &[bep::wire::BuildEvent]) {
    let mut records = Follower::new(bytes);
    let (mut of_bytes, mut of_events) = (Model::new(), Model::new());
    for event in events {
        let Ok(Some(record)) = records.poll_record() else {
            return;
        };
        assert!(of_bytes.apply_bytes(record).is_ok());
        of_events.apply(event);
    }
    let options = ReportOptions::default();
    assert_eq!(of_bytes.report(&options), of_events.report(&options));
    assert_eq!(of_bytes.outputs(), of_events.outputs());
}
