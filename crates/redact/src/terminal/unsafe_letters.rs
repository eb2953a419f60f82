//! Letters that a terminal obeys instead of showing them.

/// Whether a letter must not get to a terminal: control characters other than line feeds and tabs (C0, DEL and C1), and
/// those that change the direction of the text around them, so that it reads as another one.
pub(super) fn is_unsafe(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        letter => letter.is_control() || is_direction(letter),
    }
}

/// Embeddings, overrides and isolates, and what ends them.
fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Where the first unsafe letter stands.
pub(super) fn first_unsafe(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| may_begin(*byte)) {
        let at = from + at;
        let letter = text[at..].chars().next()?;
        if is_unsafe(letter) {
            return Some(at);
        }
        from = at + letter.len_utf8();
    }
    None
}

/// Whether an unsafe letter can begin with this byte: of UTF-8's, only C1 and directions begin with these two.
fn may_begin(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11..=31 | 0x7f | 0xc2 | 0xe2)
}
