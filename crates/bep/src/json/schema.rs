//! What the JSON form of a message needs to be known of it: names, numbers and kinds of fields.

/// A message of the protocol, as far as it is read.
pub(crate) struct Message {
    /// Its full name in the protocol; empty for ids without content, which are many messages.
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
}

/// A field that is read.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    pub(crate) number: u32,
    /// Its name in the protocol: `opaque_count`, which is `opaqueCount` in JSON.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) repeated: bool,
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Bool,
    /// Of 32 or 64 bits; JSON has the latter as texts.
    Number,
    Text,
    /// Base64 in JSON.
    Bytes,
    /// Names in JSON; a number where Bazel has no name for it.
    Enum(&'static Enum),
    Message(&'static Message),
    /// A text such as `2026-11-21T08:02:37.652Z`.
    Timestamp,
    /// A text such as `1.5s`.
    Duration,
}

/// An enum of the protocol.
pub(crate) struct Enum {
    /// Its full name in the protocol.
    pub(crate) name: &'static str,
    pub(crate) values: &'static [(&'static str, i32)],
}

impl Message {
    /// The field of a key: Bazel writes `opaqueCount`, and readers have to take `opaque_count`, too.
    pub(super) fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields
            .iter()
            .find(|field| is_key_of(field.name, key.as_bytes()))
    }
}

impl Enum {
    /// The number of a name. What a newer Bazel added has a number that no value of this crate's has,
    /// as in the binary form.
    pub(super) fn number(&self, name: &str) -> i32 {
        let known = self.values.iter().find(|value| value.0 == name);
        known.map_or(-1, |value| value.1)
    }
}

/// Whether a field of this name in the protocol has this key in JSON.
pub(super) fn is_key_of(name: &str, key: &[u8]) -> bool {
    let mut key_bytes = key.iter();
    let mut after_underscore = false;
    for byte in name.bytes() {
        if byte == b'_' {
            after_underscore = true;
            continue;
        }
        let expected = match after_underscore {
            true => byte.to_ascii_uppercase(),
            false => byte,
        };
        after_underscore = false;
        if key_bytes.next() != Some(&expected) {
            return name.as_bytes() == key;
        }
    }
    key_bytes.next().is_none()
}

/// A field of one truth value.
pub(super) const fn bool(number: u32, name: &'static str) -> Field {
    one(number, name, Kind::Bool)
}

/// A field of one whole number.
pub(super) const fn number(number: u32, name: &'static str) -> Field {
    one(number, name, Kind::Number)
}

/// A field of one text.
pub(super) const fn text(number: u32, name: &'static str) -> Field {
    one(number, name, Kind::Text)
}

/// A field of bytes.
pub(super) const fn bytes(number: u32, name: &'static str) -> Field {
    one(number, name, Kind::Bytes)
}

/// A field of one value of an enum.
pub(super) const fn value(number: u32, name: &'static str, values: &'static Enum) -> Field {
    one(number, name, Kind::Enum(values))
}

/// A field of one message.
pub(super) const fn message(number: u32, name: &'static str, message: &'static Message) -> Field {
    one(number, name, Kind::Message(message))
}

/// A field of one point in time.
pub(super) const fn timestamp(number: u32, name: &'static str) -> Field {
    one(number, name, Kind::Timestamp)
}

/// A field of one length of time.
pub(super) const fn duration(number: u32, name: &'static str) -> Field {
    one(number, name, Kind::Duration)
}

const fn one(number: u32, name: &'static str, kind: Kind) -> Field {
    Field {
        number,
        name,
        kind,
        repeated: false,
    }
}

/// The same field, any number of times.
pub(super) const fn repeated(field: Field) -> Field {
    Field {
        repeated: true,
        ..field
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_in_two_ways() {
        for key in ["opaqueCount", "opaque_count"] {
            assert!(is_key_of("opaque_count", key.as_bytes()), "{key}");
        }
        for key in [
            "opaquecount",
            "opaqueCounts",
            "opaqueCoun",
            "OpaqueCount",
            "",
        ] {
            assert!(!is_key_of("opaque_count", key.as_bytes()), "{key}");
        }
        assert!(is_key_of("id", b"id"));
    }
}
