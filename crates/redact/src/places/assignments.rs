//! Secrets behind their names in a word: `DB_PASSWORD=x`, `--test_arg=--token=x`, `{"password":"x"}`.

use std::ops::Range;

use crate::REDACTED;
use crate::harmless::is_harmless;
use crate::names::{Says, is_authorization_scheme, is_carrier, says};

/// A word without its secrets.
#[derive(Debug)]
pub(super) struct Redacted {
    pub(super) word: String,
    pub(super) goes_on: GoesOn,
}

/// How the last secret of a word goes on behind the blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GoesOn {
    /// It does not.
    No,
    /// Up to this quote.
    To(char),
    /// As the next word, behind `Bearer`.
    Once,
}

/// The word without what names in it call secret; `None` if there is nothing of that kind.
pub(super) fn without_values(word: &str) -> Option<Redacted> {
    let mut out = String::new();
    let mut copied = 0;
    let mut goes_on = GoesOn::No;
    for (sign, _) in word.match_indices(['=', ':']) {
        if sign < copied {
            continue;
        }
        let Some(secret) = Name::before(word, sign).and_then(|name| name.secret(word, sign)) else {
            continue;
        };
        out.push_str(&word[copied..secret.place.start]);
        out.push_str(REDACTED);
        copied = secret.place.end;
        goes_on = secret.goes_on;
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&word[copied..]);
    Some(Redacted { word: out, goes_on })
}

struct Secret {
    place: Range<usize>,
    goes_on: GoesOn,
}

/// A name before `=`, or a quoted one before `:`.
struct Name<'w> {
    text: &'w str,
    start: usize,
    is_quoted: bool,
}

impl<'w> Name<'w> {
    fn before(word: &'w str, sign: usize) -> Option<Self> {
        let head = &word[..sign];
        let unquoted = head.trim_end_matches(['"', '\'', '\\']);
        let is_quoted = unquoted.len() < head.len();
        if word.as_bytes()[sign] == b':' && !is_quoted {
            return None;
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let text = &unquoted[unquoted.trim_end_matches(is_part).len()..];
        (!text.is_empty()).then_some(Self {
            text,
            start: unquoted.len() - text.len(),
            is_quoted,
        })
    }

    fn called(&self) -> &'w str {
        match self.text.strip_prefix("-D") {
            Some(defined) => defined,
            None => self.text.trim_start_matches('-'),
        }
    }

    /// Whether it is a flag's or a setting's, not a word of a program's text.
    fn is_settings(&self, word: &str) -> bool {
        self.text.starts_with('-') || word[..self.start].ends_with(['=', ':', '/', '-'])
    }

    /// The value behind `sign`, if the name says that it is secret.
    fn secret(&self, word: &str, sign: usize) -> Option<Secret> {
        let start = sign + 1;
        if word[start..].starts_with(['=', '~', '>']) {
            return None;
        }
        let is_flag = self.text.starts_with("--") && !self.is_quoted;
        if is_flag && is_carrier(self.called()) {
            // The name that it carries stays.
            let carried = word[start..].find('=').map_or(0, |at| at + 1);
            let secret = self.value(word, start + carried);
            let shown = word[secret.place.clone()].starts_with(REDACTED);
            return (!secret.place.is_empty() && !shown).then_some(secret);
        }
        match says(self.called()) {
            Says::Nothing => return None,
            Says::Weakly if !self.is_settings(word) => return None,
            Says::Weakly | Says::Clearly => {}
        }
        let secret = self.value(word, start);
        let value = &word[secret.place.clone()];
        let is_number = self.is_quoted && split_quote(&word[start..]).0.is_empty();
        let is_harmless = is_harmless(value) || is_number || self.is_code(word, value);
        (!is_harmless).then_some(secret)
    }

    /// `password=read()`, in a program's text. What has a name in capitals, a flag or a setting is a value.
    fn is_code(&self, word: &str, value: &str) -> bool {
        let is_variable = self.text.bytes().all(|byte| !byte.is_ascii_lowercase());
        !is_variable
            && !self.is_settings(word)
            && value.contains(['(', ')', '{', '}', '[', ']', '<', '>'])
    }

    /// The value from `start`: up to its quote, up to the one that opened before it, or all.
    fn value(&self, word: &str, start: usize) -> Secret {
        let (open, behind) = split_quote(&word[start..]);
        let opened = |quote: &char| word[..start].matches(*quote).count() % 2 == 1;
        let quote = open.chars().next_back();
        let quote = quote.or_else(|| ['"', '\'', '`'].into_iter().find(opened));
        let start = start + open.len();
        let end = quote.map(|quote| closing(behind, quote, open.starts_with('\\')));
        let goes_on = match (quote, end) {
            (Some(quote), Some(None)) => GoesOn::To(quote),
            (None, _) if ends_with_scheme(behind) => GoesOn::Once,
            _ => GoesOn::No,
        };
        // What follows a value without quotes belongs to the sentence.
        let all = || behind.trim_end_matches([',', ';', ')', '}']).len();
        let whole = start + end.flatten().unwrap_or_else(all);
        Secret {
            place: start..whole,
            goes_on,
        }
    }
}

/// Whether a secret follows, as behind `authorization=Bearer`.
pub(super) fn ends_with_scheme(value: &str) -> bool {
    let last = value.rsplit(['=', ':']).next();
    last.is_some_and(is_authorization_scheme)
}

/// The quote at the start of a text, with the backslash before it, and the rest.
pub(super) fn split_quote(text: &str) -> (&str, &str) {
    let unescaped = text.strip_prefix('\\').unwrap_or(text);
    match unescaped.strip_prefix(['"', '\'']) {
        Some(rest) => text.split_at(text.len() - rest.len()),
        None => text.split_at(0),
    }
}

/// Where the quote ends, behind those that are part of the value: `\"`, and `'\''` of a shell.
pub(super) fn closing(text: &str, quote: char, is_escaped: bool) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find(quote) {
        let at = from + at;
        let behind = &text[at..];
        let has_backslash = text[..at].ends_with('\\');
        if behind.starts_with("'\\''") {
            from = at + 4;
        } else if has_backslash && !is_escaped && behind[1..].contains(quote) {
            from = at + 1;
        } else {
            return Some(at - usize::from(has_backslash));
        }
    }
    None
}
