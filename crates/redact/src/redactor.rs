//! The redactor: what it knows, and the ways to use it.

use serde_json::Value;

use crate::command_line;
use crate::names::is_secret_variable;
use crate::places::Places;
use crate::stream::RedactedStream;
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
    /// and those of variables that name files, are left alone: they are part of too much text.
    pub fn from_environment(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let secret = variables
            .into_iter()
            .filter(|(name, value)| is_secret_variable(name) && value.len() >= MIN_VARIABLE_BYTES);
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
            .with_secrets(command_line::flag_values(words))
            .with_secrets(command_line::named_values(words))
            .with_secrets(passwords)
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

    /// `text` without secrets.
    pub fn text(&self, text: &str) -> String {
        let mut places = Places::default();
        let mut redacted = match self.knows_values() {
            true => places.push(&self.values.redacted(text, text.len(), 0).0),
            false => places.push(text),
        };
        redacted.push_str(&places.finish());
        redacted
    }

    /// `text` without the values that are known: for a part of a text, of which the place says nothing.
    pub fn known_values(&self, text: &str) -> String {
        match self.knows_values() {
            true => self.values.redacted(text, text.len(), 0).0,
            false => text.to_owned(),
        }
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
        let kept = command_line::without_dropped_flags(words);
        kept.map(|word| match command_line::without_named_value(word) {
            Some(named) => self.text(&named),
            None => self.text(word),
        })
        .collect()
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
