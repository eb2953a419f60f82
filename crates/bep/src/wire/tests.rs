//! Proves the subset's field numbers and types against those of Bazel's own server, in
//! `testdata/fields/fields.tsv`: by the source of the wire types, where the numbers stand.

use std::collections::{HashMap, HashSet};

use crate::json::{ENUMS, Kind, MESSAGES, is_event_field};

const SOURCES: &[&str] = &[
    include_str!("build.rs"),
    include_str!("event.rs"),
    include_str!("failure.rs"),
    include_str!("id.rs"),
    include_str!("metrics.rs"),
    include_str!("mod.rs"),
    include_str!("target.rs"),
    include_str!("test.rs"),
];

/// A field as written here: message in the protocol, number, own name, own prost type, Rust type.
struct Field {
    message: String,
    number: u32,
    name: String,
    prost: String,
    rust: String,
}

/// A field of the protocol.
#[derive(Debug)]
struct Fact {
    name: String,
    kind: String,
}

#[test]
fn field_numbers_and_types_are_the_protocols() {
    let facts = facts();
    let messages = messages();
    let fields = fields(&messages);
    assert!(
        fields.len() > 90,
        "the sources were not understood: {} fields",
        fields.len()
    );
    for field in &fields {
        let what = format!("{}.{} = {}", field.message, field.name, field.number);
        let fact = facts.get(&(field.message.clone(), field.number));
        let fact = fact.unwrap_or_else(|| panic!("{what}: the protocol has no such number"));
        let kind = fact.kind.trim_start_matches("repeated ");
        assert_eq!(
            fact.kind != kind,
            field.prost.contains("repeated"),
            "{what}: {fact:?}"
        );
        match field.prost.split(',').next().unwrap_or_default() {
            "message" => {
                let own = innermost(&field.rust);
                if own == "EmptyId" || own == "LabelId" {
                    assert_eq!(snake(&field.name), fact.name, "{what}");
                } else {
                    assert_eq!(messages.get(own).map(String::as_str), Some(kind), "{what}");
                }
            }
            "int32" if kind.starts_with("enum ") => assert_eq!(field.name, fact.name, "{what}"),
            scalar => assert_eq!(scalar, kind, "{what}"),
        }
        // Variants of a oneof have names of their own; their types tell them apart.
        if field.name.starts_with(|c: char| c.is_ascii_lowercase()) {
            assert_eq!(field.name, fact.name, "{what}");
        }
    }
}

/// The names by which fields are read from JSON.
#[test]
fn json_has_the_fields_of_the_wire_types_and_no_others() {
    let facts = facts();
    let read: HashSet<_> = fields(&messages())
        .into_iter()
        .map(|field| (field.message, field.number))
        // These two are texts in JSON.
        .filter(|(message, _)| !message.starts_with("google.protobuf."))
        .collect();
    let mut named = HashSet::new();
    for message in MESSAGES {
        for field in message.fields {
            let key = (message.name.to_owned(), field.number);
            let fact = &facts[&key];
            assert_eq!(fact.name, field.name, "{key:?}");
            let kind = fact.kind.trim_start_matches("repeated ");
            assert_eq!(fact.kind != kind, field.repeated, "{key:?}");
            let is_same = match field.kind {
                Kind::Bool => kind == "bool",
                Kind::Number => ["int32", "int64"].contains(&kind),
                Kind::Text => kind == "string",
                Kind::Bytes => kind == "bytes",
                Kind::Enum(values) => kind.strip_prefix("enum ") == Some(values.name),
                Kind::Timestamp => kind == "google.protobuf.Timestamp",
                Kind::Duration => kind == "google.protobuf.Duration",
                Kind::Message(inner) => {
                    // Ids that are alike have one message here.
                    inner.name.is_empty() || inner.name == kind || kind.ends_with("LabelId")
                }
            };
            assert!(is_same, "{key:?}: {kind}");
            named.insert(key);
        }
    }
    // Of the two messages with labels alone, one stands for both.
    let of_label = |(message, _): &&(String, u32)| !message.ends_with("LabelId");
    let differ: Vec<_> = read.symmetric_difference(&named).filter(of_label).collect();
    assert!(differ.is_empty(), "{differ:?}");
    assert!(named.len() > 90, "{}", named.len());
}

