//! The fields of an encoded message, without decoding or copying what is in them.

/// The fields of a message, in the order in which they stand; ends early at what is no field, and
/// then [`Fields::is_whole`] is `false`.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
    broken: bool,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// Whole numbers, truth values and enums.
    Number(u64),
    /// Texts, bytes and messages.
    Bytes(&'a [u8]),
    /// Numbers of fixed size.
    Fixed,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(message: &'a [u8]) -> Self {
        Self {
            rest: message,
            broken: false,
        }
    }

    /// Whether all of the message was understood.
    pub(crate) fn is_whole(&self) -> bool {
        !self.broken && self.rest.is_empty()
    }

    #[inline]
    fn field(&mut self) -> Option<(u32, Value<'a>)> {
        let key = self.number()?;
        let tag = u32::try_from(key >> 3).ok().filter(|tag| *tag > 0)?;
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
        Some((tag, value))
    }

    fn skip(&mut self, size: usize) -> Option<Value<'a>> {
        self.rest = self.rest.get(size..)?;
        Some(Value::Fixed)
    }

    #[inline]
    fn number(&mut self) -> Option<u64> {
        let (first, rest) = self.rest.split_first()?;
        if *first < 0x80 {
            self.rest = rest;
            return Some(u64::from(*first));
        }
        let mut number = 0;
        for (index, byte) in self.rest.iter().enumerate().take(10) {
            number |= u64::from(byte & 0x7f)
                .checked_shl(7 * index as u32)
                .unwrap_or(0);
            if byte & 0x80 == 0 {
                // The tenth byte has room for one bit.
                if index == 9 && *byte > 1 {
                    return None;
                }
                self.rest = &self.rest[index + 1..];
                return Some(number);
            }
        }
        None
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
    /// A message's bytes.
    pub(crate) fn bytes(self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// A text.
    pub(crate) fn text(self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// A number.
    pub(crate) fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }
}
