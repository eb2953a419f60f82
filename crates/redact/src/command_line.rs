//! Secrets in the words of a command line.

use crate::REDACTED;
use crate::harmless::{is_harmless, is_ordinary};
use crate::names::{is_authorization_scheme, is_carrier, is_dropped_flag, is_secret_name};
use crate::places::secret_queries;

/// Shorter values, such as `1` and `true`, are part of too much text.
const MIN_BYTES: usize = 6;

/// What ends the name of a setting, a variable or a flag to its left.
const BEFORE_NAMES: &[char] = &[
    '=', ':', '/', ' ', '\t', '\n', '"', '\'', '`', ',', ';', '{', '(', '[', '&', '?', '@', '|',
];

/// Where words come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Somebody gave them for this one command: any value of an environment can be secret.
    Given,
    /// Files and tools give them to every command: these say with names what is secret.
    Default,
}

/// The passwords of `scheme://user:password@host` in a text; of `scheme://token@host` the token; and what queries call
/// secret.
pub(crate) fn passwords(text: &str) -> Vec<String> {
    let mut found: Vec<String> = match text.contains("://") {
        true => secret_queries(text).map(str::to_owned).collect(),
        false => return Vec::new(),
    };
    for (at, _) in text.match_indices("://") {
        let rest = &text[at + 3..];
        let end = rest.find(|c: char| c.is_whitespace() || "/?#\"'".contains(c));
        let authority = &rest[..end.unwrap_or(rest.len())];
        if let Some((user, _)) = authority.rsplit_once('@') {
            let password = user.split_once(':').map_or(user, |(_, password)| password);
            found.push(password.to_owned());
        }
    }
    found.retain(|password| password.len() >= MIN_BYTES);
    found
}

/// The values that the names before them call secret, in the same word or in the one before, and those of headers and
/// environments.
pub(crate) fn secret_values(words: &[String], origin: Origin) -> Vec<String> {
    let mut found = Vec::new();
    let mut awaited = Awaited::default();
    for word in words {
        let behind_flag = awaited.value(word, origin).filter(|value| value.is_secret);
        let value = match behind_flag {
            Some(value) => Some(value.text),
            None => secret_value(word, origin).map(|(_, value)| value),
        };
        if let Some(value) = value {
            let value = value.trim_matches(['"', '\'']);
            found.push(value.to_owned());
            let scheme = value
                .split_once(' ')
                .filter(|(first, _)| is_authorization_scheme(first));
            found.extend(scheme.map(|(_, secret)| secret.trim().to_owned()));
        }
        awaited = Awaited::behind(word);
    }
    found.retain(|value| value.len() >= MIN_BYTES);
    found
}

/// A command line's words for a record: without the flags that carry headers and environments, and without what names
/// call secret, however short it is.
pub(crate) fn recorded(words: &[String]) -> Vec<String> {
    let mut kept = Vec::with_capacity(words.len());
    let mut awaited = Awaited::default();
    for word in words {
        let value = awaited.value(word, Origin::Given);
        let is_dropped = match value {
            Some(_) => awaited.is_dropped,
            None => flags(word)
                .next()
                .is_some_and(|flag| is_dropped_flag(name_of(flag))),
        };
        if !is_dropped {
            kept.push(match (value, secret_value(word, Origin::Given)) {
                (Some(value), _) if value.is_secret => format!("{}{REDACTED}", awaited.prefix),
                (_, Some((before, _))) => format!("{before}{REDACTED}"),
                _ => word.clone(),
            });
        }
        awaited = match value {
            Some(_) => Awaited::default(),
            None => Awaited::behind(word),
        };
    }
    kept
}

/// What the word before says of the next one.
#[derive(Clone, Copy, Debug, Default)]
struct Awaited<'a> {
    /// The flag whose value the next word is, if its name says that it is secret or carries secrets.
    flag: Option<&'a str>,
    /// Whether the flag is left out of records.
    is_dropped: bool,
    /// What hands each of the two words on: `--test_arg=`.
    prefix: &'a str,
}

/// A word that is a flag's value.
#[derive(Clone, Copy, Debug)]
struct Value<'a> {
    text: &'a str,
    is_secret: bool,
}

impl<'a> Awaited<'a> {
    /// What a word says of the next one.
    fn behind(word: &'a str) -> Self {
        let flag = flags(word).last().filter(|flag| !flag.contains('='));
        let Some((flag, name)) = flag.map(|flag| (flag, name_of(flag))) else {
            return Self::default();
        };
        Self {
            flag: (is_carrier(name) || is_secret_name(name)).then_some(name),
            is_dropped: is_dropped_flag(name) && flag.len() == word.len(),
            prefix: &word[..word.len() - flag.len()],
        }
    }

    /// The next word, where it is the flag's value.
    fn value<'w>(&self, word: &'w str, origin: Origin) -> Option<Value<'w>> {
        let flag = self.flag?;
        let text = word.strip_prefix(self.prefix)?;
        let is_flag = text.starts_with('-') && !text.contains(char::is_whitespace);
        if is_flag {
            return None;
        }
        if is_carrier(flag) {
            let (name, carried) = text.split_once(['=', ':']).unwrap_or((text, ""));
            let carried = carried.trim_start();
            return Some(Value {
                text: carried,
                is_secret: is_carried_secret(flag, name, carried, origin),
            });
        }
        // A switch has no value: then this is something else.
        (!is_harmless(text)).then_some(Value {
            text,
            is_secret: true,
        })
    }
}

/// What stands before a secret value in a word, and the value.
fn secret_value(word: &str, origin: Origin) -> Option<(&str, &str)> {
    let mut carrier = None;
    for (end, _) in word.match_indices('=') {
        let (before, value) = word.split_at(end + 1);
        let name = before[..end]
            .rsplit(BEFORE_NAMES)
            .next()
            .unwrap_or_default();
        let called = match name.strip_prefix("-D") {
            Some(defined) => defined,
            None => name.trim_start_matches('-'),
        };
        let is_secret = match carrier {
            Some(flag) => is_carried_secret(flag, called, value, origin),
            None => is_secret_name(called) && !is_harmless(value),
        };
        if is_secret {
            return Some((before, value));
        }
        carrier = Some(called).filter(|called| name.starts_with("--") && is_carrier(called));
    }
    None
}

/// Whether the value of a header or variable that a flag carries is a secret.
fn is_carried_secret(flag: &str, name: &str, value: &str, origin: Origin) -> bool {
    if is_secret_name(name) || flag.ends_with("header") {
        return !is_harmless(value);
    }
    origin == Origin::Given && !is_ordinary(value)
}

/// The flags in a word: itself, and those that it hands on to another program, as in `--test_arg=--token=x`.
fn flags(word: &str) -> impl Iterator<Item = &str> {
    let own = Some(word).filter(|word| word.starts_with('-'));
    let handed_on = word.match_indices("=--").map(|(at, _)| &word[at + 1..]);
    own.into_iter().chain(handed_on)
}

fn name_of(flag: &str) -> &str {
    let name = flag.split_once('=').map_or(flag, |(name, _)| name);
    let name = name.trim_start_matches('-');
    name.rsplit([':', '/']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
