//! Events of many megabytes.

use bep::wire::BuildEvent;
use bep::{StreamEnd, read_stream};

use crate::support::{self, events, options, report_of};

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
        report_of(&support::events("success"))
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
