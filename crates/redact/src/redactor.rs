//! The redactor: what it knows, and the ways to use it.

use serde_json::Value;

use crate::command_line::{self, Origin};
use crate::harmless::is_harmless;
use crate::names::is_secret_name;
use crate::places::Places;
use crate::stream::RedactedStream;
use crate::terminal;
use crate::values::Values;

/// Shorter values of variables, of which only the name says that they are secret, are part of too
/// much text.
const MIN_VARIABLE_BYTES: usize = 6;

/// Redacts secrets in text.
///
/// ```
/// let redactor = redact::Redactor::new().with_secrets(["hunter2".to_owned()]);
/// assert_eq!(redactor.text("it is hunter2"), "it is [redacted]");
/// ```
#[derive(Clone, Default)]
pub struct Redactor {
    values: Values,
}

impl Redactor {
    /// Knows no values, only the places in which secrets stand.
    pub fn new() -> Self {
        Self::default()
    }

    /// Knows the values of environment variables whose names say that they are secret: those with
    /// `TOKEN`, `SECRET`, `PASSWORD`, `KEY` and the like in them. Values of less than six bytes,
    /// and those that name files, are left alone: they are part of too much text.
    pub fn from_environment(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let secret = variables.into_iter().filter(|(name, value)| {
            value.len() >= MIN_VARIABLE_BYTES && is_secret_name(name) && !is_harmless(value)
        });
        Self::new().with_secrets(secret.map(|(_, value)| value))
    }

    /// Knows the secret variables of an environment, the values of those flags of a command line
    /// that carry headers and environments, and passwords in the addresses of both.
    pub fn for_command(words: &[String], variables: Vec<(String, String)>) -> Self {
        let texts = words.iter().chain(variables.iter().map(|(_, value)| value));
        let passwords: Vec<String> = texts
            .flat_map(|text| command_line::passwords(text))
            .collect();
        Self::from_environment(variables)
            .with_secrets(command_line::secret_values(words, Origin::Given))
            .with_secrets(passwords)
    }

    /// One that knows the secrets of more words of a command line too, such as those that settings add; `None` if there
    /// are none.
    pub fn with_command_line(&self, words: &[String]) -> Option<Self> {
        self.with_words(words, Origin::Given)
    }

    /// The same for words that nobody gave this time, such as those of rc files: a variable in them is secret where its
    /// name says so.
    pub fn with_defaults(&self, words: &[String]) -> Option<Self> {
        self.with_words(words, Origin::Default)
    }

    fn with_words(&self, words: &[String], origin: Origin) -> Option<Self> {
        let passwords = words.iter().flat_map(|word| command_line::passwords(word));
        let mut found = command_line::secret_values(words, origin);
        found.extend(passwords);
        (!found.is_empty()).then(|| self.clone().with_secrets(found))
    }

    /// One that knows the secrets of both.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        Self {
            values: self.values.joined(&other.values),
        }
    }

    /// Knows these values too, also in base64 (of any alignment), percent-encoded and as JSON
    /// has them; each line of a value of several lines counts for itself. Values of less than
    /// four bytes are left alone: they are part of too much text.
    #[must_use]
    pub fn with_secrets(mut self, secrets: impl IntoIterator<Item = String>) -> Self {
        self.values.add(secrets);
        self
    }

    /// Whether it knows values, not only places.
    pub fn knows_values(&self) -> bool {
        self.values.count() > 0
    }

    /// `text` without secrets, also those that escapes or control characters interrupt.
    pub fn text(&self, text: &str) -> String {
        let redacted = self.as_it_is(text);
        if terminal::is_plain(text) {
            return redacted;
        }
        let written = self.as_it_is(&terminal::all_written(text));
        if terminal::all_written(&redacted) != written {
            return written;
        }
        // Of what is left, moves of the cursor can make a secret.
        let shown = terminal::plain(&redacted);
        let again = self.as_it_is(&shown);
        match again == shown {
            true => redacted,
            false => again,
        }
    }

    fn as_it_is(&self, text: &str) -> String {
        let mut places = Places::default();
        let mut redacted = match self.knows_values() {
            true => places.push(&self.values.redacted(text, text.len(), 0).0),
            false => places.push(text),
        };
        redacted.push_str(&places.finish());
        redacted
    }

    /// Where values that are known stand in a text, in order; those that touch or overlap are one.
    pub fn known_places(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        self.values.joined_places(text)
    }

    /// Redacts every text in a value before it becomes JSON, whose escapes would hide secrets.
    pub fn json(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.json(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.json(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A command line's words for a record: without secrets, and without the flags that carry
    /// headers and environments.
    pub fn command_line(&self, words: &[String]) -> Vec<String> {
        let kept = command_line::recorded(words);
        kept.iter().map(|word| self.text(word)).collect()
    }

    /// For text that comes in pieces, a secret's parts in different ones.
    pub fn stream(&self) -> RedactedStream<'_> {
        RedactedStream::new(&self.values)
    }
}

/// Shows how many values are known, but not the values.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.values.count();
        write!(formatter, "Redactor({count} forms of secrets)")
    }
}
