//! Secrets in addresses: users, and values of queries.

use std::ops::Range;

use crate::REDACTED;
use crate::harmless::is_harmless;
use crate::names;

/// `https://user:secret@host/` loses its user; `None` where no address has one.
pub(super) fn without_user(word: &str) -> Option<String> {
    if !word.contains("://") || !word.contains('@') {
        return None;
    }
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = rest.find("://") {
        let (head, tail) = rest.split_at(at + 3);
        out.push_str(head);
        let authority = tail.find(['/', '?', '#']).unwrap_or(tail.len());
        match tail[..authority].rfind('@') {
            Some(user) => {
                out.push_str(REDACTED);
                rest = &tail[user..];
            }
            None => rest = tail,
        }
    }
    out.push_str(rest);
    Some(out)
}

/// `?token=x` and `&password=x` lose their values; `None` where no query has any.
pub(super) fn without_queries(word: &str) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    for place in query_places(word) {
        if place.start < copied {
            continue;
        }
        out.push_str(&word[copied..place.start]);
        out.push_str(REDACTED);
        copied = place.end;
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&word[copied..]);
    Some(out)
}

/// What queries call secret.
pub(crate) fn secret_queries(text: &str) -> impl Iterator<Item = &str> {
    query_places(text).map(|place| &text[place])
}

/// Where values of queries stand whose names say that they are secret.
fn query_places(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices(['?', '&', '#']).filter_map(|(at, _)| {
        let (name, value) = text[at + 1..].split_once('=')?;
        let start = at + 1 + name.len() + 1;
        let ends = |c: char| c.is_whitespace() || "&#\"'".contains(c);
        let end = start + value.find(ends).unwrap_or(value.len());
        let is_secret = is_secret_name(name) && !is_harmless(&text[start..end]);
        is_secret.then_some(start..end)
    })
}

fn is_secret_name(name: &str) -> bool {
    let is_name = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    is_name && names::is_secret_name(name)
}
