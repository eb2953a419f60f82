//! Streams without some of the protocol's fields, as other versions of Bazel write them.

use std::collections::{BTreeSet, HashMap};

/// A message and the number of one of its fields.
pub type FieldOf = (String, u32);

/// The protocol's fields as Bazel's server knows them (`testdata/fields/fields.tsv`).
pub struct Protocol {
    fields: HashMap<FieldOf, (String, String)>,
}

/// The message of a whole record.
const RECORD: &str = "build_event_stream.BuildEvent";

impl Protocol {
    pub fn of_bazel() -> Self {
        let table = std::fs::read_to_string(super::path("fields/fields.tsv")).unwrap();
        let rows = table.lines().filter(|row| !row.ends_with("\tvalue"));
        let fields = rows.map(|row| {
            let cells: Vec<_> = row.split('\t').collect();
            let kind = cells[3].trim_start_matches("repeated ").to_owned();
            let key = (cells[0].to_owned(), cells[1].parse().unwrap());
            (key, (cells[2].to_owned(), kind))
        });
        Self {
            fields: fields.collect(),
        }
    }

    /// `build_event_stream.TestSummary.overall_status`
    pub fn name(&self, (message, number): &FieldOf) -> String {
        let (name, _) = &self.fields[&(message.clone(), *number)];
        format!("{message}.{name}")
    }

    /// The fields that a stream has.
    pub fn fields_in(&self, stream: &[u8]) -> BTreeSet<FieldOf> {
        let mut found = BTreeSet::new();
        self.stream(stream, &mut |field| {
            found.insert(field.clone());
            true
        });
        found
    }

    /// The stream without a field, wherever it occurs.
    pub fn without(&self, stream: &[u8], field: &FieldOf) -> Vec<u8> {
        self.stream(stream, &mut |other| other != field)
    }

    fn stream(&self, stream: &[u8], keep: &mut impl FnMut(&FieldOf) -> bool) -> Vec<u8> {
        let (mut rest, mut out) = (stream, Vec::new());
        while let Some(size) = varint(&mut rest) {
            let Some((record, behind)) = rest.split_at_checked(size as usize) else {
                break;
            };
            let record = self.message(RECORD, record, keep);
            put_varint(&mut out, record.len() as u64);
            out.extend(record);
            rest = behind;
        }
        out
    }

    fn message(
        &self,
        name: &str,
        bytes: &[u8],
        keep: &mut impl FnMut(&FieldOf) -> bool,
    ) -> Vec<u8> {
        let (mut rest, mut out) = (bytes, Vec::new());
        while let Some(key) = varint(&mut rest) {
            let content = content(&mut rest, key & 7);
            let field = (name.to_owned(), (key >> 3) as u32);
            let known = self.fields.get(&field);
            if known.is_some() && !keep(&field) {
                continue;
            }
            put_varint(&mut out, key);
            let kind = known.map(|(_, kind)| kind.as_str()).unwrap_or_default();
            let is_message = kind.contains('.') && !kind.starts_with("enum ");
            match (key & 7, is_message) {
                (2, true) => {
                    let inner = self.message(kind, content, keep);
                    put_varint(&mut out, inner.len() as u64);
                    out.extend(inner);
                }
                (2, false) => {
                    put_varint(&mut out, content.len() as u64);
                    out.extend(content);
                }
                _ => out.extend(content),
            }
        }
        out
    }
}

/// The bytes of a field behind its key, without a length.
fn content<'a>(rest: &mut &'a [u8], wire: u64) -> &'a [u8] {
    let size = match wire {
        0 => rest.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1,
        1 => 8,
        2 => varint(rest).unwrap() as usize,
        5 => 4,
        other => panic!("wire type {other}"),
    };
    let (content, behind) = rest.split_at(size);
    *rest = behind;
    content
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (first, behind) = rest.split_first()?;
        *rest = behind;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
