//! The words of a name, however they are joined: `DB_PASSWORD`, `dbPassword`, `db-password`.

/// The words of a name in capitals, with `_` between them.
pub(super) struct Words(String);

impl Words {
    pub(super) fn of(name: &str) -> Self {
        let mut words = String::with_capacity(name.len() + 4);
        let bytes = name.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            if !byte.is_ascii_alphabetic() {
                // Digits tell apart what is of one kind.
                words.push('_');
                continue;
            }
            let before = at.checked_sub(1).map(|before| bytes[before]);
            let behind = bytes.get(at + 1);
            let begins = byte.is_ascii_uppercase()
                && before.is_some_and(|before| {
                    before.is_ascii_lowercase()
                        || before.is_ascii_uppercase() && behind.is_some_and(u8::is_ascii_lowercase)
                });
            if begins {
                words.push('_');
            }
            words.push(char::from(byte.to_ascii_uppercase()));
        }
        Self(words)
    }

    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('_').filter(|word| !word.is_empty())
    }

    /// The words with what joins them.
    pub(super) fn letters(&self) -> &str {
        &self.0
    }
}
