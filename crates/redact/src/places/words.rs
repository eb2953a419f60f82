//! Words of command lines and headers: what one says of the next.

use std::borrow::Cow;

use super::assignments::{self, GoesOn};
use super::last_word::LastWord;
use super::{addresses, prose, tokens};
use crate::REDACTED;
use crate::harmless::{is_harmless, is_random};
use crate::names::{
    Says, is_authorization_scheme, is_carrier, is_secret_header, is_secret_name, says,
};

/// Takes words, and remembers what is known of the next one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words {
    next: Next,
    last: LastWord,
    /// Whether the line has a word already.
    is_within_line: bool,
}

/// What is known of the next word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Next {
    #[default]
    Any,
    /// A flag's value, if it has one: secret as a whole, or `NAME=VALUE`, of which any value can be.
    Flag { carries: bool, on_next_line: bool },
    /// The value of a field that is called a secret.
    Field,
    /// The same behind a sign of its own, where a program's text often is.
    Assigned,
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
        let next = std::mem::take(&mut self.next);
        match next {
            Next::Any => self.take_any(word, out),
            // The line goes on.
            Next::Flag { carries, .. } if word == "\\" => {
                self.next = Next::Flag {
                    carries,
                    on_next_line: true,
                };
                out.push_str(word);
            }
            Next::Flag { carries, .. } if is_no_value(word, carries) => self.take_any(word, out),
            Next::Flag { carries, .. } => self.take_value(word, carries, out),
            Next::Field | Next::Assigned => self.take_field(word, next == Next::Field, out),
            Next::Quoted(quote) => match assignments::closing(word, quote, false) {
                None => self.next = Next::Quoted(quote),
                Some(end) => out.push_str(&word[end..]),
            },
            Next::Authorization if is_authorization_scheme(word) => {
                self.next = Next::Secret;
                out.push_str(word);
            }
            Next::Authorization if is_harmless(word) || prose::goes_on(word) => {
                self.take_any(word, out);
            }
            Next::Authorization | Next::Secret => {
                out.push_str(REDACTED);
                out.push_str(&word[word.trim_end_matches(['"', '\'', '`', ',']).len()..]);
                // Cookies go on.
                self.next = match word.ends_with(';') {
                    true => Next::Secret,
                    false => Next::Any,
                };
            }
        }
        self.is_within_line = true;
        self.last.take(word);
    }

    /// Quotes and headers end with their line, and flags where they have it not to themselves.
    pub(super) fn saw_line_end(&mut self) {
        self.is_within_line = false;
        self.last.forget();
        match self.next {
            Next::Flag {
                on_next_line: true, ..
            } => {}
            _ => self.next = Next::Any,
        }
    }

    fn take_any(&mut self, word: &str, out: &mut String) {
        let marks = marks(word);
        if let Some(next) = self.opened(word, marks) {
            self.next = next;
            out.push_str(word);
            return;
        }
        out.push_str(&self.without_secrets(word, marks));
    }

    /// What a word that is a name says of the next one.
    fn opened(&self, word: &str, marks: u8) -> Option<Next> {
        let bare = prose::without_opening(word);
        if matches!(word, "=" | ":=" | "=>") {
            return (says(self.last.name()) == Says::Clearly).then_some(Next::Assigned);
        }
        if marks & COLON != 0
            && let Some(name) = word.strip_suffix(':')
        {
            return field(bare, name);
        }
        if !bare.starts_with("--") || marks & EQUALS != 0 {
            return None;
        }
        let name = bare.trim_end_matches(['\'', '"']).trim_start_matches('-');
        let carries = is_carrier(name);
        let name = name.rsplit([':', '/']).next().unwrap_or_default();
        (carries || is_secret_name(name)).then_some(Next::Flag {
            carries,
            on_next_line: !self.is_within_line,
        })
    }

    /// The value of a field: what looks like a secret, or whatever stands in quotes if that `is_enough`.
    fn take_field(&mut self, word: &str, is_enough: bool, out: &mut String) {
        let (open, value) = assignments::split_quote(word);
        let quote = open.chars().next_back();
        let is_secret = match quote {
            None => is_random(value.trim_end_matches([',', ';', '.'])),
            Some(quote) => {
                let end = assignments::closing(value, quote, open.len() > 1);
                let value = &value[..end.unwrap_or(value.len())];
                is_random(value) || is_enough && !is_harmless(value)
            }
        };
        match is_secret {
            true => self.take_value(word, false, out),
            false => self.take_any(word, out),
        }
    }

    /// A value without the name in front of it.
    fn take_value(&mut self, word: &str, carries: bool, out: &mut String) {
        let (open, mut value) = assignments::split_quote(word);
        out.push_str(open);
        if let Some((name, carried)) = value.split_once('=').filter(|_| carries) {
            out.push_str(name);
            out.push('=');
            value = carried;
        }
        out.push_str(REDACTED);
        let quote = open.chars().next_back();
        match quote.map(|quote| (quote, assignments::closing(value, quote, open.len() > 1))) {
            Some((quote, None)) => self.next = Next::Quoted(quote),
            Some((_, Some(end))) => {
                let behind = &value[end..];
                out.push_str(&self.without_secrets(behind, marks(behind)));
            }
            None if assignments::ends_with_scheme(value) => self.next = Next::Secret,
            None => {}
        }
    }

    /// A word without the values of names in it, without the secrets in its addresses and without tokens.
    fn without_secrets<'w>(&mut self, word: &'w str, marks: u8) -> Cow<'w, str> {
        let mut word = Cow::Borrowed(word);
        let address = marks & (COLON | AT) == COLON | AT;
        let query = marks & QUERY != 0 && marks & EQUALS != 0;
        let mut replace = |redacted: fn(&str) -> Option<String>| {
            if let Some(changed) = redacted(&word) {
                word = Cow::Owned(changed);
            }
        };
        if address {
            replace(addresses::without_user);
        }
        if query {
            replace(addresses::without_queries);
        }
        replace(tokens::without_tokens);
        let assigns = marks & EQUALS != 0 || marks & (COLON | QUOTE) == COLON | QUOTE;
        if let Some(redacted) = assigns
            .then(|| assignments::without_values(&word))
            .flatten()
        {
            self.next = match redacted.goes_on {
                GoesOn::No => Next::Any,
                GoesOn::To(quote) => Next::Quoted(quote),
                GoesOn::Once => Next::Secret,
            };
            word = Cow::Owned(redacted.word);
        }
        word
    }
}

