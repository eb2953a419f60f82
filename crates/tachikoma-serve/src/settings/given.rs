//! How the value of a key is read.

use std::path::Path;

use toml::de::DeValue;

/// What somebody gave a key.
#[derive(Clone, Copy)]
pub enum Given<'a> {
    /// In a file that is in this folder.
    File(&'a DeValue<'a>, &'a Path),
    /// In an environment variable, in a flag, or as the default. Lists are split at spaces.
    Text(&'a str),
}

/// Why a value is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is another one than is wanted: this.
    Found(String),
    /// It is what is wanted, and refused all the same, because of this.
    Refused(String),
}

/// A kind of value.
pub trait Setting: Sized {
    /// What is wanted, for messages: "... must be WANTED".
    const WANTED: &'static str;

    /// Whether it is a secret, which no file of settings may have in it.
    const SECRET: bool = false;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// It is none of this kind.
    fn of(given: Given<'_>) -> Result<Self, Unfit>;
}

impl Given<'_> {
    /// The text; what is there instead.
    pub fn text(&self) -> Result<&str, Unfit> {
        match self {
            Self::Text(text) => Ok(text),
            Self::File(value, _) => value.as_str().ok_or_else(|| self.unfit()),
        }
    }

    /// The words of a list.
    pub fn words(&self) -> Result<Vec<String>, Unfit> {
        match self {
            Self::Text(text) => Ok(text.split_whitespace().map(str::to_owned).collect()),
            Self::File(value, _) => {
                let items = value.as_array().ok_or_else(|| self.unfit())?;
                let words = items.iter().map(|item| match item.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    DeValue::Integer(number) => Some(number.to_string()),
                    _ => None,
                });
                let words: Option<Vec<String>> = words.collect();
                words.ok_or_else(|| self.unfit())
            }
        }
    }

    /// It is none of what is wanted.
    pub fn unfit(&self) -> Unfit {
        Unfit::Found(self.described())
    }

    /// It in words.
    pub fn described(&self) -> String {
        match self {
            Self::Text(text) => format!("{text:?}"),
            Self::File(value, _) => match value {
                DeValue::String(text) => format!("the string {text:?}"),
                DeValue::Integer(number) => format!("the number {number}"),
                DeValue::Float(number) => format!("the number {number}"),
                DeValue::Boolean(on) => on.to_string(),
                DeValue::Datetime(_) => "a date".to_owned(),
                DeValue::Array(_) => "a list of other values".to_owned(),
                DeValue::Table(_) => "a table".to_owned(),
            },
        }
    }
}