#[test]
fn json_has_all_values_of_enums_and_all_payloads() {
    let table = std::fs::read_to_string(crate::testdata::path("fields/fields.tsv")).unwrap();
    let rows: Vec<Vec<_>> = table.lines().map(|row| row.split('\t').collect()).collect();
    for of_json in ENUMS {
        let of_bazel: HashSet<_> = rows
            .iter()
            .filter(|row| row[0] == of_json.name && row[3] == "value")
            .map(|row| (row[2], row[1].parse::<i32>().unwrap()))
            .collect();
        let of_json: HashSet<_> = of_json.values.iter().copied().collect();
        assert_eq!(of_json, of_bazel);
    }
    let of_event = rows
        .iter()
        .filter(|row| row[0] == "build_event_stream.BuildEvent");
    for row in of_event {
        assert!(is_event_field(row[2]), "{row:?}");
    }
}

fn facts() -> HashMap<(String, u32), Fact> {
    let table = std::fs::read_to_string(crate::testdata::path("fields/fields.tsv")).unwrap();
    let fields = table.lines().filter(|row| !row.ends_with("\tvalue"));
    let rows = fields.map(|row| {
        let cells: Vec<_> = row.split('\t').collect();
        let [message, number, name, kind] = cells.as_slice() else {
            panic!("bad row {row:?}")
        };
        let fact = Fact {
            name: (*name).to_owned(),
            kind: (*kind).to_owned(),
        };
        (((*message).to_owned(), number.parse().unwrap()), fact)
    });
    rows.collect()
}

/// Rust types and the messages of the protocol that their documentation names first.
fn messages() -> HashMap<String, String> {
    let mut messages = HashMap::new();
    for source in SOURCES {
        let mut documented = None;
        for line in source.lines() {
            if let Some(words) = line.strip_prefix("/// `") {
                documented = words.split_once('`').map(|(name, _)| full_name(name));
            } else if let Some(name) = declared(line) {
                let own = match name {
                    "Id" => "build_event_stream.BuildEventId".to_owned(),
                    "Payload" => "build_event_stream.BuildEvent".to_owned(),
                    "FileContent" => "build_event_stream.File".to_owned(),
                    _ => documented.take().unwrap_or_default(),
                };
                messages.insert(name.to_owned(), own);
            }
        }
    }
    messages
}

fn full_name(name: &str) -> String {
    let packages = [
        "build_event_stream.",
        "failure_details.",
        "blaze.",
        "google.protobuf.",
    ];
    if packages.iter().any(|package| name.starts_with(package)) {
        name.to_owned()
    } else {
        format!("build_event_stream.{name}")
    }
}

fn declared(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix("pub struct ")
        .or_else(|| line.strip_prefix("pub enum "))?;
    rest.split(' ').next()
}

fn fields(messages: &HashMap<String, String>) -> Vec<Field> {
    let mut fields = Vec::new();
    for source in SOURCES {
        let mut message = String::new();
        let mut attribute = None;
        for line in source.lines() {
            if let Some(name) = declared(line) {
                message = messages[name].clone();
            } else if let Some(text) = line.trim().strip_prefix("#[prost(") {
                attribute = text.split_once(", tag = \"");
            } else if let Some((prost, tag)) = attribute.take() {
                let declaration = line.trim().trim_start_matches("pub ").trim_end_matches(',');
                let (name, rust) = declaration
                    .split_once(": ")
                    .or_else(|| declaration.trim_end_matches(')').split_once('('))
                    .unwrap();
                fields.push(Field {
                    message: message.clone(),
                    number: tag.trim_end_matches("\")]").parse().unwrap(),
                    name: name.trim_start_matches("r#").to_owned(),
                    prost: prost.to_owned(),
                    rust: rust.to_owned(),
                });
            }
        }
    }
    fields
}

/// `Option<Box<File>>` is a `File`.
fn innermost(rust: &str) -> &str {
    rust.rsplit('<')
        .next()
        .unwrap_or(rust)
        .trim_end_matches('>')
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
