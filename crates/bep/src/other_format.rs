//! Files that are easily taken for build events, told by what they begin with.

use std::fmt;
use std::io::Read;

use crate::protobuf::{Fields, Value};

/// What a file holds that is no file of build events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFormat {
    /// What Bazel sends to a build event service, or a proxy kept of it.
    ServiceRequests,
    /// `--build_event_text_file`
    EventText,
    /// `--execution_log_binary_file` or `--execution_log_json_file`
    ExecutionLog,
    /// `--profile`
    Profile,
    /// The JSON of `tachikoma report --json`.
    Report,
    /// The lines of `tk build --json`.
    CommandOutput,
    /// Compressed by a program of this name.
    Compressed(&'static str),
    /// Text in UTF-16.
    Utf16,
}

/// How the files of programs begin that compress.
const COMPRESSED: &[(&[u8], &str)] = &[
    (&[0x1f, 0x8b], "gzip"),
    (&[0x28, 0xb5, 0x2f, 0xfd], "zstd"),
    (&[0xfd, b'7', b'z', b'X', b'Z', 0], "xz"),
    (b"BZh", "bzip2"),
    (&[0x04, 0x22, 0x4d, 0x18], "lz4"),
    (b"PK\x03\x04", "zip"),
];

/// First keys of JSON that is none of Bazel's events.
const KEYS: &[(OtherFormat, &[&str])] = &[
    (
        OtherFormat::Profile,
        &["otherData", "traceEvents", "displayTimeUnit"],
    ),
    (
        OtherFormat::ExecutionLog,
        &[
            "commandArgs",
            "environmentVariables",
            "platform",
            "inputs",
            "listedOutputs",
            "remotable",
            "cacheable",
        ],
    ),
    (
        OtherFormat::ServiceRequests,
        &[
            "orderedBuildEvent",
            "ordered_build_event",
            "streamId",
            "stream_id",
            "eventTime",
            "bazelEvent",
            "buildEvent",
            "serviceLevel",
        ],
    ),
];

/// How a `google.protobuf.Any` begins that holds an event.
const EVENT_TYPE: &[u8] = b"type.googleapis.com/build_event_stream.BuildEvent";

/// The number of `bazel_event` in `google.devtools.build.v1.BuildEvent`.
const BAZEL_EVENT: u32 = 60;

impl OtherFormat {
    /// By the first bytes of a file.
    pub(crate) fn of_head(head: &[u8]) -> Option<Self> {
        let compressed = COMPRESSED.iter().find(|known| head.starts_with(known.0));
        if let Some((_, program)) = compressed {
            let is_profile = *program == "gzip" && is_profile(&unpacked(head));
            return Some(match is_profile {
                true => Self::Profile,
                false => Self::Compressed(program),
            });
        }
        let text = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
        if text.trim_ascii_start().starts_with(b"event {") {
            return Some(Self::EventText);
        }
        if head.starts_with(&[0xff, 0xfe]) && head.get(3) == Some(&0)
            || head.starts_with(&[0xfe, 0xff, 0])
        {
            return Some(Self::Utf16);
        }
        // As gRPC frames them: whether they are compressed, and four bytes of length.
        let is_framed = head.first() == Some(&0);
        (is_framed && contains(head, EVENT_TYPE)).then_some(Self::ServiceRequests)
    }

    /// By the first key of JSON.
    pub(crate) fn of_key(key: &str, head: &[u8]) -> Option<Self> {
        if key == "version" {
            let is_line = contains(&head[..head.len().min(100)], b"\"event\":");
            let is_report = contains(head, b"\"invocation\"");
            return match (is_line, is_report) {
                (true, _) => Some(Self::CommandOutput),
                (_, true) => Some(Self::Report),
                _ => None,
            };
        }
        let known = KEYS.iter().find(|(_, keys)| keys.contains(&key));
        known.map(|(format, _)| *format)
    }

    /// By the first record of a stream whose records are behind their lengths.
    pub(crate) fn of_record(record: &[u8]) -> Option<Self> {
        if is_service_request(record) {
            Some(Self::ServiceRequests)
        } else if is_spawn(record) {
            Some(Self::ExecutionLog)
        } else {
            None
        }
    }

