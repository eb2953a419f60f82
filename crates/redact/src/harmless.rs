//! Values that are no secrets, whatever the name before them says: `--use_auth=true`, `--tls_client_key=/etc/client.pem`.

use crate::REDACTED;

/// Values of switches, and words for nothing.
const SWITCHES: &[&str] = &[
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "auto",
    "none",
    "null",
    "nil",
    "default",
    "undefined",
];

/// Longer numbers can be secrets.
const MAX_NUMBER_BYTES: usize = 5;

/// How places of files begin.
const PLACES: &[&str] = &["./", "../", "~/", "//", "%workspace%/", "file:"];

/// Endings of files in which keys and credentials are kept.
const FILES: &[&str] = &[
    ".pem", ".key", ".crt", ".cer", ".der", ".p12", ".pfx", ".jks", ".json", ".yaml", ".yml",
    ".toml", ".txt", ".conf", ".cfg", ".asc", ".gpg", ".pub", ".netrc",
];

/// Whether a value is no secret.
pub(crate) fn is_harmless(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    let is_switch = || SWITCHES.iter().any(|word| value.eq_ignore_ascii_case(word));
    value.is_empty()
        || value.starts_with(REDACTED)
        || value.bytes().all(|byte| matches!(byte, b'*' | b'.'))
        || is_switch()
        || value.len() <= MAX_NUMBER_BYTES && value.bytes().all(|byte| byte.is_ascii_digit())
        || is_reference(value)
        || is_place(value)
}

/// Whether a value whose name says nothing is one that builds are full of: `release`, `12.3`, `en_US.UTF-8`.
pub(crate) fn is_ordinary(value: &str) -> bool {
    let all = |is: fn(&u8) -> bool| value.as_bytes().iter().all(is);
    is_harmless(value)
        || all(u8::is_ascii_lowercase)
        || all(|byte| byte.is_ascii_digit() || *byte == b'.')
        || value.ends_with(".UTF-8")
}

/// Whether a word that nothing marks as a value looks like a secret, and not like a sentence's or a program's.
pub(crate) fn is_random(word: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+/=.~!#$%^*".contains(&byte);
    word.len() >= 8
        && word.bytes().all(is_letter)
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !is_harmless(word)
}

/// `${NAME}`, `$(command)`, `$NAME`, `<name>`.
fn is_reference(value: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    match value.strip_prefix('$') {
        Some(name) => name.starts_with(['{', '(']) || is_name(name),
        None => value.starts_with('<') && value.ends_with('>'),
    }
}

/// Whether a value is a file's path or a label. A secret can begin with a slash, too: it has letters that names of files
/// do not have, or a mix of them.
fn is_place(value: &str) -> bool {
    let is_path_letter = |c: char| c.is_alphanumeric() || "/._-~@%: ".contains(c);
    if !value.chars().all(is_path_letter) || value.split('/').any(is_mixed) {
        return false;
    }
    let begins = PLACES.iter().any(|place| value.starts_with(place));
    let is_label = value.starts_with('@') && value.contains("//");
    let is_absolute = value.starts_with('/') && value[1..].contains('/');
    let is_file = FILES.iter().any(|ending| value.ends_with(ending));
    begins || is_label || is_absolute || is_file
}

/// Whether capitals, small letters and digits alternate as they do in no name.
fn is_mixed(part: &str) -> bool {
    let has = |is: fn(&char) -> bool| part.chars().any(|c| is(&c));
    part.len() >= 8
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_switches_and_references_are_no_secrets() {
        for value in [
            "",
            "true",
            "No",
            "4",
            "4096",
            "***",
            "/etc/ssl/client.key",
            "./key.pem",
            "~/.netrc",
            "//tools:signing_key",
            "@repo//x:key",
            "%workspace%/key",
            "file:///etc/key",
            "credentials.json",
            "'client.pem'",
            "$TOKEN",
            "${{ secrets.TOKEN }}",
            "$(cat key)",
            "<token>",
            "[redacted]",
        ] {
            assert!(is_harmless(value), "{value}");
        }
        for value in [
            "hunter2",
            "123456",
            "/hunter2",
            "/Zq8vT2mKxR/abc",
            "/abc+def/ghi==",
            "$ecret",
            "pa$$word",
            "a.b.c",
            "hunter.Json1",
            "truely",
        ] {
            assert!(!is_harmless(value), "{value}");
        }
    }

    #[test]
    fn builds_are_full_of_these() {
        for value in [
            "release",
            "1.93.0",
            "en_US.UTF-8",
            "20261130",
            "/usr/bin:/bin",
        ] {
            assert!(is_ordinary(value), "{value}");
        }
        assert!(!is_ordinary("hunter2") && !is_ordinary("Release"));
    }
}