/// Whether what stands behind a flag's name is another flag, a label, the name of a value or part of a sentence.
fn is_no_value(word: &str, carries: bool) -> bool {
    let bare = prose::without_opening(word);
    if bare.starts_with('-') {
        return true;
    }
    match carries {
        true => bare.find(['=', ':']).is_none_or(|name| name == 0),
        false => is_harmless(word) || prose::goes_on(word) || prose::is_placeholder(bare),
    }
}

/// What `Authorization:`, `X-Auth-Token:` and `"password":` say of the next word. `bare` is the word without what opens
/// before it, `name` the word without its colon.
fn field(bare: &str, name: &str) -> Option<Next> {
    let own = name.trim_end_matches(['"', '\'', '\\']);
    let called = own.get(name.len() + 1 - bare.len()..)?;
    if is_secret_header(called) && own.len() == name.len() {
        return Some(Next::Authorization);
    }
    (says(called) == Says::Clearly).then_some(Next::Field)
}

const EQUALS: u8 = 1;
const COLON: u8 = 2;
const AT: u8 = 4;
const QUERY: u8 = 8;
const QUOTE: u8 = 16;

/// Which letters a word has: most have none, and are looked at once.
fn marks(word: &str) -> u8 {
    word.bytes()
        .fold(0, |marks, byte| marks | MARKS[usize::from(byte)])
}

static MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    marks[b'=' as usize] = EQUALS;
    marks[b':' as usize] = COLON;
    marks[b'@' as usize] = AT;
    marks[b'?' as usize] = QUERY;
    marks[b'&' as usize] = QUERY;
    marks[b'#' as usize] = QUERY;
    marks[b'"' as usize] = QUOTE;
    marks[b'\'' as usize] = QUOTE;
    marks
};
