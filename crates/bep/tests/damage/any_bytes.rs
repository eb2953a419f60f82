//! Bytes and messages that no Bazel writes.

use bep::read_stream;
use bep::wire::BuildEvent;
use proptest::prelude::*;

use crate::order::shuffled;
use crate::support::{bytes, events, options, path, report_of};

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
    fn no_changed_byte_of_json_makes_it_panic(place in 0..62_000_usize, value: u8) {
        let mut json = std::fs::read(path("with_json_test.json")).unwrap();
        let place = place % json.len();
        json[place] = value;
        let _ = read_stream(&*json).map(|reading| reading.model.report(&options()));
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
        let _ = report_of(&some);
    }
}
