//! Words of command lines and headers: what one says of the next.

use std::borrow::Cow;

use super::{addresses, tokens};
use crate::REDACTED;
use crate::names::{is_authorization_scheme, is_secret_flag, is_secret_header};

/// Takes words, and remembers what is known of the next one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words {
    next: Next,
}

/// What is known of the next word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Next {
    #[default]
    Any,
    /// A flag's value.
    Value,
    /// The rest of a value that a quote opened.
    Quoted(char),
    /// `Bearer` or `Basic`, or the secret itself.
    Authorization,
    /// What comes behind `Bearer`.
    Secret,
}

impl Words {
    /// Takes one word without blanks.
    pub(super) fn take(&mut self, word: &str, out: &mut String) {
        match std::mem::take(&mut self.next) {
            Next::Value => self.take_value(word, opening_quote(word), out),
            Next::Quoted(quote) => match word.split_once(quote) {
                None => self.next = Next::Quoted(quote),
                Some((_, behind)) => {
                    out.push(quote);
                    out.push_str(behind);
                }
            },
            Next::Authorization if is_authorization_scheme(word) => {
                self.next = Next::Secret;
                out.push_str(word);
            }
            Next::Authorization | Next::Secret => out.push_str(REDACTED),
            Next::Any => self.take_any(word, out),
        }
    }

    /// Quotes and headers end with their line.
    pub(super) fn saw_line_end(&mut self) {
        if self.next != Next::Value {
            self.next = Next::Any;
        }
    }

    fn take_any(&mut self, word: &str, out: &mut String) {
        match secret_flag(word) {
            Some((flag, Some(value))) => {
                out.push_str(flag);
                out.push('=');
                // 'The quote may open before the flag.'
                self.take_value(value, opening_quote(flag), out);
            }
            Some((_, None)) => {
                self.next = Next::Value;
                out.push_str(word);
            }
            None if is_authorization(word) => {
                self.next = Next::Authorization;
                out.push_str(word);
            }
            None => out.push_str(&redacted_parts(word)),
        }
    }

    /// A value keeps `NAME=`. A quote that it does not close goes on in the next words.
    fn take_value(&mut self, value: &str, quote: Option<char>, out: &mut String) {
        if let Some((name, _)) = value.split_once('=') {
            out.push_str(name);
            out.push('=');
        }
        out.push_str(REDACTED);
        self.next = match quote {
            Some(quote) if !value.strip_prefix(quote).unwrap_or(value).contains(quote) => {
                Next::Quoted(quote)
            }
            Some(_) => Next::Any,
            None => match value.rsplit(['=', ':']).next() {
                Some(last) if is_authorization_scheme(last) => Next::Secret,
                _ => Next::Any,
            },
        };
    }
}

/// A word without the secrets in its addresses and without tokens.
fn redacted_parts(word: &str) -> Cow<'_, str> {
    let mut word = Cow::Borrowed(word);
    for redacted in [
        addresses::without_user,
        addresses::without_queries,
        tokens::without_tokens,
    ] {
        if let Some(changed) = redacted(&word) {
            word = Cow::Owned(changed);
        }
    }
    word
}

fn opening_quote(word: &str) -> Option<char> {
    word.chars().next().filter(|c| matches!(c, '\'' | '"'))
}

/// `--name` and the value in the same word, of flags whose values hold secrets.
fn secret_flag(word: &str) -> Option<(&str, Option<&str>)> {
    let is_quote = |c: char| matches!(c, '\'' | '"' | '(' | '`');
    if !word.trim_start_matches(is_quote).starts_with("--") {
        return None;
    }
    let (flag, value) = match word.split_once('=') {
        Some((flag, value)) => (flag, Some(value)),
        None => (word, None),
    };
    is_secret_flag(flag.trim_end_matches(is_quote)).then_some((flag, value))
}

/// `Authorization:`, or a header's name of that kind.
fn is_authorization(word: &str) -> bool {
    let name = word.trim_start_matches(['\'', '"']).strip_suffix(':');
    name.is_some_and(is_secret_header)
}
