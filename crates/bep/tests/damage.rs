//! Streams that are cut off, mixed up, doubled, still growing, or none at all.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{self, Read};

use bep::wire::BuildEvent;
use bep::{
    EventReader, Follower, MAX_EVENT_BYTES, Outcome, ReadError, Report, StreamEnd, StreamError,
    read_file, read_stream,
};
use proptest::prelude::*;
use support::{bytes, events, model, options};

/// Ends of the records in a stream.
fn borders(bytes: &[u8]) -> Vec<usize> {
    let mut reader = EventReader::new(bytes);
    let mut borders = vec![0];
    while let Some(event) = reader.next() {
        event.unwrap();
        borders.push(usize::try_from(reader.offset()).unwrap());
    }
    borders
}

#[test]
fn a_cut_at_any_byte_keeps_every_whole_event() {
    for recording in ["bad_flag", "loading_error", "action_failure"] {
        let bytes = bytes(recording);
        let borders = borders(&bytes);
        for cut in 0..bytes.len() {
            let mut whole = 0;
            let mut end = None;
            for event in EventReader::new(&bytes[..cut]) {
                match event {
                    Ok(_) => whole += 1,
                    Err(error) => end = Some(error),
                }
            }
            let expected = borders.iter().filter(|border| **border <= cut).count() - 1;
            assert_eq!(whole, expected, "{recording} cut at {cut}");
            match end {
                None => assert!(borders.contains(&cut), "{recording} cut at {cut}"),
                Some(ReadError::Truncated { offset }) => {
                    assert_eq!(offset, borders[whole] as u64, "{recording} cut at {cut}");
                }
                Some(error) => panic!("{recording} cut at {cut}: {error}"),
            }
        }
    }
}

#[test]
fn a_report_of_any_cut_stream_is_made_and_never_passed_too_early() {
    let bytes = bytes("success");
    let borders = borders(&bytes);
    let events = events("success");
    let is_verdict =
        |event: &BuildEvent| matches!(event.payload, Some(bep::wire::Payload::Finished(_)));
    let verdict = borders[events.iter().position(is_verdict).unwrap() + 1];
    for cut in (borders[1]..bytes.len()).step_by(7) {
        let reading = read_stream(&bytes[..cut]).unwrap();
        let report = reading.model.report(&options());
        let expected = if cut < verdict {
            Outcome::Incomplete
        } else {
            Outcome::Passed
        };
        assert_eq!(report.invocation.outcome, expected, "cut at {cut}");
        assert!(!matches!(reading.end, StreamEnd::Complete), "cut at {cut}");
    }
    assert!(matches!(
        read_stream(&*bytes).unwrap().end,
        StreamEnd::Complete
    ));
}

#[test]
fn what_is_no_stream_is_told_from_a_damaged_one() {
    assert!(matches!(read_stream(io::empty()), Err(StreamError::Empty)));
    let text = "# Tachikoma\n\nBazel builds everything, hermetically, and so on and so forth.\n";
    for other in [
        text.as_bytes(),
        &[0xff; 64],
        &[0; 64],
        b"{\"a\":1}",
        b"\x7fELF\x02\x01\x01",
    ] {
        let error = read_stream(other).unwrap_err();
        assert!(
            matches!(error, StreamError::NotBuildEvents(_)),
            "{other:?}: {error}"
        );
    }
    let missing = read_file(std::path::Path::new("no/such/file")).unwrap_err();
    assert_eq!(missing.to_string(), "cannot open no/such/file");
    // Garbage behind whole events leaves what came before.
    let mut damaged = bytes("bad_flag");
    damaged.extend([0xff; 64]);
    let reading = read_stream(&*damaged).unwrap();
    assert!(matches!(
        reading.end,
        StreamEnd::Broken(ReadError::Malformed { .. })
    ));
    assert_eq!(reading.model.report(&options()).problems.len(), 1);
}

