//! Build events as Bazel writes them as JSON, from their binary form, by the protocol's fields:
//! for recordings of which Bazel wrote no JSON.

use std::collections::HashMap;

use base64::Engine;
use bep::protobuf::{Fields, Value as Wire};
use serde_json::{Map, Value, json};

use super::json::{camel, rows};

/// Fields of messages by their numbers, and values of enums by theirs.
pub struct Printer {
    fields: HashMap<(String, u32), Field>,
    values: HashMap<(String, i64), String>,
}

struct Field {
    name: String,
    kind: String,
    repeated: bool,
}

impl Printer {
    pub fn of_bazel() -> Self {
        let (mut fields, mut values) = (HashMap::new(), HashMap::new());
        for row in rows() {
            if row.kind == "value" {
                values.insert((row.owner, row.number), row.name);
                continue;
            }
            let field = Field {
                name: camel(&row.name),
                kind: row.kind.trim_start_matches("repeated ").to_owned(),
                repeated: row.kind.starts_with("repeated "),
            };
            fields.insert((row.owner, u32::try_from(row.number).unwrap()), field);
        }
        Self { fields, values }
    }

    /// One event a line.
    pub fn stream(&self, binary: &[u8]) -> String {
        let mut records = bep::Follower::new(binary);
        let mut text = String::new();
        while let Some(record) = records.poll_record().unwrap() {
            text.push_str(&self.event(record).to_string());
            text.push('\n');
        }
        text
    }

    pub fn event(&self, record: &[u8]) -> Value {
        self.message("build_event_stream.BuildEvent", record)
    }

    fn message(&self, name: &str, bytes: &[u8]) -> Value {
        if let "google.protobuf.Timestamp" | "google.protobuf.Duration" = name {
            return time(name, bytes);
        }
        let mut object = Map::new();
        for (number, value) in Fields::new(bytes) {
            let Some(field) = self.fields.get(&(name.to_owned(), number)) else {
                continue;
            };
            let value = self.value(&field.kind, value);
            if !field.repeated {
                object.insert(field.name.clone(), value);
                continue;
            }
            let list = object.entry(&field.name).or_insert_with(|| json!([]));
            list.as_array_mut().unwrap().push(value);
        }
        Value::Object(object)
    }

    fn value(&self, kind: &str, value: Wire<'_>) -> Value {
        let bytes = || value.bytes().unwrap();
        let number = || value.number().unwrap();
        match kind {
            "bool" => json!(number() != 0),
            "int32" => json!(number() as i32),
            "int64" => json!((number() as i64).to_string()),
            "uint32" => json!(number()),
            "uint64" => json!(number().to_string()),
            "double" => json!(0.5),
            "string" => json!(String::from_utf8_lossy(bytes())),
            "bytes" => json!(base64::engine::general_purpose::STANDARD.encode(bytes())),
            kind => match kind.strip_prefix("enum ") {
                Some(name) => {
                    let number = number() as i64;
                    let known = self.values.get(&(name.to_owned(), number));
                    known.map_or(json!(number), |name| json!(name))
                }
                None => self.message(kind, bytes()),
            },
        }
    }
}

fn time(name: &str, bytes: &[u8]) -> Value {
    let part = |wanted| {
        let mut fields = Fields::new(bytes);
        let found = fields.find(|(number, _)| *number == wanted);
        found.map_or(0, |(_, value)| value.number().unwrap() as i64)
    };
    let (seconds, nanos) = (part(1), i32::try_from(part(2)).unwrap());
    if name.ends_with("Timestamp") {
        return json!(jiff::Timestamp::new(seconds, nanos).unwrap().to_string());
    }
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    json!(format!("{sign}{}.{:09}s", seconds.abs(), nanos.abs()))
}
