//! Secrets that stand in command lines, addresses and environments, blotted out.
//!
//! Two things are looked for: values that the caller knows to be secret, in every form in which
//! they may turn up, and places in which secrets stand whatever they are (values of `--*_header`
//! and `--*_env` flags, users in addresses, authorization headers, printed environments, tokens
//! of well-known shapes).

mod places;
mod stream;
mod values;

use places::Places;
use values::Values;

pub use stream::RedactedStream;

/// What stands where a secret stood.
pub const BLOT: &str = "[redacted]";

/// Blots secrets out of text.
///
/// ```
/// let redactor = bep::redact::Redactor::new().with_secrets(["hunter2".to_owned()]);
/// assert_eq!(redactor.text("it is hunter2"), "it is [redacted]");
/// assert_eq!(redactor.text("https://me:pw@host/"), "https://[redacted]@host/");
/// // In base64, wherever in a longer text it stands.
/// assert_eq!(redactor.text("Zm9yIG1lOmh1bnRlcjI="), "Zm9yIG1lOm[redacted]I=");
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
        let secret = variables.into_iter().filter(|(name, value)| {
            values::names_secret(name) && value.len() >= values::MIN_ENVIRONMENT_BYTES
        });
        Self::new().with_secrets(secret.map(|(_, value)| value))
    }

    /// Knows these values too, also in base64 (of any alignment), percent-encoded and as JSON
    /// has them; each line of a value of several lines counts for itself. Values of less than
    /// four bytes are left alone: they are part of too much text.
    pub fn with_secrets(mut self, secrets: impl IntoIterator<Item = String>) -> Self {
        self.values.add(secrets);
        self
    }

    /// Whether it knows values, not only places.
    pub(crate) fn knows_values(&self) -> bool {
        self.values.count() > 0
    }

    /// `text` without secrets.
    pub fn text(&self, text: &str) -> String {
        let mut stream = self.stream();
        let mut out = stream.push(text);
        out.push_str(&stream.finish());
        out
    }

    /// For text that comes in pieces, a secret's parts in different ones.
    pub fn stream(&self) -> RedactedStream<'_> {
        RedactedStream::new(&self.values, Places::default())
    }
}

/// Says how many values are known, and none of them.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.values.count();
        write!(formatter, "Redactor({count} forms of secrets)")
    }
}

#[cfg(test)]
mod tests;
