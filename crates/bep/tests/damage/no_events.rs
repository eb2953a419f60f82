//! What is no stream, and what is no event in one.

use std::io;

use bep::{Error, EventReader, MAX_EVENT_BYTES, StreamEnd, read_file, read_stream};

use crate::cut_off::borders;
use crate::support::{bytes, options};

#[test]
fn what_is_no_stream_is_told_from_a_damaged_one() {
    assert!(matches!(read_stream(io::empty()), Err(Error::Empty)));
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
            matches!(error, Error::NotBuildEvents(_)),
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
        StreamEnd::Broken(Error::Malformed { .. })
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
        matches!(error, Error::TooLarge { offset: at, .. } if at == offset),
        "{error}"
    );
    insta::assert_snapshot!(error.to_string(), @"
    the event at byte 139 is 268435457 bytes long; the limit is 268435456 bytes
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
        Err(Error::Malformed {
            source: Some(_),
            ..
        })
    ));
}

#[test]
fn a_length_that_lies_takes_no_memory() {
    // 200 MiB are said to come, and 20 bytes come.
    let mut stream = vec![0x80, 0x80, 0x80, 0x64];
    stream.extend([0; 20]);
    let mut records = bep::Follower::new(&*stream);
    assert_eq!(records.poll_record().unwrap(), None);
    assert!(records.buffered() < 1 << 20, "{}", records.buffered());
    assert_eq!(records.pending(), stream.len());
}