    /// What to do instead.
    pub fn way_out(self) -> &'static str {
        match self {
            Self::ServiceRequests | Self::ExecutionLog => {
                "let Bazel write its events to a file: bazel build --build_event_binary_file=FILE TARGET"
            }
            Self::EventText => {
                "let Bazel write them in another form: --build_event_binary_file or --build_event_json_file"
            }
            Self::Profile => {
                "give it beside the build events of the same command: tachikoma report EVENTS --profile FILE"
            }
            Self::Report => "it is what is made of build events; the viewer's page shows it",
            Self::CommandOutput => {
                "its last line has the report: jq 'select(.event == \"finished\").report'"
            }
            Self::Compressed("gzip") => "decompress it: gzip -dc FILE | tachikoma report -",
            Self::Compressed("zstd") => {
                "decompress it: zstd -dc FILE | tachikoma report -; Bazel's own file of that kind is its \
                 compact execution log, which has no build events"
            }
            Self::Compressed(_) => "decompress it first",
            Self::Utf16 => "convert it: iconv -f UTF-16 -t UTF-8 FILE | tachikoma report -",
        }
    }
}

impl fmt::Display for OtherFormat {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::ServiceRequests => {
                "a stream of requests to a build event service (PublishBuildToolEventStreamRequest)"
            }
            Self::EventText => "build events as text (--build_event_text_file)",
            Self::ExecutionLog => "an execution log",
            Self::Profile => "a Bazel profile",
            Self::Report => "a report (tachikoma report --json)",
            Self::CommandOutput => "the output of tk --json",
            Self::Compressed(program) => return write!(text, "compressed with {program}"),
            Self::Utf16 => "text in UTF-16",
        };
        text.write_str(name)
    }
}

/// How a compressed file begins, as far as that can be told.
fn unpacked(head: &[u8]) -> Vec<u8> {
    let mut beginning = vec![0; 1024];
    // The file goes on behind its head: an error is the end of what is known.
    let read = flate2::read::GzDecoder::new(head).read(&mut beginning);
    beginning.truncate(read.unwrap_or(0));
    beginning
}

fn is_profile(text: &[u8]) -> bool {
    contains(text, b"\"otherData\"") || contains(text, b"\"traceEvents\"")
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// `PublishBuildToolEventStreamRequest` and `PublishLifecycleEventRequest`, and what is in them.
fn is_service_request(record: &[u8]) -> bool {
    let ordered = [field(record, 4), field(record, 2), Some(record)];
    ordered.into_iter().flatten().any(is_ordered_event) || is_wrapped_event(record)
}

/// `OrderedBuildEvent`: a stream's id, a number, and an event with its time.
fn is_ordered_event(message: &[u8]) -> bool {
    let (Some(stream), Some(event)) = (field(message, 1), field(message, 3)) else {
        return false;
    };
    let is_id = [1, 6].iter().any(|number| field(stream, *number).is_some());
    is_wrapped_event(event) || is_id && field(event, 1).is_some_and(is_time)
}

/// `google.devtools.build.v1.BuildEvent` with an event of Bazel's in it.
fn is_wrapped_event(message: &[u8]) -> bool {
    let any = field(message, BAZEL_EVENT).and_then(|any| field(any, 1));
    any.is_some_and(|url| url.starts_with(b"type.googleapis.com/"))
}

/// `google.protobuf.Timestamp` with seconds.
fn is_time(message: &[u8]) -> bool {
    let mut fields = Fields::new(message);
    let is_first = matches!(fields.next(), Some((1, Value::Number(_))));
    is_first && fields.all(|(number, _)| number == 2)
}

/// `tools.protos.SpawnExec`: no event has two payloads.
fn is_spawn(record: &[u8]) -> bool {
    let mnemonic = field(record, 10).unwrap_or_default();
    let is_name = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_alphanumeric);
    is_name(mnemonic) && (field(record, 12).is_some() || field(record, 18).is_some())
}

/// The bytes of the first field of that number.
fn field(message: &[u8], number: u32) -> Option<&[u8]> {
    Fields::new(message).find_map(|(tag, value)| value.bytes().filter(|_| tag == number))
}
