//! A stream as a tree of fields, to change one of them and write it with the right lengths about it.

use bep::protobuf::varint;

/// A field of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub number: u64,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Number(u64),
    /// Numbers of four or eight bytes.
    Fixed(Vec<u8>),
    /// Texts, and what is no message.
    Bytes(Vec<u8>),
    Message(Vec<Field>),
}

/// How deep messages of a recording lie in each other.
const DEEPEST: u32 = 12;

/// The records of a stream, without their lengths; what follows the last whole one is dropped.
pub fn records(stream: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = stream;
    let mut records = Vec::new();
    while let Some((record, behind)) = delimited(rest) {
        records.push(record.to_vec());
        rest = behind;
    }
    records
}

/// A stream of these records.
pub fn stream(records: &[Vec<u8>]) -> Vec<u8> {
    let mut stream = Vec::new();
    for record in records {
        put_delimited(record, &mut stream);
    }
    stream
}

/// The fields of a message, and of the messages in it; `None` where it is none.
pub fn parse(message: &[u8]) -> Option<Vec<Field>> {
    fields(message, DEEPEST)
}

/// The bytes of a message.
pub fn encode(fields: &[Field]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for field in fields {
        let (kind, content) = match &field.content {
            Content::Number(_) => (0, Vec::new()),
            Content::Fixed(bytes) => (if bytes.len() == 8 { 1 } else { 5 }, bytes.clone()),
            Content::Bytes(bytes) => (2, bytes.clone()),
            Content::Message(fields) => (2, encode(fields)),
        };
        put_varint(field.number << 3 | kind, &mut bytes);
        match field.content {
            Content::Number(number) => put_varint(number, &mut bytes),
            Content::Fixed(_) => bytes.extend(content),
            Content::Bytes(_) | Content::Message(_) => put_delimited(&content, &mut bytes),
        }
    }
    bytes
}

/// Each list of fields in the tree, this one first.
pub fn each_list(fields: &mut Vec<Field>, change: &mut impl FnMut(&mut Vec<Field>)) {
    change(fields);
    for field in fields {
        if let Content::Message(inner) = &mut field.content {
            each_list(inner, change);
        }
    }
}

/// How many fields the tree has.
pub fn count(fields: &[Field]) -> usize {
    let inner = |field: &Field| match &field.content {
        Content::Message(fields) => count(fields),
        _ => 0,
    };
    fields.iter().map(|field| 1 + inner(field)).sum()
}

pub fn put_varint(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn put_delimited(content: &[u8], bytes: &mut Vec<u8>) {
    put_varint(content.len() as u64, bytes);
    bytes.extend(content);
}

fn delimited(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (size, length) = varint(bytes)?;
    bytes[length..].split_at_checked(usize::try_from(size).ok()?)
}

fn fields(mut rest: &[u8], depth: u32) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let (key, length) = varint(rest)?;
        rest = &rest[length..];
        let content = match key & 7 {
            0 => {
                let (number, length) = varint(rest)?;
                rest = &rest[length..];
                Content::Number(number)
            }
            kind @ (1 | 5) => {
                let (fixed, behind) = rest.split_at_checked(if kind == 1 { 8 } else { 4 })?;
                rest = behind;
                Content::Fixed(fixed.to_vec())
            }
            2 => {
                let (bytes, behind) = delimited(rest)?;
                rest = behind;
                message_or_bytes(bytes, depth)
            }
            _ => return None,
        };
        let number = key >> 3;
        (number > 0).then(|| fields.push(Field { number, content }))?;
    }
    Some(fields)
}

/// A text can look like a message; written again it is the same text.
fn message_or_bytes(bytes: &[u8], depth: u32) -> Content {
    let fields = if depth > 0 && !bytes.is_empty() {
        self::fields(bytes, depth - 1).filter(|fields| encode(fields) == bytes)
    } else {
        None
    };
    fields.map_or_else(|| Content::Bytes(bytes.to_vec()), Content::Message)
}
