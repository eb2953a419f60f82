//! The values of settings, and how they are read from files and variables.

use std::fmt;
use std::path::Path;

use toml::de::DeValue;

use crate::keys::{Key, Kind, WordKind};
use checkout::{Mode, platform};

/// A setting's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Whether a switch is on.
    Switch(bool),
    /// A number within its key's limits.
    Number(u64),
    /// A mode, a platform, a choice or a path.
    Text(String),
    /// The words of a list.
    Words(Vec<String>),
}

/// An invalid value, as messages describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit(pub String);

impl Value {
    /// Reads a value of a file in `folder`.
    pub fn of_toml(key: &Key, value: &DeValue, folder: &Path) -> Result<Self, Unfit> {
        let other = || Unfit(described(value));
        let text = || value.as_str().ok_or_else(other);
        match key.kind {
            Kind::Switch => value.as_bool().map(Self::Switch).ok_or_else(other),
            Kind::Number(least, most) => {
                let number = value
                    .as_integer()
                    .and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
                let number = number.filter(|number| (least..=most).contains(number));
                number.map(Self::Number).ok_or_else(other)
            }
            Kind::Path => {
                let path = text()?;
                // Of an absolute path, joining leaves nothing but the path.
                checked(key, path)?;
                Ok(Self::Text(folder.join(path).to_string_lossy().into_owned()))
            }
            Kind::Mode | Kind::Platform | Kind::Choice(_) => {
                checked(key, text()?).map_err(|_| other())
            }
            Kind::Words(kind) => {
                let items = value.as_array().ok_or_else(other)?;
                let words: Option<Vec<String>> = items
                    .iter()
                    .map(|item| item.get_ref().as_str().map(str::to_owned))
                    .collect();
                words_of(kind, words.ok_or_else(other)?)
            }
        }
    }

    /// Reads a value of a variable.
    pub fn of_variable(key: &Key, text: &str) -> Result<Self, Unfit> {
        let other = || Unfit(format!("{text:?}"));
        match key.kind {
            Kind::Switch => switch(text).map(Self::Switch).ok_or_else(other),
            Kind::Number(least, most) => {
                let number = text
                    .parse()
                    .ok()
                    .filter(|number| (least..=most).contains(number));
                number.map(Self::Number).ok_or_else(other)
            }
            Kind::Mode | Kind::Platform | Kind::Choice(_) | Kind::Path => checked(key, text),
            Kind::Words(kind) => {
                words_of(kind, text.split_whitespace().map(str::to_owned).collect())
            }
        }
    }

    /// The value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Switch(on) => (*on).into(),
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Words(words) => words.clone().into(),
        }
    }
}

/// As written in a file.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_json())
    }
}

fn checked(key: &Key, text: &str) -> Result<Value, Unfit> {
    let fits = match key.kind {
        Kind::Mode => Mode::named(text).is_some(),
        Kind::Platform => platform::parse(text).is_ok(),
        Kind::Choice(words) => words.contains(&text),
        _ => !text.is_empty(),
    };
    if fits {
        Ok(Value::Text(text.to_owned()))
    } else {
        Err(Unfit(format!("{text:?}")))
    }
}

fn words_of(kind: WordKind, words: Vec<String>) -> Result<Value, Unfit> {
    let fits = |word: &&String| match kind {
        WordKind::Configs => {
            !word.is_empty() && !word.starts_with('-') && !word.contains([' ', '='])
        }
        WordKind::Targets => is_label(word),
        WordKind::Restarts => word
            .split_once('=')
            .is_some_and(|(step, label)| !step.is_empty() && is_label(label)),
        // `-//a` is a target that is left out, and no flag.
        WordKind::Flags => {
            word.starts_with('-')
                && *word != "--"
                && !word.starts_with("-/")
                && !word.starts_with("-@")
        }
    };
    match words.iter().find(|word| !fits(word)) {
        Some(word) => Err(Unfit(format!("{word:?}"))),
        None => Ok(Value::Words(words)),
    }
}

/// Whether a label is absolute.
fn is_label(word: &str) -> bool {
    word.starts_with("//") || word.starts_with('@')
}

fn switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Some(true),
        "0" | "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// A value for a message: its type, and the value itself if it is short.
fn described(value: &DeValue) -> String {
    match value {
        DeValue::String(text) => format!("the string {text:?}"),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(on) => on.to_string(),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "a list of other values".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::find;

    fn of_variable(name: &str, text: &str) -> Result<Value, Unfit> {
        Value::of_variable(find(name).unwrap(), text)
    }

    #[test]
    fn variables_are_read_as_people_write_them() {
        for on in ["1", "true", "TRUE", "yes", "on"] {
            assert_eq!(of_variable("verbose", on), Ok(Value::Switch(true)));
        }
        assert_eq!(of_variable("verbose", "0"), Ok(Value::Switch(false)));
        assert!(of_variable("verbose", "perhaps").is_err());
        assert_eq!(of_variable("jobs", "4"), Ok(Value::Number(4)));
        assert!(of_variable("jobs", "-1").is_err());
        assert!(of_variable("jobs", "0").is_err());
        assert!(of_variable("jobs", "9999999").is_err());
        assert!(of_variable("mode", "prod").is_err());
        assert_eq!(
            of_variable("agent", "off"),
            Ok(Value::Text("off".to_owned()))
        );
        assert!(of_variable("agent", "perhaps").is_err());
        assert!(of_variable("platform", "../x").is_err());
        let words = Value::Words(vec!["--a=1".to_owned(), "-k".to_owned()]);
        assert_eq!(of_variable("bazel-flags", " --a=1  -k "), Ok(words));
        assert!(of_variable("bazel-flags", "//web").is_err());
        assert!(of_variable("bazel-flags", "-//web").is_err());
        assert!(of_variable("bazel-configs", "--config=x").is_err());
        assert!(of_variable("dev-serve", "//web:dev @other//:dev").is_ok());
        assert!(of_variable("dev-serve", "web:dev").is_err());
        assert!(of_variable("dev-restart", "app=//app:start").is_ok());
        assert!(of_variable("dev-restart", "//app:start").is_err());
    }
}
