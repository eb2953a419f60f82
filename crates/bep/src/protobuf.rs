//! Protobuf's encoding, read without decoding or copying what is in it: for messages that come in
//! great numbers, and of which a few fields are of use.
//!
//! ```
//! use bep::protobuf::{Value, each_field};
//!
//! let message = b"\x0a\x03abc\x10\x07";
//! let (mut name, mut size) = ("", 0);
//! each_field(message, |number, value| {
//!     match number {
//!         1 => name = value.text()?,
//!         2 => size = value.number()?,
//!         _ => {}
//!     }
//!     Some(())
//! });
//! assert_eq!((name, size), ("abc", 7));
//! ```

/// The fields of a message, in the order in which they stand: their numbers, and what they hold.
/// Ends early at what is no field, and then [`Fields::is_whole`] is `false`.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    rest: &'a [u8],
    broken: bool,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Whole numbers, truth values and enums.
    Number(u64),
    /// Texts, bytes and messages.
    Bytes(&'a [u8]),
    /// Numbers of fixed size, which are not read.
    Fixed,
}

/// Calls back for each field; `None` where that does, or where the message is broken.
pub fn each_field<'a>(
    message: &'a [u8],
    mut each: impl FnMut(u32, Value<'a>) -> Option<()>,
) -> Option<()> {
    let mut fields = Fields::new(message);
    for (number, value) in fields.by_ref() {
        each(number, value)?;
    }
    fields.is_whole().then_some(())
}

/// The number that `bytes` begin with, in one to ten bytes, and how many those are; `None` where
/// it is not all there, or has more than 64 bits.
#[inline]
pub fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let first = *bytes.first()?;
    if first < 0x80 {
        return Some((u64::from(first), 1));
    }
    let mut number = 0;
    for (index, byte) in bytes.iter().enumerate().take(10) {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            // The tenth byte has room for one bit.
            return (index < 9 || *byte <= 1).then_some((number, index + 1));
        }
    }
    None
}

impl<'a> Fields<'a> {
    /// The fields of `message`.
    pub fn new(message: &'a [u8]) -> Self {
        Self {
            rest: message,
            broken: false,
        }
    }

    /// Whether all of the message was read and understood.
    pub fn is_whole(&self) -> bool {
        !self.broken && self.rest.is_empty()
    }

    #[inline]
    fn field(&mut self) -> Option<(u32, Value<'a>)> {
        let key = self.number()?;
        let number = u32::try_from(key >> 3).ok().filter(|number| *number > 0)?;
        let value = match key & 7 {
            0 => Value::Number(self.number()?),
            1 => self.skip(8)?,
            2 => {
                let size = usize::try_from(self.number()?).ok()?;
                let (bytes, rest) = self.rest.split_at_checked(size)?;
                self.rest = rest;
                Value::Bytes(bytes)
            }
            5 => self.skip(4)?,
            _ => return None,
        };
        Some((number, value))
    }

    fn skip(&mut self, size: usize) -> Option<Value<'a>> {
        self.rest = self.rest.get(size..)?;
        Some(Value::Fixed)
    }

    #[inline]
    fn number(&mut self) -> Option<u64> {
        let (number, size) = varint(self.rest)?;
        self.rest = self.rest.get(size..)?;
        Some(number)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (u32, Value<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() || self.broken {
            return None;
        }
        let field = self.field();
        self.broken = field.is_none();
        field
    }
}

impl<'a> Value<'a> {
    /// Bytes, or a message's.
    pub fn bytes(self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// A text.
    pub fn text(self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// A number.
    pub fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_up_to_64_bits() {
        assert_eq!(varint(&[]), None);
        assert_eq!(varint(&[0x7f, 1]), Some((0x7f, 1)));
        assert_eq!(varint(&[0xac, 0x02]), Some((300, 2)));
        assert_eq!(varint(&[0xac]), None);
        let largest = [&[0xff; 9][..], &[1]].concat();
        assert_eq!(varint(&largest), Some((u64::MAX, 10)));
        assert_eq!(varint(&[&[0xff; 9][..], &[2]].concat()), None);
        assert_eq!(varint(&[0xff; 12]), None);
    }

    #[test]
    fn a_message_ends_at_what_is_no_field() {
        let mut fields = Fields::new(&[0x08, 1, 0x0d, 0, 0, 0, 0, 0x12, 5, b'x']);
        let read: Vec<_> = fields.by_ref().collect();
        assert_eq!(read, [(1, Value::Number(1)), (1, Value::Fixed)]);
        assert!(!fields.is_whole());
        assert_eq!(each_field(&[0x00, 1], |_, _| Some(())), None);
        assert_eq!(each_field(&[0x0b], |_, _| Some(())), None);
    }
}
