//! Tells by the first bytes of a stream in which form its events are.

use crate::error::{Error, Result};
use crate::json::is_event_field;
use crate::other_format::OtherFormat;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The forms in which Bazel writes its events, as far as they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `--build_event_binary_file`
    Binary,
    /// `--build_event_json_file`
    Json,
}

impl Form {
    /// The form of a stream that begins so. What is none of Bazel's files of events is an error
    /// that names it, as far as it can be told.
    ///
    /// The first byte alone does not tell: an event of 123 bytes begins like a JSON object over
    /// several lines, because its length is `{` and its first field's key is the end of a line. No length of
    /// anything within it can be a letter where JSON has the first key.
    pub(crate) fn of(head: &[u8]) -> Result<Self> {
        if let Some(other) = OtherFormat::of_head(head) {
            return Err(Error::OtherFormat(other));
        }
        let text = without_blanks(head);
        if text.is_empty() && !head.is_empty() {
            return Err(Error::Empty);
        }
        match first_key(text) {
            Some(key) if is_event_field(key) => Ok(Self::Json),
            Some(key) => Err(match OtherFormat::of_key(key, head) {
                Some(other) => Error::OtherFormat(other),
                None => Error::NotBuildEvents(None),
            }),
            None if text.starts_with(b"{\"") => Ok(Self::Json),
            None => Ok(Self::Binary),
        }
    }
}

/// What follows the byte order mark, blanks and what else can stand before the first event.
fn without_blanks(head: &[u8]) -> &[u8] {
    let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0x1e);
    let start = head.iter().position(|byte| !is_blank(byte));
    &head[start.unwrap_or(head.len())..]
}

/// The first key of the object that a text is, or the first object of the list that it is.
fn first_key(text: &[u8]) -> Option<&str> {
    let text = match text.strip_prefix(b"[") {
        Some(rest) => without_blanks(rest),
        None => text,
    };
    let text = without_blanks(text.strip_prefix(b"{")?);
    let text = text.strip_prefix(b"\"")?;
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@');
    let length = text.iter().position(|byte| !is_of_name(byte))?;
    let (key, rest) = text.split_at(length);
    let is_key = without_blanks(rest.strip_prefix(b"\"")?).starts_with(b":");
    std::str::from_utf8(key).ok().filter(|_| is_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_from_binary_by_its_first_key() {
        let json = [
            "{\"id\":{}}",
            "{\"id\":",
            "{\"",
            "\u{feff}{\"id\" : \"unknown\"}",
            "\r\n\n{\n  \"id\": {",
            "[\n  {\n\t\"children\": [",
            "{\"build_metadata\":{}",
            "\u{1e}{\"id\":{}}",
        ];
        for text in json {
            let form = Form::of(text.as_bytes()).unwrap();
            assert_eq!(form, Form::Json, "{text:?}");
        }
        // An event of 123 bytes whose id has 34 bytes begins with `{`, the end of a line and a quote.
        for binary in [
            &b"{\n\"\"\x20abcdef"[..],
            b"{\n\x20\"\x1eid",
            b"\x08\n\x02\x1a\x00",
        ] {
            assert_eq!(Form::of(binary).unwrap(), Form::Binary, "{binary:?}");
        }
        for text in ["{\"a\":1}", "[{\"name\": 1}]"] {
            let error = Form::of(text.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::NotBuildEvents(None)), "{text}");
        }
        for text in ["\n", "\u{feff}", "\u{feff}\r\n \n"] {
            let error = Form::of(text.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::Empty), "{text:?}");
        }
    }
}
