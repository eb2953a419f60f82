//! UTF-8 that comes in pieces.

/// Decodes bytes in pieces. A character in two of them is whole again; what is not UTF-8 becomes U+FFFD.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// The first bytes of a character.
    begun: Vec<u8>,
}

impl Decoder {
    pub(super) fn push(&mut self, piece: &[u8]) -> String {
        self.begun.extend_from_slice(piece);
        let bytes = std::mem::take(&mut self.begun);
        let mut text = String::with_capacity(bytes.len());
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            text.push_str(chunk.valid());
            if chunk.invalid().is_empty() {
                continue;
            }
            if chunks.peek().is_none() && is_begun(chunk.invalid()) {
                self.begun = chunk.invalid().to_vec();
            } else {
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        text
    }

    /// The rest: no more will come.
    pub(super) fn finish(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.begun)).into_owned()
    }
}

/// Whether more bytes could make a character of these.
fn is_begun(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_any_size_give_the_same_text() {
        let bytes = "aä€\u{1f511}z".as_bytes();
        let with_faults = [bytes, b"\xff\xe2\x82", bytes, b"\xf0\x9f"].concat();
        let expected = "aä€\u{1f511}z\u{fffd}\u{fffd}aä€\u{1f511}z\u{fffd}";
        for size in 1..=with_faults.len() {
            let mut decoder = Decoder::default();
            let mut text: String = with_faults
                .chunks(size)
                .map(|piece| decoder.push(piece))
                .collect();
            text.push_str(&decoder.finish());
            assert_eq!(text, expected, "in pieces of {size}");
        }
    }
}
