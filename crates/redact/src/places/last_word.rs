//! The word before: the name in `token = value`.

/// Longer words keep their end.
const MAX_BYTES: usize = 32;

/// The end of a word, which may come in a piece of text long before the next one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LastWord {
    bytes: [u8; MAX_BYTES],
    size: u8,
}

impl LastWord {
    pub(super) fn take(&mut self, word: &str) {
        let end = &word.as_bytes()[word.len().saturating_sub(MAX_BYTES)..];
        self.bytes[..end.len()].copy_from_slice(end);
        self.size = u8::try_from(end.len()).unwrap_or_default();
    }

    /// A name stands on the same line.
    pub(super) fn forget(&mut self) {
        self.size = 0;
    }

    /// The name that the word is; empty if it is none.
    pub(super) fn name(&self) -> &str {
        let word = std::str::from_utf8(&self.bytes[..usize::from(self.size)]).unwrap_or_default();
        let name = word.trim_matches(['"', '\'', '`']);
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:@".contains(&byte);
        match name.bytes().all(is_name) {
            true => name.rsplit([':', '/']).next().unwrap_or_default(),
            false => "",
        }
    }
}
