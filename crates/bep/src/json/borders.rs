//! Where each of the values of a stream of JSON ends.
//!
//! Bazel writes one event a line. Other programs write the same events over several lines, behind each
//! other, in a list, or with a byte order mark and CRLF. A line that Bazel did not write to its end must not
//! take those behind it with it.

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// How each line of Bazel's begins, and no line within an event that was indented.
const EVENT: &[u8] = b"{\"id\":";

/// What separates records in RFC 7464.
const RECORD_SEPARATOR: u8 = 0x1e;

/// How far the value is known that the unread bytes begin with.
#[derive(Debug, Default)]
pub(super) struct Borders {
    scanned: usize,
    depth: usize,
    in_text: bool,
    /// Ends of lines within the value.
    lines: u64,
}

/// A value: how many bytes it has, and how many ends of lines.
pub(super) struct Extent {
    pub(super) bytes: usize,
    pub(super) lines: u64,
}

/// What stands between values, up to the next one.
pub(super) fn between(bytes: &[u8]) -> Extent {
    let (mut at, mut lines) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\n' => lines += 1,
            b' ' | b'\t' | b'\r' | b',' | b'[' | b']' | &RECORD_SEPARATOR => {}
            _ if bytes[at..].starts_with(BYTE_ORDER_MARK) => at += BYTE_ORDER_MARK.len() - 1,
            _ => break,
        }
        at += 1;
    }
    Extent { bytes: at, lines }
}

impl Borders {
    /// Whether a part of a value was seen already.
    pub(super) fn has_begun(&self) -> bool {
        self.scanned > 0
    }

    /// The value that `bytes` begin with, and a new beginning behind it; `None` while it is not all
    /// there, to be asked again with more. What is no value ends with its line.
    pub(super) fn value(&mut self, bytes: &[u8]) -> Option<Extent> {
        let may_be_mark = !self.has_begun() && BYTE_ORDER_MARK.starts_with(bytes);
        if may_be_mark {
            return None;
        }
        let end = self.end(bytes)?;
        let lines = std::mem::take(self).lines;
        Some(Extent { bytes: end, lines })
    }

    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = self.scanned;
        while at < bytes.len() {
            if self.in_text {
                let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | b'\n');
                match bytes[at..].iter().position(ends) {
                    Some(length) => at += length,
                    None => {
                        at = bytes.len();
                        break;
                    }
                }
            }
            match bytes[at] {
                // No text goes over the end of a line.
                b'\n' if self.in_text => return Some(at),
                b'\\' if self.in_text => at += 1,
                b'"' => self.in_text = !self.in_text,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                b'\n' if self.depth == 0 => return Some(at),
                b'\n' => match &bytes[at + 1..] {
                    next if next.starts_with(EVENT) => return Some(at),
                    // Not enough of it to tell.
                    next if EVENT.starts_with(next) => break,
                    _ => self.lines += 1,
                },
                _ => {}
            }
            at += 1;
        }
        self.scanned = at;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of a stream that comes in pieces of a size.
    fn values(stream: &str, size: usize) -> Vec<String> {
        let (mut borders, mut values) = (Borders::default(), Vec::new());
        let (mut unread, mut rest) = (Vec::new(), stream.as_bytes());
        loop {
            if !borders.has_begun() {
                let skipped = between(&unread).bytes;
                unread.drain(..skipped);
            }
            if !unread.is_empty()
                && let Some(value) = borders.value(&unread)
            {
                let value: Vec<_> = unread.drain(..value.bytes).collect();
                values.push(String::from_utf8(value).unwrap());
                continue;
            }
            if rest.is_empty() {
                return values;
            }
            let (piece, more) = rest.split_at(size.min(rest.len()));
            unread.extend(piece);
            rest = more;
        }
    }

    #[test]
    fn values_end_where_they_end() {
        let streams: [(&str, &[&str]); 11] = [
            ("{\"id\":1}\n{\"id\":2}\n", &["{\"id\":1}", "{\"id\":2}"]),
            ("\u{feff}{\"id\":1}\r\n\r\n \t{}", &["{\"id\":1}", "{}"]),
            ("{}{}\u{1e}{}", &["{}", "{}", "{}"]),
            ("[\n {\"a\":[1]},\n {}\n]\n", &["{\"a\":[1]}", "{}"]),
            (
                "{\n  \"id\": {\n  }\n}\n{}",
                &["{\n  \"id\": {\n  }\n}", "{}"],
            ),
            (r#"{"a":"}{\"]\\"}{}"#, &[r#"{"a":"}{\"]\\"}"#, "{}"]),
            // Cut off in a text, and between two: the next line is whole.
            ("{\"id\":\"a{\n{\"id\":2}", &["{\"id\":\"a{", "{\"id\":2}"]),
            (
                "{\"id\":{\"a\":1,\n{\"id\":2}",
                &["{\"id\":{\"a\":1,", "{\"id\":2}"],
            ),
            ("nothing\n{}", &["nothing", "{}"]),
            ("}\n{}", &["}", "{}"]),
            ("{\"id\":", &[]),
        ];
        for (stream, expected) in streams {
            for size in 1..=stream.len() {
                assert_eq!(values(stream, size), expected, "{stream:?} in {size}");
            }
        }
    }
}
