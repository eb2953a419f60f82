//! Private keys in PEM: `-----BEGIN RSA PRIVATE KEY-----`, lines, `-----END RSA PRIVATE KEY-----`.

use crate::REDACTED;

const TITLE_END: &str = "KEY-----";
const END: &str = "-----END";

/// Longer keys are none: what follows a title that nothing ends is text again.
const MAX_WORDS: u16 = 400;

/// Where in such a key reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum PrivateKeys {
    #[default]
    Outside,
    /// Behind `-----BEGIN`.
    Begun,
    /// Behind `PRIVATE`.
    Private,
    /// Behind the title, with so many words left.
    Inside(u16),
}

impl PrivateKeys {
    /// Takes a word; tells whether it was part of a key, and so is not to be read as anything else.
    pub(super) fn take(&mut self, word: &str, out: &mut String) -> bool {
        let is_title = |word: &str| word.bytes().all(|byte| byte.is_ascii_uppercase());
        match *self {
            Self::Outside | Self::Begun | Self::Private if word.ends_with("-----BEGIN") => {
                *self = Self::Begun;
                false
            }
            Self::Outside => false,
            Self::Begun => {
                *self = match word {
                    "PRIVATE" => Self::Private,
                    word if is_title(word) => Self::Begun,
                    _ => Self::Outside,
                };
                false
            }
            Self::Private => {
                *self = Self::Outside;
                let Some(key) = word.strip_prefix(TITLE_END) else {
                    return false;
                };
                out.push_str(TITLE_END);
                self.take_lines(key, MAX_WORDS, out);
                true
            }
            Self::Inside(left) => {
                self.take_lines(word, left, out);
                true
            }
        }
    }

    fn take_lines(&mut self, word: &str, left: u16, out: &mut String) {
        let (key, end) = word.split_at(word.find(END).unwrap_or(word.len()));
        if !key.is_empty() {
            out.push_str(REDACTED);
        }
        out.push_str(end);
        *self = match end.is_empty() && left > 0 {
            true => Self::Inside(left.saturating_sub(1)),
            false => Self::Outside,
        };
    }
}
