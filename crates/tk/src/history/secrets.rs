//! What keeps secrets out of everything that is stored or shown of earlier builds.

use bep::redact::Redactor;
use serde_json::Value;

use checkout::env_vars;

/// Endings of the names of flags whose values are no business of a history's: headers of requests
/// and variables of environments.
const DROPPED: [&str; 4] = ["_header", "_env", "_password", "_token"];

/// Blotting out `1` or `true` would make everything unreadable.
const SHORTEST: usize = 6;

/// The words of this process's command line.
pub fn own_words() -> Vec<String> {
    std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

/// Blots out the values of variables that look secret, of those flags of a command line that carry
/// headers and environments, and passwords in the addresses of both.
pub fn redactor(words: &[String]) -> Redactor {
    let variables: Vec<(String, String)> = env_vars::all().collect();
    let texts = words.iter().chain(variables.iter().map(|(_, value)| value));
    let passwords: Vec<String> = texts.flat_map(|text| passwords(text)).collect();
    Redactor::from_environment(variables)
        .with_secrets(values(words))
        .with_secrets(passwords)
}

/// The passwords of `scheme://user:password@host` in a text; of `scheme://token@host` the token.
fn passwords(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("://") {
        let rest = &text[at + 3..];
        let end = rest.find(|c: char| c.is_whitespace() || "/?#\"'".contains(c));
        let authority = &rest[..end.unwrap_or(rest.len())];
        if let Some((user, _)) = authority.rsplit_once('@') {
            let password = user.split_once(':').map_or(user, |(_, password)| password);
            found.push(password.to_owned());
        }
    }
    found.retain(|password| password.len() >= SHORTEST);
    found
}

/// The values of flags that are dropped, whole and without the name before `=`.
fn values(words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut expected = false;
    for word in words {
        let value = match flag(word) {
            Some((_, Some(value))) => Some(value),
            Some((_, None)) => {
                expected = true;
                continue;
            }
            None if expected => Some(word.as_str()),
            None => None,
        };
        expected = false;
        if let Some((_, secret)) = value.and_then(|value| value.split_once('=')) {
            found.push(secret.to_owned());
            // `authorization=Bearer SECRET`
            found.extend(secret.split_whitespace().skip(1).map(str::to_owned));
        }
    }
    found.retain(|secret| secret.len() >= SHORTEST);
    found
}

/// A command line's words without the flags that carry headers and environments.
pub fn without_dropped(words: &[String], redactor: &Redactor) -> Vec<String> {
    let mut kept = Vec::new();
    let mut expected = false;
    for word in words {
        match flag(word) {
            Some((_, value)) => expected = value.is_none(),
            None if std::mem::take(&mut expected) => {}
            None => kept.push(redactor.text(word)),
        }
    }
    kept
}

/// The name and the value of a flag that is dropped.
fn flag(word: &str) -> Option<(&str, Option<&str>)> {
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    };
    let is_dropped = name.starts_with("--") && DROPPED.iter().any(|ending| name.ends_with(ending));
    is_dropped.then_some((name, value))
}

/// Every text in a value, blotted out: before it becomes JSON, whose escapes would hide secrets.
pub fn redact(value: &mut Value, redactor: &Redactor) {
    match value {
        Value::String(text) => {
            let clean = redactor.text(text);
            if clean != *text {
                *text = clean;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| redact(value, redactor)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|value| redact(value, redactor)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn addresses_have_passwords() {
        assert_eq!(
            passwords("--x=https://ci:hunter2-h@host/p grpcs://token-1@b https://host/a@b"),
            ["hunter2-h", "token-1"]
        );
    }

    #[test]
    fn headers_and_environments_are_dropped_with_their_values() {
        let line = words(&[
            "build",
            "-p",
            "--",
            "--remote_header=authorization=Bearer hunter2-hunter2",
            "--action_env",
            "DEPLOY=swordfish-9",
            "--jobs=4",
        ]);
        let redactor = Redactor::new().with_secrets(values(&line));
        assert_eq!(
            without_dropped(&line, &redactor),
            ["build", "-p", "--", "--jobs=4"]
        );
        let mut report = serde_json::json!({"a": ["x swordfish-9 y", {"b": "hunter2-hunter2"}]});
        redact(&mut report, &redactor);
        let text = report.to_string();
        assert!(
            !text.contains("swordfish-9") && !text.contains("hunter2-hunter2"),
            "{text}"
        );
    }
}
