//! Secrets in the words of a command line.

use crate::REDACTED;
use crate::names::{is_dropped_flag, is_secret_variable};

/// Shorter values, such as `1` and `true`, are part of too much text.
const MIN_BYTES: usize = 6;

/// The passwords of `scheme://user:password@host` in a text; of `scheme://token@host` the token.
pub(crate) fn passwords(text: &str) -> Vec<String> {
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
    found.retain(|password| password.len() >= MIN_BYTES);
    found
}

/// The values of flags that carry headers and environments, without the name before `=`: whole,
/// and what follows the first blank, as in `authorization=Bearer SECRET`.
pub(crate) fn flag_values(words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut follows = false;
    for word in words {
        let value = match dropped_flag(word) {
            Some((_, None)) => {
                follows = true;
                continue;
            }
            Some((_, value)) => value,
            None => follows.then_some(word.as_str()),
        };
        follows = false;
        if let Some((_, secret)) = value.and_then(|value| value.split_once('=')) {
            found.push(secret.to_owned());
            found.extend(secret.split_whitespace().skip(1).map(str::to_owned));
        }
    }
    found.retain(|secret| secret.len() >= MIN_BYTES);
    found
}

/// The values of what has the name of a secret: `--define=DB_PASSWORD=VALUE`, `--//config:api_key=VALUE`, and with the
/// name in a word of its own behind a flag.
pub(crate) fn named_values(words: &[String]) -> Vec<String> {
    let values = words
        .iter()
        .filter_map(|word| Some(named_value(word)?.1.to_owned()));
    values.filter(|value| value.len() >= MIN_BYTES).collect()
}

/// A word with the value of what has the name of a secret replaced, however short it is.
pub(crate) fn without_named_value(word: &str) -> Option<String> {
    let (before, _) = named_value(word)?;
    Some(format!("{before}{REDACTED}"))
}

/// What stands before the value, and the value.
fn named_value(word: &str) -> Option<(&str, &str)> {
    let ends = word.match_indices('=').map(|(at, _)| at);
    for end in ends {
        let (before, value) = word.split_at(end + 1);
        let name = before[..end]
            .rsplit(['=', ':', '/'])
            .next()
            .unwrap_or_default();
        if is_secret_variable(name.trim_start_matches('-')) && !value.is_empty() {
            return Some((before, value));
        }
    }
    None
}

/// The words without the flags that carry headers and environments, and without their values.
pub(crate) fn without_dropped_flags(words: &[String]) -> impl Iterator<Item = &String> {
    let mut follows = false;
    words.iter().filter(move |word| match dropped_flag(word) {
        Some((_, value)) => {
            follows = value.is_none();
            false
        }
        None => !std::mem::take(&mut follows),
    })
}

/// The name of a flag that is dropped, and its value if that is in the same word.
fn dropped_flag(word: &str) -> Option<(&str, Option<&str>)> {
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    };
    (name.starts_with("--") && is_dropped_flag(name)).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Redactor;

    #[test]
    fn addresses_have_passwords() {
        assert_eq!(
            passwords("--x=https://ci:hunter2-h@host/p grpcs://token-1@b https://host/a@b"),
            ["hunter2-h", "token-1"]
        );
    }

    #[test]
    fn what_is_called_a_secret_is_one() {
        let line = [
            "build",
            "--define=DB_PASSWORD=hunter2=hunter2",
            "--//config:api_key=swordfish-9",
            "--@rules//x:auth_key=abc",
            "--define",
            "SIGNING_SECRET=correct horse",
            "--define=MODE=release",
            "--tls_key_file=/etc/key.pem",
            "--jobs=4",
        ]
        .map(str::to_owned);
        let redactor = Redactor::for_command(&line, Vec::new());
        assert_eq!(
            redactor.command_line(&line),
            [
                "build",
                "--define=DB_PASSWORD=[redacted]",
                "--//config:api_key=[redacted]",
                "--@rules//x:auth_key=[redacted]",
                "--define",
                "SIGNING_SECRET=[redacted]",
                "--define=MODE=release",
                "--tls_key_file=/etc/key.pem",
                "--jobs=4"
            ]
        );
        let said = redactor.text("got hunter2=hunter2, swordfish-9 and correct horse in release");
        assert_eq!(said, "got [redacted], [redacted] and [redacted] in release");
    }

    #[test]
    fn headers_and_environments_are_dropped_with_their_values() {
        let line = [
            "build",
            "-p",
            "--",
            "--remote_header=authorization=Bearer hunter2-hunter2",
            "--action_env",
            "DEPLOY=swordfish-9",
            "--jobs=4",
        ]
        .map(str::to_owned);
        let redactor = Redactor::for_command(&line, Vec::new());
        assert_eq!(
            redactor.command_line(&line),
            ["build", "-p", "--", "--jobs=4"]
        );
        let mut report = serde_json::json!({"a": ["x swordfish-9 y", {"b": "hunter2-hunter2"}]});
        redactor.json(&mut report);
        assert_eq!(
            report,
            serde_json::json!({"a": ["x [redacted] y", {"b": "[redacted]"}]})
        );
    }
}
