//! Files that are easily taken for build events: the error names what they are.

use bep::{Error, OtherFormat, read_stream};
use flate2::Compression;
use flate2::write::GzEncoder;
use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};

use crate::support::{bytes, events, path};

/// A field that is a message, a text or bytes.
fn field(number: u32, content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_key(number, WireType::LengthDelimited, &mut bytes);
    encode_varint(content.as_ref().len() as u64, &mut bytes);
    bytes.extend(content.as_ref());
    bytes
}

fn number(number: u32, value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_key(number, WireType::Varint, &mut bytes);
    encode_varint(value, &mut bytes);
    bytes
}

fn framed(message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_varint(message.len() as u64, &mut bytes);
    bytes.extend(message);
    bytes
}

fn what_it_is(stream: &[u8]) -> OtherFormat {
    match read_stream(stream) {
        Err(Error::OtherFormat(format)) => format,
        other => panic!("{:?}", other.map(|reading| reading.end)),
    }
}

/// `google.devtools.build.v1.BuildEvent` around each of Bazel's events.
fn service_events() -> Vec<Vec<u8>> {
    let wrap = |event: &bep::wire::BuildEvent| {
        let any = [
            field(1, "type.googleapis.com/build_event_stream.BuildEvent"),
            field(2, event.encode_to_vec()),
        ];
        let time = [number(1, 1_795_248_157), number(2, 652_000_000)].concat();
        [field(1, time), field(60, any.concat())].concat()
    };
    events("success").iter().map(wrap).collect()
}

fn ordered(event: &[u8]) -> Vec<u8> {
    let stream = [field(1, "build"), number(3, 3), field(6, "invocation")].concat();
    [field(1, stream), number(2, 1), field(3, event)].concat()
}

#[test]
fn requests_to_a_build_event_service() {
    let events = service_events();
    let framed_as = |message: &dyn Fn(&[u8]) -> Vec<u8>| -> Vec<u8> {
        events
            .iter()
            .flat_map(|event| framed(&message(event)))
            .collect()
    };
    let request = |event: &[u8]| [field(4, ordered(event)), field(6, "project")].concat();
    // `build_enqueued`, which holds no event of Bazel's.
    let enqueued = [field(1, number(1, 1_795_248_157)), field(51, "")].concat();
    let lifecycle = [number(1, 1), field(2, ordered(&enqueued))].concat();
    let grpc = [&[0, 0, 0, 1, 0][..], &request(&events[0])].concat();
    let streams = [
        framed_as(&request),
        framed_as(&ordered),
        framed_as(&|event| event.to_vec()),
        framed(&lifecycle),
        grpc,
        br#"{"orderedBuildEvent":{"streamId":{"buildId":"a"},"sequenceNumber":"1"}}"#.to_vec(),
        br#"{"ordered_build_event": {}}"#.to_vec(),
    ];
    for (index, stream) in streams.iter().enumerate() {
        assert_eq!(what_it_is(stream), OtherFormat::ServiceRequests, "{index}");
    }
}

#[test]
fn logs_profiles_and_reports() {
    let spawn = [
        field(1, "external/tool"),
        field(1, "--flag"),
        field(2, [field(1, "PATH"), field(2, "/bin")].concat()),
        number(6, 1),
        field(10, "Genrule"),
        field(12, "linux-sandbox"),
        field(18, "//:letters"),
    ];
    let without_arguments = [field(10, "Symlink"), field(18, "//:a")];
    let streams = [
        (framed(&spawn.concat()), OtherFormat::ExecutionLog),
        (
            framed(&without_arguments.concat()),
            OtherFormat::ExecutionLog,
        ),
        (
            b"{\n  \"commandArgs\": [\"/bin/bash\"],\n".to_vec(),
            OtherFormat::ExecutionLog,
        ),
        (
            b"{\"otherData\":{\"bazel_version\":\"release 7.7.1\"},\"traceEvents\":[\n".to_vec(),
            OtherFormat::Profile,
        ),
        (
            std::fs::read(path("success.profile.gz")).unwrap(),
            OtherFormat::Profile,
        ),
        (
            b"event {\n  id {\n    started {\n    }\n  }\n}\n\n".to_vec(),
            OtherFormat::EventText,
        ),
        (
            b"{\"version\":1,\"event\":\"started\",\"timeMs\":0.9}\n".to_vec(),
            OtherFormat::CommandOutput,
        ),
        (
            b"{\n  \"version\": 1,\n  \"invocation\": {".to_vec(),
            OtherFormat::Report,
        ),
    ];
    for (stream, format) in streams {
        assert_eq!(what_it_is(&stream), format);
    }
}

#[test]
fn compressed_streams_and_other_encodings() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut packed, &bytes("success")).unwrap();
    let json = std::fs::read_to_string(path("with_json_build.json")).unwrap();
    let wide = |bytes: fn(u16) -> [u8; 2]| {
        let units = std::iter::once(0xfeff).chain(json.encode_utf16());
        units.flat_map(bytes).collect::<Vec<_>>()
    };
    let zstd = [&[0x28, 0xb5, 0x2f, 0xfd][..], &[0x24; 40]].concat();
    for (stream, format) in [
        (packed.finish().unwrap(), OtherFormat::Compressed("gzip")),
        (zstd, OtherFormat::Compressed("zstd")),
        (b"BZh91AY&SY".to_vec(), OtherFormat::Compressed("bzip2")),
        (wide(u16::to_le_bytes), OtherFormat::Utf16),
        (wide(u16::to_be_bytes), OtherFormat::Utf16),
    ] {
        assert_eq!(what_it_is(&stream), format);
        assert!(!format.way_out().is_empty());
    }
}

/// None of them is seen in any stream of Bazel's.
#[test]
fn no_recording_is_taken_for_another_format() {
    for recording in crate::support::RECORDINGS {
        assert!(read_stream(&*bytes(recording)).is_ok(), "{recording}");
        for event in events(recording) {
            let stream = event.encode_length_delimited_to_vec();
            let reading = read_stream(&*stream);
            assert!(reading.is_ok(), "{recording}: {event:?}");
        }
    }
}
