//! Command lines to paste into a shell that show no secret: variables that hold them stand in their place.

use std::ffi::OsString;
use std::path::Path;

use bazel::shell::shell_word;
use checkout::env_vars;
use redact::{REDACTED, Redactor};

/// Shorter values are part of too much text.
const MIN_BYTES: usize = 4;

/// Words of headers that are no secrets.
const SCHEMES: [&str; 4] = ["bearer", "basic", "digest", "token"];

/// Writes command lines without secrets.
#[derive(Debug)]
pub struct Pasteable<'r> {
    redactor: &'r Redactor,
    /// Those that hold a secret, the longest first.
    variables: Vec<(String, String)>,
}

impl<'r> Pasteable<'r> {
    /// With the variables of this process's environment.
    pub fn new(redactor: &'r Redactor) -> Self {
        Self::with_variables(redactor, env_vars::all())
    }

    fn with_variables(
        redactor: &'r Redactor,
        all: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let holds_secret = |(name, value): &(String, String)| {
            value.len() >= MIN_BYTES
                && name.chars().all(is_name)
                && !redactor.known_places(value).is_empty()
        };
        let mut variables: Vec<_> = all.into_iter().filter(holds_secret).collect();
        variables.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
        Self {
            redactor,
            variables,
        }
    }

    /// A command line that a shell reads as these words.
    pub fn line(&self, program: &Path, arguments: &[OsString]) -> String {
        let words = std::iter::once(program.as_os_str())
            .chain(arguments.iter().map(OsString::as_os_str))
            .map(|word| self.word(&word.to_string_lossy()));
        words.collect::<Vec<_>>().join(" ")
    }

    /// A word: each secret in it as the variable that holds it. One that no variable holds cannot be pasted, and is not
    /// shown either.
    pub fn word(&self, word: &str) -> String {
        let redacted = self.redactor.text(word);
        if redacted == word {
            return shell_word(word);
        }
        let twice = REDACTED.repeat(2);
        let mut shown = redacted;
        while shown.contains(&twice) {
            shown = shown.replace(&twice, REDACTED);
        }
        let mut parts = Parts::default();
        let mut kept = shown.split(REDACTED).peekable();
        let mut rest = word;
        while let Some(part) = kept.next() {
            let is_last = kept.peek().is_none();
            let found = if is_last {
                rest.rfind(part)
            } else {
                rest.find(part)
            };
            let (hidden, behind) = match found {
                Some(at) => (&rest[..at], &rest[at + part.len()..]),
                None => (rest, ""),
            };
            self.hide(hidden, &mut parts);
            parts.text.push_str(part);
            rest = behind;
        }
        self.hide(rest, &mut parts);
        parts.finish()
    }

    /// What is redacted of a word: known secrets, and what else the place hides.
    fn hide(&self, hidden: &str, parts: &mut Parts) {
        let mut shown = 0;
        for place in self.redactor.known_places(hidden) {
            hide_rest(&hidden[shown..place.start], parts);
            self.hide_known(&hidden[place.clone()], parts);
            shown = place.end;
        }
        hide_rest(&hidden[shown..], parts);
    }

    /// Nothing but secrets: the longest variable first, then what is left on both sides of it.
    fn hide_known(&self, secret: &str, parts: &mut Parts) {
        if secret.is_empty() {
            return;
        }
        let mut holders = self.variables.iter();
        let held =
            holders.find_map(|(name, value)| Some((name, secret.split_once(value.as_str())?)));
        match held {
            Some((name, (before, behind))) => {
                self.hide_known(before, parts);
                parts.variable(name);
                self.hide_known(behind, parts);
            }
            None if is_scheme(secret) => parts.text.push_str(secret),
            None => parts.text.push_str(REDACTED),
        }
    }
}

/// Unknown letters beside secrets: signs and schemes can be shown.
fn hide_rest(rest: &str, parts: &mut Parts) {
    let has_letters = rest.chars().any(char::is_alphanumeric);
    match !has_letters || is_scheme(rest) {
        true => parts.text.push_str(rest),
        false => parts.text.push_str(REDACTED),
    }
}

fn is_scheme(text: &str) -> bool {
    SCHEMES
        .iter()
        .any(|scheme| text.trim().eq_ignore_ascii_case(scheme))
}

/// The parts of a word for a shell.
#[derive(Debug, Default)]
struct Parts {
    line: String,
    /// What comes behind the last variable.
    text: String,
}

impl Parts {
    fn variable(&mut self, name: &str) {
        self.end_text();
        self.line.push_str(&format!("\"${name}\""));
    }

    fn end_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            self.line.push_str(&shell_word(&text));
        }
    }

    fn finish(mut self) -> String {
        self.end_text();
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_shown_and_what_variables_hold_can_be_pasted() {
        let variables = [
            ("TOKEN", "hunter2"),
            ("KEY", "swordfish"),
            ("A_TOKEN", "abcdef"),
            ("B_TOKEN", "defghi"),
            ("GREETING", "hello hunter2 and welcome"),
            ("HARMLESS", "--remote_header=authorization"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let words = [
            "--api_key=tuna-7-tuna",
            "--bes_header=authorization=Bearer hunter2",
        ]
        .map(str::to_owned);
        let redactor = Redactor::for_command(&words, variables[..4].to_vec());
        let pasteable = Pasteable::with_variables(&redactor, variables);
        for (word, expected) in [
            ("--jobs=4", "--jobs=4"),
            ("hunter2 swordfish", r#""$TOKEN"' '"$KEY""#),
            ("hunter2swordfish", r#""$TOKEN""$KEY""#),
            (
                "--remote_header=authorization=Bearer hunter2",
                r#"'--remote_header=authorization=Bearer '"$TOKEN""#,
            ),
            (
                "--remote_header=x=a hunter2!hunter2",
                r#"'--remote_header=x=[redacted] '"$TOKEN"'!'"$TOKEN""#,
            ),
            ("--api_key=tuna-7-tuna", "'--api_key=[redacted]'"),
            ("--define=PASSWORD=abc", "'--define=PASSWORD=[redacted]'"),
            (
                "x=hello hunter2 and welcome",
                r#"'x=hello '"$TOKEN"' and welcome'"#,
            ),
            // They overlap: what is left of the other is a part of a secret.
            ("<abcdefghi>", r#"'<'"$A_TOKEN"'[redacted]>'"#),
            ("aHVudGVyMg==", "'[redacted]'"),
        ] {
            assert_eq!(pasteable.word(word), expected, "{word}");
        }
    }
}
