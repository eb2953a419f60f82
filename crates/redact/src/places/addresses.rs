//! Secrets in addresses: users, and values of queries.

use crate::REDACTED;
use crate::names::is_secret_variable;

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

/// `?token=x` and `&password=x` lose their values; `None` where there is no query.
pub(super) fn without_queries(word: &str) -> Option<String> {
    let start = word.find(['?', '&'])?;
    let (head, mut rest) = word.split_at(start);
    let mut out = String::with_capacity(word.len());
    out.push_str(head);
    while let Some(at) = rest.find(['?', '&']) {
        let (head, tail) = rest.split_at(at + 1);
        out.push_str(head);
        rest = tail;
        let Some((name, value)) = tail.split_once('=') else {
            continue;
        };
        if is_secret_name(name) {
            let end = value.find(['&', '#', '"', '\'']).unwrap_or(value.len());
            out.push_str(name);
            out.push('=');
            out.push_str(REDACTED);
            rest = &value[end..];
        }
    }
    out.push_str(rest);
    Some(out)
}

fn is_secret_name(name: &str) -> bool {
    let is_name = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    is_name && is_secret_variable(&name.replace(['-', '.'], "_"))
}
