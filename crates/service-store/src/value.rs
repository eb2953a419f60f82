//! What goes into a statement and comes out of it, in either database.

use service::ports::StoreError;

/// A parameter or a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(without_nul(text))
    }
}

/// PostgreSQL has no NUL in a text. JSON has it as an escape, so only short texts of people and servers are changed here.
pub(crate) fn without_nul(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row that a statement answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row(pub(crate) Vec<Value>);

impl Row {
    /// The columns one after the other, to be read in the order of the statement.
    pub(crate) fn columns(self) -> Columns {
        Columns(self.0.into_iter())
    }
}

/// The rest of a row.
pub(crate) struct Columns(std::vec::IntoIter<Value>);

fn unreadable(what: impl Into<String>) -> StoreError {
    StoreError::Unreadable { what: what.into() }
}

impl Columns {
    fn next(&mut self) -> Result<Value, StoreError> {
        self.0
            .next()
            .ok_or_else(|| unreadable("a row with too few columns"))
    }

    pub(crate) fn text(&mut self) -> Result<String, StoreError> {
        self.maybe_text()?
            .ok_or_else(|| unreadable("NULL in place of a text"))
    }

    pub(crate) fn maybe_text(&mut self) -> Result<Option<String>, StoreError> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            other => Err(unreadable(format!("{other:?} in place of a text"))),
        }
    }

    pub(crate) fn number(&mut self) -> Result<i64, StoreError> {
        self.maybe_number()?
            .ok_or_else(|| unreadable("NULL in place of a number"))
    }

    pub(crate) fn maybe_number(&mut self) -> Result<Option<i64>, StoreError> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Number(number) => Ok(Some(number)),
            other => Err(unreadable(format!("{other:?} in place of a number"))),
        }
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, StoreError> {
        match self.next()? {
            Value::Bytes(bytes) => Ok(bytes),
            other => Err(unreadable(format!("{other:?} in place of bytes"))),
        }
    }

    /// A text that `T` can be read from.
    pub(crate) fn parse<T: std::str::FromStr>(&mut self) -> Result<T, StoreError> {
        let text = self.text()?;
        text.parse().map_err(|_| unreadable(format!("`{text}`")))
    }

    /// The same, or NULL.
    pub(crate) fn maybe_parse<T: std::str::FromStr>(&mut self) -> Result<Option<T>, StoreError> {
        match self.maybe_text()? {
            None => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| unreadable(format!("`{text}`"))),
        }
    }

    /// A number that fits into `T`.
    pub(crate) fn small<T: TryFrom<i64>>(&mut self) -> Result<T, StoreError> {
        let number = self.number()?;
        T::try_from(number).map_err(|_| unreadable(format!("the number {number}")))
    }

    /// A text of JSON.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, StoreError> {
        let text = self.text()?;
        serde_json::from_str(&text).map_err(|error| unreadable(format!("JSON: {error}")))
    }
}
