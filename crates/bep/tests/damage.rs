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
                Some(ReadError::Truncated { offset }) => {
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
                    self::report(&events(recording)[..whole]),
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

/// Bazel truncates the file and writes another invocation into it: a shorter one, a longer one, and
/// one that is as far as the reader was.
#[test]
fn a_file_that_is_begun_anew_is_followed_from_its_beginning() {
    use bep::Polled;
    let directory = tempfile::tempdir().unwrap();
    for (first, second) in [
        ("tests", "executor_gone"),
        ("executor_gone", "tests"),
        ("cache_evicted", "cache_evicted_retried"),
        ("bad_flag", "success"),
    ] {
        let path = directory.path().join(first);
        let (before, after) = (bytes(first), bytes(second));
        // In the middle of an event.
        std::fs::write(&path, &before[..before.len() - 3]).unwrap();
        let mut follower = bep::FileFollower::open(&path).unwrap();
        let (mut model, mut restarts) = (bep::Model::new(), 0);
        let mut follow = |model: &mut bep::Model| {
            loop {
                match follower.poll().unwrap() {
                    Polled::Event(event) => model.apply(&event),
                    Polled::Nothing => return,
                    Polled::Restarted => {
                        restarts += 1;
                        model.restart();
                    }
                }
            }
        };
        follow(&mut model);
        // Bazel opens the same file, and truncates it.
        std::fs::write(&path, &after[..after.len() / 2]).unwrap();
        follow(&mut model);
        std::fs::write(&path, &after).unwrap();
        follow(&mut model);
        assert_eq!(restarts, 1, "{first}, {second}");
        let expected = report(&events(second));
        let of_first = support::model(&events(first)[..events(first).len() - 1]);
        let mut report = model.report(&options());
        let earlier = std::mem::take(&mut report.earlier);
        assert_eq!(report, expected, "{first}, {second}");
        assert_eq!(earlier, [of_first.report(&Default::default()).invocation]);
    }
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
        for seed in [1, 900_001] {
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

/// The stream as Bazel may have written it as well: pieces of output before or behind what they
/// announce, ends of targets late, and some of them twice.
fn as_bazel_may(events: &[BuildEvent], random: &mut fastrand::Rng) -> Vec<BuildEvent> {
    use bep::wire::Id;
    let kind = |event: &BuildEvent| event.id.as_ref().and_then(|id| id.id.clone());
    let mut changed = events.to_vec();
    for place in 1..changed.len() {
        let is_progress = |event| matches!(kind(event), Some(Id::Progress(_)));
        let swaps = is_progress(&changed[place]) || is_progress(&changed[place - 1]);
        if swaps && random.bool() {
            changed.swap(place - 1, place);
        }
    }
    for place in (0..changed.len()).rev() {
        if matches!(kind(&changed[place]), Some(Id::TargetCompleted(_))) {
            let event = match random.u8(..3) {
                0 => continue,
                1 => changed.remove(place),
                _ => changed[place].clone(),
            };
            let later = random.usize(place..=changed.len());
            changed.insert(later, event);
        }
    }
    changed
}

#[test]
fn a_thousand_orders_of_bazels_say_the_same() {
    let recordings = [
        "interrupted",
        "keep_going",
        "success",
        "terminated",
        "tests",
    ];
    let known = recordings.map(|recording| {
        let events = events(recording);
        let expected = report(&events);
        (recording, events, expected)
    });
    let mut changed = 0;
    for seed in 0..1_000 {
        let (recording, events, expected) = &known[seed as usize % known.len()];
        let other = as_bazel_may(events, &mut fastrand::Rng::with_seed(seed));
        changed += usize::from(&other != events);
        assert_eq!(&report(&other), expected, "{recording}, seed {seed}");
    }
    assert!(changed > 990, "only {changed} of the orders were others");
}

/// The bytes of an event with its length before it.
fn framed(event: &BuildEvent) -> Vec<u8> {
    prost::Message::encode_length_delimited_to_vec(event)
}

#[test]
fn events_of_64_mib_are_read_and_their_memory_given_back() {
    use bep::wire::{File, FileContent, NamedSetOfFiles, Payload};
    let mut events = events("success");
    let is_set = |event: &&mut BuildEvent| matches!(event.payload, Some(Payload::NamedSet(_)));
    let set = events.iter_mut().find(is_set).unwrap();
    let long = "a".repeat(1000);
    let file = |number: usize| File {
        name: format!("{long}/{number}"),
        path_prefix: vec!["bazel-out".to_owned()],
        file: Some(FileContent::Uri(format!(
            "file:///x/bazel-out/{long}/{number}"
        ))),
    };
    let added = 33_000;
    let Some(Payload::NamedSet(NamedSetOfFiles { files, .. })) = &mut set.payload else {
        unreachable!("it was found as one")
    };
    let own = files.len();
    files.extend((0..added).map(file));
    let stream: Vec<u8> = events.iter().flat_map(framed).collect();
    let largest = events
        .iter()
        .map(prost::Message::encoded_len)
        .max()
        .unwrap();
    assert!(largest > 64 << 20, "{largest}");
    let reading = read_stream(&*stream).unwrap();
    assert!(matches!(reading.end, StreamEnd::Complete));
    assert!(reading.model.outputs().len() >= own + added);
    assert_eq!(
        reading.model.report(&options()),
        report(&support::events("success"))
    );
    let mut records = bep::Follower::new(&*stream);
    let mut most = 0;
    while records.poll_record().unwrap().is_some() {
        most = most.max(records.buffered());
    }
    assert!(
        (largest..2 * largest).contains(&most),
        "{most} for {largest}"
    );
    assert_eq!(records.poll_record().unwrap(), None);
    assert!(records.buffered() < 2 << 20, "{}", records.buffered());
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

/// Messages with the field numbers that events have, nested as deep.
fn message(depth: u32) -> BoxedStrategy<Vec<u8>> {
    let tag = prop_oneof![1..28_u32, Just(123)];
    let number = (tag.clone(), 0..300_u64).prop_map(|(tag, number)| {
        let mut field = Vec::new();
        prost::encoding::encode_key(tag, prost::encoding::WireType::Varint, &mut field);
        prost::encoding::encode_varint(number, &mut field);
        field
    });
    let content = match depth {
        0 => "[a-c/:@\u{e9}\u{1b}]{0,6}"
            .prop_map(String::into_bytes)
            .boxed(),
        _ => prop_oneof![
            3 => message(depth - 1),
            1 => "[a-c/:@\u{e9}\u{1b}]{0,6}".prop_map(String::into_bytes)
        ]
        .boxed(),
    };
    let bytes = (tag, content).prop_map(|(tag, content)| {
        let mut field = Vec::new();
        prost::encoding::encode_key(tag, prost::encoding::WireType::LengthDelimited, &mut field);
        prost::encoding::encode_varint(content.len() as u64, &mut field);
        field.extend(content);
        field
    });
    let fields = prop_oneof![1 => number, 3 => bytes];
    prop::collection::vec(fields, 0..4)
        .prop_map(|fields| fields.concat())
        .boxed()
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
    fn any_messages_make_a_report(records in prop::collection::vec(message(3), 0..20)) {
        // Records that are well formed and mean something: no noise ever gets this far.
        let mut model = bep::Model::new();
        let mut of_events = bep::Model::new();
        let mut same = true;
        for record in &records {
            let event = <BuildEvent as prost::Message>::decode(&**record);
            same &= model.apply_bytes(record).is_ok() == event.is_ok();
            if let Ok(event) = event {
                of_events.apply(&event);
            }
        }
        let report = model.report(&options());
        prop_assert!(!same || report == of_events.report(&options()));
    }

    #[test]
    fn any_subset_in_any_order_makes_a_report(keep in any::<u64>(), seed: u64) {
        let events = shuffled(events("keep_going"), seed);
        let some = events.into_iter().enumerate().filter(|(index, _)| keep >> (index % 64) & 1 == 1);
        let some: Vec<_> = some.map(|(_, event)| event).collect();
        let _ = report(&some);
    }
}
