//! Server-sent events, as <https://html.spec.whatwg.org/multipage/server-sent-events.html> has them. Numbers are in the
//! events themselves, so of a frame only its data counts.

use std::collections::VecDeque;

use crate::error::ClientError;

/// The most bytes of one event: a service that sends no end shall not take all memory.
const MOST: usize = 16 * 1024 * 1024;

/// Bytes on their way to events.
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// The line that has begun.
    line: Vec<u8>,
    /// The data of the frame that has begun.
    data: Option<String>,
    whole: VecDeque<String>,
    /// Whether a line feed belongs to the carriage return before it.
    is_behind_return: bool,
}

impl Frames {
    /// Takes what has come.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ClientError> {
        for &byte in bytes {
            let is_behind_return = std::mem::take(&mut self.is_behind_return);
            match byte {
                b'\n' if is_behind_return => {}
                b'\n' | b'\r' => {
                    self.is_behind_return = byte == b'\r';
                    self.end_line();
                }
                _ => self.line.push(byte),
            }
            if self.line.len() + self.data.as_ref().map_or(0, String::len) > MOST {
                return Err(ClientError::TooLong(MOST));
            }
        }
        Ok(())
    }

    /// The data of the next whole frame.
    pub fn next(&mut self) -> Option<String> {
        self.whole.pop_front()
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            self.whole.extend(self.data.take());
            return;
        }
        // Comments are heartbeats; `id` and `event` say nothing that the data does not.
        let Some(value) = line.strip_prefix(b"data") else {
            return;
        };
        let value = match value.strip_prefix(b":") {
            Some(value) => value.strip_prefix(b" ").unwrap_or(value),
            None if value.is_empty() => value,
            None => return,
        };
        let text = String::from_utf8_lossy(value);
        match &mut self.data {
            Some(data) => {
                data.push('\n');
                data.push_str(&text);
            }
            None => self.data = Some(text.into_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All frames of a text that comes in pieces of this size.
    fn frames(text: &str, size: usize) -> Vec<String> {
        let mut frames = Frames::default();
        for piece in text.as_bytes().chunks(size) {
            frames.push(piece).unwrap();
        }
        std::iter::from_fn(|| frames.next()).collect()
    }

    #[test]
    fn pieces_of_every_size_are_the_same_frames() {
        let text = ":\n\nid: 1\ndata: {\"ä\": 1}\n\n\
                    : beat\r\n\r\nid: 2\r\ndata: a\r\ndata:b\r\ndata\r\n\r\n\
                    event: x\rdata:  c\r\rdatax: no\n\ndata: not whole\n";
        for size in 1..text.len() {
            assert_eq!(frames(text, size), ["{\"ä\": 1}", "a\nb\n", " c"], "{size}");
        }
    }

    #[test]
    fn what_has_no_end_is_not_kept() {
        let mut frames = Frames::default();
        let piece = vec![b'x'; MOST / 2 + 1];
        assert!(frames.push(&piece).is_ok());
        assert!(matches!(frames.push(&piece), Err(ClientError::TooLong(_))));
        let mut frames = Frames::default();
        let line = [b"data:".as_slice(), &[b'x'; 1 << 20], b"\n"].concat();
        let pushed: Result<Vec<()>, _> = (0..17).map(|_| frames.push(&line)).collect();
        assert!(pushed.is_err());
    }
}
