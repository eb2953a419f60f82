//! Streams that end early: every whole event counts.

use std::io::{self, Read};

use bep::wire::BuildEvent;
use bep::{Error, EventReader, Outcome, StreamEnd, read_stream};

use crate::support::{bytes, events, options, report_of};

/// Ends of the records in a stream.
pub fn borders(bytes: &[u8]) -> Vec<usize> {
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
    for recording in CUT {
        let bytes = bytes(recording);
        let borders = borders(&bytes);
        // Every byte by the growing file below; here those about the borders, where it matters.
        let near = |cut: &usize| borders.iter().any(|border| border.abs_diff(*cut) <= 2);
        for cut in (0..bytes.len()).filter(near) {
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
                Some(Error::Truncated { offset }) => {
                    assert_eq!(offset, borders[whole] as u64, "{recording} cut at {cut}");
                }
                Some(error) => panic!("{recording} cut at {cut}: {error}"),
            }
        }
    }
}

/// Ten recordings, of each kind of ending.
const CUT: [&str; 10] = [
    "bad_flag",
    "bad_module",
    "loading_error",
    "analysis_error",
    "action_failure",
    "executor_gone",
    "interrupted",
    "server_killed",
    "success",
    "tests",
];

/// A file of which a reader sees as much as has been written.
struct Written<'a> {
    bytes: &'a [u8],
    read: usize,
    written: &'a std::cell::Cell<usize>,
}

impl Read for Written<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(self.written.get() - self.read);
        buffer[..count].copy_from_slice(&self.bytes[self.read..][..count]);
        self.read += count;
        Ok(count)
    }
}

#[test]
fn after_every_byte_the_model_knows_every_whole_event() {
    for recording in CUT {
        let bytes = bytes(recording);
        let borders = borders(&bytes);
        let written = std::cell::Cell::new(0);
        let mut records = bep::Follower::new(Written {
            bytes: &bytes,
            read: 0,
            written: &written,
        });
        let (mut model, mut whole) = (bep::Model::new(), 0);
        for cut in 1..=bytes.len() {
            written.set(cut);
            let before = whole;
            while let Some(record) = records.poll_record().unwrap() {
                model.apply_bytes(record).unwrap();
                whole += 1;
            }
            let expected = borders.iter().filter(|border| **border <= cut).count() - 1;
            assert_eq!(whole, expected, "{recording} cut at {cut}");
            // What is known changes at the borders alone.
            if whole > before {
                let report = model.report(&options());
                assert_eq!(
                    report,
                    report_of(&events(recording)[..whole]),
                    "{recording} {cut}"
                );
            }
        }
        assert_eq!((whole, records.pending()), (borders.len() - 1, 0));
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
