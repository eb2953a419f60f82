//! Bazel's own JSON of a stream, brought into the binary form by the protocol's fields as Bazel's
//! server knows them (`testdata/fields/fields.tsv`): what the crate's own types then decode must be
//! what they decode from Bazel's binary form.

use std::collections::HashMap;

use bep::wire::BuildEvent;
use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};
use serde_json::Value;

/// Fields of messages by their names in JSON, and values of enums by their names.
pub struct Schema {
    fields: HashMap<(String, String), Field>,
    values: HashMap<(String, String), u64>,
}

struct Field {
    number: u32,
    kind: String,
    repeated: bool,
}

/// A field of a message, or a value of an enum (its kind is `value`).
pub struct Row {
    pub owner: String,
    pub number: i64,
    pub name: String,
    pub kind: String,
}

/// The fields and values as Bazel's server knows them.
pub fn rows() -> Vec<Row> {
    let table = std::fs::read_to_string(super::path("fields/fields.tsv")).unwrap();
    let row = |line: &str| {
        let cells: Vec<_> = line.split('\t').collect();
        let [owner, number, name, kind] = cells.as_slice() else {
            panic!("bad row {line:?}")
        };
        Row {
            owner: (*owner).to_owned(),
            number: number.parse().unwrap(),
            name: (*name).to_owned(),
            kind: (*kind).to_owned(),
        }
    };
    table.lines().map(row).collect()
}

impl Schema {
    /// The fields that were dumped from Bazel's server.
    pub fn of_bazel() -> Self {
        let (mut fields, mut values) = (HashMap::new(), HashMap::new());
        for Row {
            owner,
            number,
            name,
            kind,
        } in rows()
        {
            if kind == "value" {
                values.insert((owner, name), number as u64);
                continue;
            }
            let field = Field {
                number: u32::try_from(number).unwrap(),
                kind: kind.trim_start_matches("repeated ").to_owned(),
                repeated: kind.starts_with("repeated "),
            };
            fields.insert((owner, camel(&name)), field);
        }
        Self { fields, values }
    }

    /// The event of one line of JSON.
    pub fn event(&self, line: &str) -> BuildEvent {
        let json: Value = serde_json::from_str(line).unwrap();
        let bytes = self.message("build_event_stream.BuildEvent", &json);
        BuildEvent::decode(&*bytes).unwrap()
    }

    fn message(&self, name: &str, json: &Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        match (name, json) {
            ("google.protobuf.Timestamp", Value::String(text)) => {
                let time: jiff::Timestamp = text.parse().unwrap();
                self.time(time.as_second(), time.subsec_nanosecond(), &mut bytes);
            }
            ("google.protobuf.Duration", Value::String(text)) => {
                let text = text.strip_suffix('s').unwrap();
                let (seconds, rest) = text.split_once('.').unwrap_or((text, ""));
                let nanos = format!("{rest:0<9}").parse().unwrap();
                self.time(seconds.parse().unwrap(), nanos, &mut bytes);
            }
            (_, Value::Object(fields)) => {
                for (key, value) in fields {
                    // Messages that this crate does not read are not in the table.
                    if let Some(field) = self.fields.get(&(name.to_owned(), key.clone())) {
                        self.field(field, value, &mut bytes);
                    }
                }
            }
            _ => panic!("{name} is no {json}"),
        }
        bytes
    }

    fn time(&self, seconds: i64, nanos: i32, bytes: &mut Vec<u8>) {
        for (number, value) in [(1, seconds), (2, i64::from(nanos))] {
            encode_key(number, WireType::Varint, bytes);
            encode_varint(value as u64, bytes);
        }
    }

    fn field(&self, field: &Field, value: &Value, bytes: &mut Vec<u8>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.one(field, item, bytes)),
            // A map: none is read.
            Value::Object(_) if field.repeated => {}
            value => self.one(field, value, bytes),
        }
    }

    fn one(&self, field: &Field, value: &Value, bytes: &mut Vec<u8>) {
        let number = |value: &Value| match value {
            Value::String(text) => text.parse::<i64>().unwrap() as u64,
            value => value.as_i64().unwrap() as u64,
        };
        let varint = |value: u64, bytes: &mut Vec<u8>| {
            encode_key(field.number, WireType::Varint, bytes);
            encode_varint(value, bytes);
        };
        let delimited = |content: &[u8], bytes: &mut Vec<u8>| {
            encode_key(field.number, WireType::LengthDelimited, bytes);
            encode_varint(content.len() as u64, bytes);
            bytes.extend(content);
        };
        match (field.kind.as_str(), value) {
            ("bool", value) => varint(u64::from(value.as_bool().unwrap()), bytes),
            ("int32" | "int64" | "uint64" | "uint32", value) => varint(number(value), bytes),
            ("double", _) => {}
            ("string", value) => delimited(value.as_str().unwrap().as_bytes(), bytes),
            ("bytes", value) => {
                use base64::Engine;
                let engine = base64::engine::general_purpose::STANDARD;
                delimited(&engine.decode(value.as_str().unwrap()).unwrap(), bytes);
            }
            (kind, value) if kind.starts_with("enum ") => {
                let name = value.as_str().unwrap();
                let key = (kind["enum ".len()..].to_owned(), name.to_owned());
                varint(
                    *self.values.get(&key).unwrap_or_else(|| panic!("{key:?}")),
                    bytes,
                );
            }
            (message, value @ (Value::Object(_) | Value::String(_))) => {
                delimited(&self.message(message, value), bytes);
            }
            (kind, value) => panic!("{kind} is no {value}"),
        }
    }
}

/// The events in an order of their own: Bazel writes each file in its own thread, and so in its
/// own order.
pub fn sorted(mut events: Vec<BuildEvent>) -> Vec<BuildEvent> {
    events.sort_by_cached_key(BuildEvent::encode_to_vec);
    events
}

/// `opaque_count` is `opaqueCount` in JSON.
pub fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1.min(word.len()));
        camel.push_str(&first.to_uppercase());
        camel.push_str(rest);
    }
    camel
}
