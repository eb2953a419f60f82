//! From the JSON of a message to its binary form, value by value.

use std::fmt;

use prost::encoding::{WireType, encode_key, encode_varint, encoded_len_varint};
use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

use super::messages::{BUILD_EVENT, BUILD_EVENT_ID};
use super::schema::{Field, Kind, Message, number};
use super::values;

/// Writes the binary form of one event behind what is in `out`.
pub(super) fn event(json: &[u8], out: &mut Vec<u8>) -> serde_json::Result<()> {
    let mut json = serde_json::Deserializer::from_slice(json);
    json.deserialize_any(Content {
        message: &BUILD_EVENT,
        out,
    })?;
    json.end()
}

/// The content of a message, without its length.
struct Content<'a> {
    message: &'static Message,
    out: &'a mut Vec<u8>,
}

impl<'de> Visitor<'de> for Content<'_> {
    type Value = ();

    fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(text, "an object for {}", self.message.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while let Some(field) = fields.next_key_seed(Key(self.message))? {
            match field {
                Some(field) => fields.next_value_seed(Value {
                    field,
                    of_list: false,
                    out: self.out,
                })?,
                None => {
                    fields.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// A key: the field of that name, where it is read.
struct Key(&'static Message);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<&'static Field>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Option<&'static Field>;

    fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        text.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.field(key))
    }
}

/// The value of a field, with the field's key before it.
struct Value<'a> {
    field: &'static Field,
    /// Whether it is one of the items of a repeated field.
    of_list: bool,
    out: &'a mut Vec<u8>,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.kind {
            Kind::Enum(values) => write!(text, "a value of {}", values.name),
            _ => write!(text, "a value for {}", self.field.name),
        }
    }

    /// `null` is a field that is not there.
    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        match self.field.kind {
            _ if self.field.repeated && !self.of_list => value.deserialize_seq(self),
            // Not as a text: that may have halves of surrogate pairs in it.
            Kind::Text => value.deserialize_bytes(self),
            _ => value.deserialize_any(self),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if !self.field.repeated || self.of_list {
            return Err(A::Error::invalid_type(Unexpected::Seq, &self));
        }
        loop {
            let item = Value {
                field: self.field,
                of_list: true,
                out: &mut *self.out,
            };
            if items.next_element_seed(item)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<(), A::Error> {
        let message = match self.field.kind {
            Kind::Message(message) => message,
            // As programs write them that do not know the protocol's own types.
            Kind::Timestamp | Kind::Duration => &TIME,
            _ => return Err(A::Error::invalid_type(Unexpected::Map, &self)),
        };
        delimited(self.field.number, self.out, |out| {
            Content { message, out }.visit_map(fields)
        })
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        match self.field.kind {
            Kind::Bool => self.varint(u64::from(value)),
            _ => return Err(E::invalid_type(Unexpected::Bool(value), &self)),
        }
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        match self.field.kind {
            Kind::Number | Kind::Enum(_) => self.varint(value),
            _ => return Err(E::invalid_type(Unexpected::Unsigned(value), &self)),
        }
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        match self.field.kind {
            Kind::Number | Kind::Enum(_) => self.varint(value as u64),
            _ => return Err(E::invalid_type(Unexpected::Signed(value), &self)),
        }
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        match values::integral(value) {
            Some(whole) => self.visit_i64(whole),
            None => Err(E::invalid_type(Unexpected::Float(value), &self)),
        }
    }

    fn visit_bytes<E: Error>(self, text: &[u8]) -> Result<(), E> {
        match self.field.kind {
            Kind::Text => {
                self.delimited_bytes(String::from_utf8_lossy(text).as_bytes());
                Ok(())
            }
            _ => Err(E::invalid_type(Unexpected::Bytes(text), &self)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let read = match self.field.kind {
            Kind::Text => Some(Read::Bytes(text.as_bytes().to_vec())),
            Kind::Bytes => values::bytes(text.as_bytes()).map(Read::Bytes),
            Kind::Number => values::number(text).map(Read::Number),
            Kind::Enum(values) => Some(Read::Number(i64::from(values.number(text)))),
            Kind::Timestamp => values::timestamp(text).map(Read::Time),
            Kind::Duration => values::duration(text).map(Read::Time),
            // `"id": "unknown"` is what Bazel writes for an event that it cannot write as JSON.
            Kind::Message(message) if std::ptr::eq(message, &BUILD_EVENT_ID) => {
                Some(Read::Bytes(Vec::new()))
            }
            Kind::Bool | Kind::Message(_) => None,
        };
        match read {
            Some(Read::Number(number)) => self.varint(number as u64),
            Some(Read::Bytes(bytes)) => self.delimited_bytes(&bytes),
            Some(Read::Time(time)) => self.time(time),
            None => return Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
        Ok(())
    }
}

/// What a text stands for.
enum Read {
    Number(i64),
    Bytes(Vec<u8>),
    Time(values::Time),
}

/// `google.protobuf.Timestamp` and `google.protobuf.Duration`.
static TIME: Message = Message {
    name: "google.protobuf.Timestamp",
    fields: &[number(1, "seconds"), number(2, "nanos")],
};

impl Value<'_> {
    fn varint(self, value: u64) {
        encode_key(self.field.number, WireType::Varint, self.out);
        encode_varint(value, self.out);
    }

    fn delimited_bytes(self, bytes: &[u8]) {
        encode_key(self.field.number, WireType::LengthDelimited, self.out);
        encode_varint(bytes.len() as u64, self.out);
        self.out.extend_from_slice(bytes);
    }

    fn time(self, (seconds, nanos): values::Time) {
        let mut content = Vec::with_capacity(24);
        for (number, value) in [(1, seconds), (2, i64::from(nanos))] {
            encode_key(number, WireType::Varint, &mut content);
            encode_varint(value as u64, &mut content);
        }
        self.delimited_bytes(&content);
    }
}

/// A message behind its key and its length, which is known once the message is written.
fn delimited<E>(
    number: u32,
    out: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    encode_key(number, WireType::LengthDelimited, out);
    let start = out.len();
    write(out)?;
    let size = out.len() - start;
    let width = encoded_len_varint(size as u64);
    out.resize(start + width + size, 0);
    out.copy_within(start..start + size, start + width);
    encode_varint(size as u64, &mut &mut out[start..start + width]);
    Ok(())
}