#[test]
fn an_event_beyond_the_limit_is_refused_before_it_is_read() {
    let mut stream = bytes("bad_flag");
    let offset = stream.len() as u64;
    let mut size = MAX_EVENT_BYTES + 1;
    while size >= 0x80 {
        stream.push(u8::try_from(size & 0x7f).unwrap() | 0x80);
        size >>= 7;
    }
    stream.push(u8::try_from(size).unwrap());
    let error = EventReader::new(&*stream).find_map(Result::err).unwrap();
    assert!(
        matches!(error, ReadError::TooLarge { offset: at, .. } if at == offset),
        "{error}"
    );
    insta::assert_snapshot!(error.to_string(), @"
    the event at byte 139 is 268435457 bytes long; events of more than 268435456 bytes are not read
    ");
}

#[test]
fn an_event_that_cannot_be_decoded_does_not_hide_those_behind_it() {
    let good = bytes("bad_flag");
    let borders = borders(&good);
    let mut stream = good[..borders[1]].to_vec();
    // Field 1 as a number: an id is a message.
    stream.extend([2, 0x08, 0x01]);
    stream.extend(&good[borders[1]..]);
    let read: Vec<_> = EventReader::new(&*stream).collect();
    assert_eq!(
        read.iter().filter(|event| event.is_ok()).count(),
        borders.len() - 1
    );
    assert!(matches!(
        read[1],
        Err(ReadError::Malformed {
            source: Some(_),
            ..
        })
    ));
}

/// A source that hands out what it was given, chunk by chunk, with an end between any two.
struct Growing {
    chunks: Vec<Vec<u8>>,
}

impl Read for Growing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.chunks.is_empty() {
            return Ok(0);
        }
        let chunk = self.chunks.remove(0);
        buffer[..chunk.len()].copy_from_slice(&chunk);
        Ok(chunk.len())
    }
}

#[test]
fn a_growing_stream_is_followed_through_ends_within_events() {
    let bytes = bytes("tests");
    // An empty chunk is an end of the file as it is now.
    let chunks = bytes
        .chunks(61)
        .flat_map(|chunk| [chunk.to_vec(), Vec::new()])
        .collect();
    let mut follower = Follower::new(Growing { chunks });
    let (mut followed, mut pauses) = (Vec::new(), 0);
    while pauses < bytes.len() {
        match follower.poll().unwrap() {
            Some(event) => followed.push(event),
            None => pauses += 1,
        }
    }
    assert_eq!(followed, events("tests"));
    assert_eq!(
        (follower.pending(), follower.offset()),
        (0, bytes.len() as u64)
    );
}

#[test]
fn a_real_file_is_followed_while_it_is_written() {
    use std::io::Write;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("build.bep");
    let bytes = bytes("success");
    let mut writer = std::fs::File::create(&path).unwrap();
    let mut follower = Follower::new(std::fs::File::open(&path).unwrap());
    let mut followed = Vec::new();
    for part in bytes.chunks(1000) {
        writer.write_all(part).unwrap();
        while let Some(event) = follower.poll().unwrap() {
            followed.push(event);
        }
    }
    assert_eq!(followed, events("success"));
}

/// The same numbers in an order that the seed decides.
fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    let mut state = seed | 1;
    for last in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let other = usize::try_from(state % (last as u64 + 1)).unwrap();
        items.swap(last, other);
    }
    items
}

fn report(events: &[BuildEvent]) -> Report {
    model(events).report(&options())
}

#[test]
fn order_and_repetition_change_nothing() {
    for recording in support::RECORDINGS {
        let events = events(recording);
        let expected = report(&events);
        for seed in [1, 77, 4_242, 900_001] {
            assert_eq!(
                report(&shuffled(events.clone(), seed)),
                expected,
                "{recording} {seed}"
            );
            let doubled = [events.clone(), events.clone()].concat();
            assert_eq!(
                report(&shuffled(doubled, seed)),
                expected,
                "{recording} twice {seed}"
            );
        }
        let backwards: Vec<_> = events.iter().rev().cloned().collect();
        assert_eq!(report(&backwards), expected, "{recording} backwards");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(noise in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read_stream(&*noise).map(|reading| reading.model.report(&options()));
    }

    #[test]
    fn no_changed_byte_makes_it_panic(place in 0..36_000_usize, value: u8) {
        let mut bytes = bytes("tests");
        let place = place % bytes.len();
        bytes[place] = value;
        let _ = read_stream(&*bytes).map(|reading| reading.model.report(&options()));
    }

    #[test]
    fn any_subset_in_any_order_makes_a_report(keep in any::<u64>(), seed: u64) {
        let events = shuffled(events("keep_going"), seed);
        let some = events.into_iter().enumerate().filter(|(index, _)| keep >> (index % 64) & 1 == 1);
        let some: Vec<_> = some.map(|(_, event)| event).collect();
        let _ = report(&some);
    }
}
